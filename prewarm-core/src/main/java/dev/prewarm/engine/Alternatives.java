package dev.prewarm.engine;

import dev.prewarm.Dependency;
import dev.prewarm.Task;
import dev.prewarm.TaskState;
import dev.prewarm.Workflow;
import java.util.List;

/** The branches of one run: what follows for the tasks directly after another one from which of them were chosen or taken. Confined to one thread. */
final class Alternatives {
    private final Workflow workflow;
    private final TaskStates tasks;

    Alternatives(Workflow workflow, TaskStates tasks) {
        this.workflow = workflow;
        this.tasks = tasks;
    }

    /** What comes directly after the task, by this way only, and may not run: it will not, unless it is one of these. */
    void passOver(Task task, List<Task> chosen, long at) {
        for (Dependency dependency : workflow.outgoing(task)) {
            Task next = dependency.to();
            if (!dependency.certain() && onlyWay(next) && tasks.is(next, TaskState.PENDING) && !chosen.contains(next)) {
                tasks.skip(next, at);
            }
        }
    }

    /** Of the alternatives after one task, one is taken. */
    void taken(Task taken, long at) {
        List<Dependency> incoming = workflow.incoming(taken);
        for (int i = 0; i < incoming.size(); i++) {
            Dependency in = incoming.get(i);
            if (in.alternative()) {
                for (Dependency other : workflow.outgoing(in.from())) {
                    Task sibling = other.to();
                    boolean pending = onlyWay(sibling) && tasks.is(sibling, TaskState.PENDING);
                    if (other.alternative() && sibling != taken && pending) {
                        tasks.skip(sibling, at);
                    }
                }
            }
        }
    }

    private boolean onlyWay(Task task) {
        return workflow.incoming(task).size() == 1;
    }
}
