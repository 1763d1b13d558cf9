package dev.prewarm.forecast;

import dev.prewarm.Task;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that a forecast looks at, in the order in which it does: those that run, then pending ones in topological order.
 * What holds them is used again for the next forecast.
 */
final class Window {
    private final List<TaskFutures> pool = new ArrayList<>();
    private int used;
    /** By the task's index: what is known of it, and the forecast that put it there. */
    private TaskFutures[] known = new TaskFutures[0];

    private long[] stamps = new long[0];
    private long stamp;

    /** Forgets all tasks, for a workflow of so many. */
    void clear(int tasks) {
        stamp++;
        used = 0;
        if (known.length < tasks) {
            known = new TaskFutures[tasks];
            stamps = new long[tasks];
        }
    }

    /** Takes the task in. */
    TaskFutures add(Task task) {
        if (used == pool.size()) {
            pool.add(new TaskFutures());
        }
        TaskFutures added = pool.get(used++);
        added.begin(task);
        known[task.index()] = added;
        stamps[task.index()] = stamp;
        return added;
    }

    /** Takes out again what was taken in last. */
    void removeLast() {
        used--;
        stamps[pool.get(used).task.index()] = 0;
    }

    /** What is known of the task; null if it was not looked at. */
    @Nullable
    TaskFutures find(Task task) {
        return (stamps[task.index()] == stamp) ? known[task.index()] : null;
    }

    int size() {
        return used;
    }

    TaskFutures get(int place) {
        return pool.get(place);
    }
}
