package dev.prewarm;

import static java.util.Objects.requireNonNull;

import dev.prewarm.engine.Engine;
import dev.prewarm.engine.Run;
import java.time.Instant;

/**
 * A run that is expected, until it starts. Safe for use by any thread; without effect once it has started, or was called
 * off.
 */
public final class Announcement implements Cancellable {
    private final Engine engine;
    private final Run run;

    Announcement(Engine engine, Run run) {
        this.engine = engine;
        this.run = run;
    }

    /** The run is expected at another instant. */
    public void move(Instant at) {
        requireNonNull(at, "at");
        engine.move(run, at);
    }

    /** The run does not come after all. */
    @Override
    public void cancel() {
        engine.withdraw(run);
    }
}
