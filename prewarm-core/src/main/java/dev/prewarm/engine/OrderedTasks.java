package dev.prewarm.engine;

import dev.prewarm.Task;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.RandomAccess;

/** Some tasks of one workflow, in topological order; for all but who keeps them a list that cannot be changed. */
final class OrderedTasks extends AbstractList<Task> implements RandomAccess {
    private final ArrayList<Task> tasks = new ArrayList<>(2);

    /** @param first in topological order */
    OrderedTasks(List<Task> first) {
        tasks.addAll(first);
    }

    @Override
    public Task get(int place) {
        return tasks.get(place);
    }

    @Override
    public int size() {
        return tasks.size();
    }

    @Override
    public boolean contains(Object thing) {
        int place = (thing instanceof Task task) ? place(task) : -1;
        return place >= 0 && tasks.get(place) == thing;
    }

    void insert(Task task) {
        int place = place(task);
        tasks.add((place < 0) ? -place - 1 : place, task);
    }

    void drop(Task task) {
        int place = place(task);
        if (place >= 0) {
            tasks.remove(place);
        }
    }

    private int place(Task task) {
        int low = 0;
        int high = tasks.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int other = tasks.get(middle).index();
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
