package dev.prewarm.strategy;

import dev.prewarm.Plan;
import dev.prewarm.Rationale;
import dev.prewarm.RunView;
import dev.prewarm.Task;
import dev.prewarm.Warmup;
import java.time.Instant;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Plans that do not look at the clock: what is wished is wished now. */
final class Immediate {
    private static final Rationale ANNOUNCED = Rationale.of("the run is announced");
    private static final Rationale AGAIN = Rationale.of("it has failed and will be started again");

    private Immediate() {}

    /** Warms now what has not been served yet; and what will be started again, as if it was announced. */
    static Plan plan(RunView run, List<Task> tasks, Rationale reason) {
        return plan(run, tasks, (view, task) -> null, reason);
    }

    /** @param known when a task can start at the earliest, as far as that is known: then it is warmed as if it was announced */
    static Plan plan(
            RunView run, List<Task> tasks, BiFunction<RunView, Task, @Nullable Instant> known, Rationale reason) {
        Plan.Builder plan = null;
        for (Task task : tasks) {
            if (task.target().isPresent() && run.rounds(task) == 0) {
                plan = (plan == null) ? Plan.builder() : plan;
                Instant start = known.apply(run, task);
                plan.warm((start == null) ? Warmup.of(run, task).because(reason) : before(run, task, start, reason));
            }
        }
        for (Task task : run.retrying()) {
            if (task.target().isPresent() && run.rounds(task) == 0) {
                plan = (plan == null) ? Plan.builder() : plan;
                plan.warm(before(run, task, run.until(task).orElseThrow(), AGAIN));
            }
        }
        return (plan == null) ? Plan.empty() : plan.build();
    }

    /** Warms before the announced start. */
    static Plan atAnnouncement(RunView run, List<Task> tasks) {
        Plan.Builder plan = Plan.builder();
        for (Task task : tasks) {
            if (task.target().isPresent() && run.rounds(task) == 0) {
                plan.warm(before(run, task, run.startsAt(), ANNOUNCED));
            }
        }
        return plan.build();
    }

    /** As early as half the retention: what is warmed then is still there. */
    private static Warmup before(RunView run, Task task, Instant start, Rationale reason) {
        Instant sendAt = start.minus(run.warmth(task).retention().dividedBy(2));
        return warmup(run, task, sendAt.isBefore(run.now()) ? run.now() : sendAt, start, reason);
    }

    static Warmup warmup(RunView run, Task task, Instant sendAt, Instant neededAt, Rationale reason) {
        return Warmup.of(run, task).sendAt(sendAt).neededAt(neededAt).because(reason);
    }
}
