package dev.prewarm.strategy;

import dev.prewarm.Plan;
import dev.prewarm.Rationale;
import dev.prewarm.RunView;
import dev.prewarm.Task;
import dev.prewarm.Warmup;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Plans that do not look at the clock: what is wished is wished now. */
final class Immediate {
    private static final Rationale ANNOUNCED = Rationale.of("the run is announced");

    private Immediate() {}

    /** Warms now what has not been served yet. */
    static Plan plan(RunView run, List<Task> tasks, Rationale reason) {
        Plan.Builder plan = null;
        for (Task task : tasks) {
            if (task.target().isPresent() && run.rounds(task) == 0) {
                plan = (plan == null) ? Plan.builder() : plan;
                plan.warm(warmup(run, task, run.now(), run.now(), reason));
            }
        }
        return (plan == null) ? Plan.empty() : plan.build();
    }

    /** Warms as early before the announced start as half the retention: what is warmed then is still there. */
    static Plan atAnnouncement(RunView run, List<Task> tasks) {
        Plan.Builder plan = Plan.builder();
        for (Task task : tasks) {
            if (task.target().isPresent() && run.rounds(task) == 0) {
                Duration lead = run.warmth(task).retention().dividedBy(2);
                Instant sendAt = run.startsAt().minus(lead);
                plan.warm(
                        warmup(run, task, sendAt.isBefore(run.now()) ? run.now() : sendAt, run.startsAt(), ANNOUNCED));
            }
        }
        return plan.build();
    }

    static Warmup warmup(RunView run, Task task, Instant sendAt, Instant neededAt, Rationale reason) {
        return Warmup.of(run, task).sendAt(sendAt).neededAt(neededAt).because(reason);
    }
}
