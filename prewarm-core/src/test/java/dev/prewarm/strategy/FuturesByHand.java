package dev.prewarm.strategy;

import dev.prewarm.Task;
import dev.prewarm.Workflow;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Futures that are said of the tasks of a workflow, in seconds; one value stands for all futures. Those whose starts are said are
 * to come; each lasts for a second, and starts cold in a second, unless something else is said.
 */
final class FuturesByHand extends SaidFutures {
    private final Workflow workflow;
    private final Set<Task> coming = new HashSet<>();

    FuturesByHand(Workflow workflow, int futures) {
        super(futures);
        this.workflow = workflow;
        workflow.tasks().forEach(task -> mention(task).starts(NEVER).lasts(1));
    }

    private Said mention(String task) {
        return mention(workflow.task(task));
    }

    FuturesByHand start(String task, double... seconds) {
        coming.add(workflow.task(task));
        mention(task).starts(seconds);
        return this;
    }

    FuturesByHand coldStart(String task, double... seconds) {
        mention(task).coldStarts(seconds);
        return this;
    }

    FuturesByHand duration(String task, double... seconds) {
        mention(task).lasts(seconds);
        return this;
    }

    FuturesByHand remaining(String task, double... seconds) {
        running(workflow.task(task), seconds);
        return this;
    }

    FuturesByHand slack(String task, double... seconds) {
        mention(task).slack(seconds);
        return this;
    }

    FuturesByHand resolved(String task, double... seconds) {
        mention(task).resolved(seconds);
        return this;
    }

    @Override
    FuturesByHand nextLook(Instant instant) {
        super.nextLook(instant);
        return this;
    }

    @Override
    public List<Task> tasks() {
        return workflow.tasks().stream().filter(coming::contains).toList();
    }
}
