package dev.prewarm.engine;

import dev.prewarm.Task;
import dev.prewarm.TaskState;
import dev.prewarm.Workflow;
import dev.prewarm.engine.Call.End;
import java.util.ArrayList;
import java.util.List;

/** The ends of tasks that nobody has told of, and that the start of another task shows. Confined to one thread. */
final class Conclusions {
    private final Workflow workflow;
    private final TaskStates tasks;
    private final RunCalls calls;
    private List<Task> last = List.of();

    Conclusions(Workflow workflow, TaskStates tasks, RunCalls calls) {
        this.workflow = workflow;
        this.tasks = tasks;
        this.calls = calls;
    }

    /** Another event is applied. */
    void begin() {
        last = List.of();
    }

    /** The tasks that must have ended, as the latest event shows. */
    List<Task> last() {
        return last;
    }

    /** A task has started though what it waits for had not ended: returns whether that can be, and then it has. */
    boolean explain(Task started, long at) {
        List<Inference.Conclusion> conclusions = new Inference(workflow, tasks).explain(started, at);
        if (conclusions == null) {
            return false;
        }
        for (Inference.Conclusion conclusion : conclusions) {
            Task before = conclusion.task();
            if (before.passes()) {
                tasks.finish(before, at);
            } else {
                conclude(before, conclusion.failed(), at);
            }
        }
        return true;
    }

    private void conclude(Task task, boolean failed, long at) {
        if (last.isEmpty()) {
            last = new ArrayList<>(1);
        }
        last.add(task);
        calls.endAll(task, End.CONCLUDED, at);
        if (!tasks.is(task, TaskState.RUNNING)) {
            calls.unseen(task, null, End.CONCLUDED, at);
        }
        if (failed) {
            tasks.fail(task, false, at);
        } else {
            tasks.finish(task, at);
        }
    }
}
