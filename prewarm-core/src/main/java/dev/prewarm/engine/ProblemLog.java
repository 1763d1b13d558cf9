package dev.prewarm.engine;

import dev.prewarm.Prewarmer;
import dev.prewarm.Problem;
import dev.prewarm.Scheduler;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Counts the problems, and logs them at a limited rate: of each kind the first one, and after that one a minute, with how
 * many there were in between. Safe for use by any thread.
 */
final class ProblemLog {
    private static final System.Logger LOGGER = System.getLogger(Prewarmer.class.getName());
    private static final long PAUSE_NANOS = Duration.ofMinutes(1).toNanos();

    private final Scheduler scheduler;
    private final AtomicLong count = new AtomicLong();
    /** Guarded by itself. */
    private final Map<Problem.Kind, Told> told = new EnumMap<>(Problem.Kind.class);

    ProblemLog(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    private static final class Told {
        long at;
        long since;
    }

    long count() {
        return count.get();
    }

    void add(Problem problem, @Nullable Throwable cause) {
        count.incrementAndGet();
        long since = sinceLogged(problem.kind());
        if (since >= 0) {
            String run = problem.run().isEmpty() ? "" : " in run " + problem.run();
            String more = (since == 0) ? "" : " (and " + since + " more of this kind since the last one logged)";
            LOGGER.log(Level.WARNING, problem.kind() + run + ": " + problem.detail() + more, cause);
        }
    }

    /** How many of the kind have not been logged since the last one that was; negative if this one is not to be either. */
    private long sinceLogged(Problem.Kind kind) {
        long now = Nanos.of(scheduler.now());
        synchronized (told) {
            Told last = told.get(kind);
            if (last == null) {
                last = new Told();
                told.put(kind, last);
            } else if (now - last.at < PAUSE_NANOS) {
                last.since++;
                return -1;
            }
            long since = last.since;
            last.at = now;
            last.since = 0;
            return since;
        }
    }
}
