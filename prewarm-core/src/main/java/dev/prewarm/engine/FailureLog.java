package dev.prewarm.engine;

import dev.prewarm.Prewarmer;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * Says when the warm-ups of a target begin to fail, and when they succeed again; of a target that goes back and forth, once
 * a minute. Confined to the loop.
 */
final class FailureLog {
    private static final System.Logger LOGGER = System.getLogger(Prewarmer.class.getName());
    private static final long PAUSE_NANOS = Duration.ofMinutes(1).toNanos();

    /** The targets that have failed and not been said to have recovered, as long as they are remembered. */
    private final Map<TargetState, Failing> failing = new WeakHashMap<>();

    private static final class Failing {
        final long since;
        int failures;
        boolean recovered;

        Failing(long since) {
            this.since = since;
        }
    }

    void failed(TargetState target, String reason, long now) {
        Failing known = failing.get(target);
        if (known != null && known.recovered && now - known.since >= PAUSE_NANOS) {
            known = null;
        }
        if (known == null) {
            known = new Failing(now);
            failing.put(target, known);
            LOGGER.log(Level.WARNING, "Warm-ups of " + target.target() + " fail: " + reason);
        }
        known.recovered = false;
        known.failures++;
    }

    void succeeded(TargetState target, long now) {
        Failing known = failing.get(target);
        if (known == null) {
            return;
        }
        if (!known.recovered) {
            known.recovered = true;
            if (known.failures > 0) {
                LOGGER.log(
                        Level.WARNING,
                        "Warm-ups of " + target.target() + " succeed again, after " + known.failures + " that failed");
            }
            known.failures = 0;
        }
        if (now - known.since >= PAUSE_NANOS) {
            failing.remove(target);
        }
    }
}
