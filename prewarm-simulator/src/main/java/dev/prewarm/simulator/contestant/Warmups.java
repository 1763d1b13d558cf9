package dev.prewarm.simulator.contestant;

import dev.prewarm.Rationale;
import dev.prewarm.RunView;
import dev.prewarm.Task;
import dev.prewarm.Warmup;
import java.time.Instant;

/** Makes the warm-ups that published baselines wish for: of all the instances that a task's width needs. */
final class Warmups {
    private Warmups() {}

    /** A warm-up at that time, or now if it has passed, of a task that has a target. */
    static Warmup at(RunView run, Task task, int round, Instant sendAt, Rationale reason) {
        Instant at = sendAt.isBefore(run.now()) ? run.now() : sendAt;
        return Warmup.of(run, task).round(round).sendAt(at).because(reason);
    }
}
