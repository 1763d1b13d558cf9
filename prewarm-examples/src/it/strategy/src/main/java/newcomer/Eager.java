package newcomer;

import dev.prewarm.*;

public class Eager implements PrewarmStrategy {
    @Override
    public Plan plan(RunView run) {
        Plan.Builder plan = Plan.builder();
        for (Task task : run.workflow().tasks()) {
            if (run.started() && task.target().isPresent() && run.state(task) == TaskState.PENDING) {
                plan.warm(Warmup.of(run, task).because("it may come"));
            }
        }
        return plan.build();
    }
}
