package dev.prewarm.strategy;

import dev.prewarm.Dependency;
import dev.prewarm.RunView;
import dev.prewarm.Task;
import dev.prewarm.TaskState;
import dev.prewarm.forecast.Passage;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.List;

/**
 * Which tasks of a run wait for one that has failed; what has no target is looked through, in case that is what they wait for.
 * As {@link Expected#next} for single tasks, with a look at their surroundings only, at each of them once.
 */
final class Stuck {
    private final RunView run;
    private final BitSet known = new BitSet();
    private final BitSet stuck = new BitSet();
    /** Those in question; what is behind others lies under them. */
    private final ArrayDeque<Task> open = new ArrayDeque<>(4);

    Stuck(RunView run) {
        this.run = run;
    }

    /** Whether the task waits for one that has failed. */
    boolean is(Task task) {
        open.push(task);
        while (!open.isEmpty()) {
            Task next = open.element();
            if (known.get(next.index()) || !openBefore(next)) {
                open.remove();
                known.set(next.index());
                stuck.set(next.index(), waits(next));
            }
        }
        return stuck.get(task.index());
    }

    /** Whether it is open how it stands with what is before the task, which is in question then. */
    private boolean openBefore(Task task) {
        boolean found = false;
        List<Dependency> incoming = run.workflow().incoming(task);
        for (int i = 0; i < incoming.size(); i++) {
            Task from = incoming.get(i).from();
            if (!known.get(from.index()) && lookedThrough(from)) {
                open.push(from);
                found = true;
            }
        }
        return found;
    }

    private boolean lookedThrough(Task task) {
        return task.target().isEmpty() && run.state(task) == TaskState.PENDING;
    }

    private boolean waits(Task task) {
        List<Dependency> incoming = run.workflow().incoming(task);
        int others = 0;
        int failed = 0;
        for (int i = 0; i < incoming.size(); i++) {
            Dependency in = incoming.get(i);
            Passage passage = Passage.of(run, in);
            boolean behind = stuck.get(in.from().index()) && lookedThrough(in.from());
            if (passage == Passage.UNKNOWN || behind) {
                failed++;
            } else if (passage != Passage.NEVER) {
                others++;
            }
        }
        return failed > 0 && (task.needs() == 0 || others < task.needs());
    }
}
