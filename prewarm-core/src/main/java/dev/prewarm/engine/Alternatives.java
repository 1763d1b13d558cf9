package dev.prewarm.engine;

import dev.prewarm.Dependency;
import dev.prewarm.Problem.Kind;
import dev.prewarm.Task;
import dev.prewarm.TaskState;
import dev.prewarm.Workflow;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The branches of one run: what follows for the tasks directly after another one from which of them were chosen or taken, round by round. Confined to one thread. */
final class Alternatives {
    private final Workflow workflow;
    private final TaskStates tasks;
    private @Nullable Refused refused;

    Alternatives(Workflow workflow, TaskStates tasks) {
        this.workflow = workflow;
        this.tasks = tasks;
    }

    /** A task that could not be chosen, and where it stood. */
    record Refused(Task task, TaskState state) {}

    /** Another event is applied. */
    void begin() {
        refused = null;
    }

    /** The first task that the latest event has chosen and that could not be; null if there is none. */
    @Nullable
    Refused refused() {
        return refused;
    }

    /** The task will run. */
    @Nullable
    Kind choose(Task task, long at) {
        if (tasks.is(task, TaskState.PENDING) && !tasks.chosen(task)) {
            tasks.choose(task, at);
            taken(task, at);
            return null;
        }
        refused = (refused == null) ? new Refused(task, tasks.of(task)) : refused;
        return tasks.is(task, TaskState.SKIPPED) ? Kind.IMPOSSIBLE_ORDER : Kind.DUPLICATE_EVENT;
    }

    /** What comes directly after the task, by this way only, and may not run: it will not, unless it is one of these. */
    void passOver(Task task, List<Task> chosen, long at) {
        for (Dependency dependency : workflow.outgoing(task)) {
            Task next = dependency.to();
            if (decides(workflow, dependency) && tasks.is(next, TaskState.PENDING) && !chosen.contains(next)) {
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
                    boolean open = onlyWay(workflow, sibling) && tasks.is(sibling, TaskState.PENDING);
                    if (other.alternative() && sibling != taken && open) {
                        tasks.skip(sibling, at);
                    }
                }
            }
        }
    }

    /** The task begins another round: what it alone decides of what comes directly after it is open again. */
    void reopen(Task task, long at) {
        for (Dependency dependency : workflow.outgoing(task)) {
            Task next = dependency.to();
            if (decides(workflow, dependency) && !tasks.is(next, TaskState.RUNNING)) {
                tasks.reopen(next, at);
            }
        }
    }

    /** Whether the task before alone decides whether the one after it runs. */
    static boolean decides(Workflow workflow, Dependency dependency) {
        return !dependency.certain() && onlyWay(workflow, dependency.to());
    }

    private static boolean onlyWay(Workflow workflow, Task task) {
        return workflow.incoming(task).size() == 1;
    }
}
