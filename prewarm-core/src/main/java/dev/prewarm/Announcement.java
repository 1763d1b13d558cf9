package dev.prewarm;

import dev.prewarm.engine.Engine;
import java.time.Instant;

/**
 * A run that is expected, until it starts. Safe for use by any thread; without effect once it has started, or was called
 * off. No method throws: what is wrong is reported as a {@link Problem}.
 */
public final class Announcement implements Cancellable {
    private final Engine engine;
    private final WorkflowRun run;

    Announcement(Engine engine, WorkflowRun run) {
        this.engine = engine;
        this.run = run;
    }

    /** The run is expected at another instant, by the wall clock. */
    public void move(Instant at) {
        if (at == null) {
            run.refuse(Problem.Kind.INVALID_VALUE, "the announced run is moved to null; it stays where it is");
        } else {
            engine.move(run.run(), at);
        }
    }

    /** The run does not come after all. */
    @Override
    public void cancel() {
        engine.withdraw(run.run());
    }
}
