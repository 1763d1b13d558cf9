package dev.prewarm.strategy;

import dev.prewarm.Dependency;
import dev.prewarm.Dependency.Trigger;
import dev.prewarm.RunView;
import dev.prewarm.Task;
import dev.prewarm.TaskState;
import dev.prewarm.forecast.Passage;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which pending tasks of a run are expected to come: not those behind a failure that has not happened, nor those behind a task
 * that has failed, as long as nobody says that it will be started again.
 */
final class Expected {
    private final RunView run;
    /** Of the tasks looked at so far, by index, those that wait for a task that has failed. */
    private @Nullable BitSet stuck;
    /** Those that would only follow a failure. */
    private @Nullable BitSet unlikely;

    private boolean anyFailed;

    Expected(RunView run) {
        this.run = run;
    }

    /** Whether the task is expected; to be asked of all tasks, pending or not, in topological order. */
    boolean next(Task task) {
        TaskState state = run.state(task);
        anyFailed |= state == TaskState.FAILED;
        if (state != TaskState.PENDING) {
            return false;
        }
        List<Dependency> incoming = run.workflow().incoming(task);
        // Without failures all that is pending is expected: no need to look closer.
        boolean doubtful = anyFailed || stuck != null || unlikely != null || followsFailure(incoming);
        return !doubtful || incoming.isEmpty() || expected(task, incoming);
    }

    private static boolean followsFailure(List<Dependency> incoming) {
        for (int i = 0; i < incoming.size(); i++) {
            if (incoming.get(i).trigger() == Trigger.FAILURE) {
                return true;
            }
        }
        return false;
    }

    private boolean expected(Task task, List<Dependency> incoming) {
        int coming = 0;
        int open = 0;
        for (int i = 0; i < incoming.size(); i++) {
            Dependency in = incoming.get(i);
            Passage passage = Passage.of(run, in);
            int from = in.from().index();
            if (passage == Passage.UNKNOWN || (passage == Passage.AT_END && is(stuck, from))) {
                open++;
            } else if (passage == Passage.NOW || (passage == Passage.AT_END && likely(in))) {
                coming++;
            }
        }
        if (open > 0 && (task.needs() == 0 || coming < task.needs())) {
            stuck = with(stuck, task);
            return false;
        }
        if (coming == 0) {
            unlikely = with(unlikely, task);
        }
        return coming > 0;
    }

    private static boolean is(@Nullable BitSet tasks, int index) {
        return tasks != null && tasks.get(index);
    }

    private static BitSet with(@Nullable BitSet tasks, Task task) {
        BitSet set = (tasks == null) ? new BitSet() : tasks;
        set.set(task.index());
        return set;
    }

    private boolean likely(Dependency in) {
        return switch (in.trigger()) {
            case SUCCESS -> !is(unlikely, in.from().index());
            case FAILURE -> false;
            case COMPLETION -> true;
        };
    }
}
