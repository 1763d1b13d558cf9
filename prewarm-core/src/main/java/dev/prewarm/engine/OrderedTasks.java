package dev.prewarm.engine;

import dev.prewarm.Task;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;

/** Some tasks of one workflow, in topological order; for all but who keeps them a list that cannot be changed. */
@SuppressWarnings("NullAway") // the places that are not in use hold null
final class OrderedTasks extends AbstractList<Task> implements RandomAccess {
    /** There is one of these for each of many open runs, so it is no list in a list. */
    private Task[] tasks;

    private int size;

    /** @param first in topological order */
    OrderedTasks(List<Task> first) {
        size = first.size();
        tasks = first.toArray(new Task[0]);
    }

    @Override
    public Task get(int place) {
        return tasks[Objects.checkIndex(place, size)];
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public boolean contains(Object thing) {
        int place = (thing instanceof Task task) ? place(task) : -1;
        return place >= 0 && tasks[place] == thing;
    }

    /** Refused, of an empty one too: who tries is mistaken. */
    @Override
    public void clear() {
        throw new UnsupportedOperationException();
    }

    void insert(Task task) {
        int place = -place(task) - 1;
        if (place < 0) {
            return;
        }
        if (size == tasks.length) {
            tasks = Arrays.copyOf(tasks, Math.max(2, size + (size >> 1)));
        }
        System.arraycopy(tasks, place, tasks, place + 1, size - place);
        tasks[place] = task;
        size++;
    }

    void drop(Task task) {
        int place = place(task);
        if (place >= 0) {
            size--;
            System.arraycopy(tasks, place + 1, tasks, place, size - place);
            tasks[size] = null;
        }
    }

    private int place(Task task) {
        int low = 0;
        int high = size - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int other = tasks[middle].index();
            if (other == task.index()) {
                return middle;
            }
            if (other < task.index()) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -low - 1;
    }
}
