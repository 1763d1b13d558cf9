package dev.prewarm.engine;

import dev.prewarm.Task;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;

/** The tasks that count on places of one target which are there already, so that no other run counts on these. Confined to the loop. */
final class Claims implements Iterable<Need> {
    private final List<Need> needs = new ArrayList<>(2);

    void add(Need need) {
        needs.add(need);
    }

    void remove(Need need) {
        needs.remove(need);
    }

    boolean none() {
        return needs.isEmpty();
    }

    /** Drops those that will not be taken up. */
    void prune() {
        if (!needs.isEmpty()) {
            needs.removeIf(claim -> !live(claim));
        }
    }

    private static boolean live(Need claim) {
        return !claim.run.closed && claim.run.state.awaited(claim.task);
    }

    /** The places that are not a task's: those of other runs, and of tasks that may run at the same time. */
    long before(Run run, Task task) {
        return places(claim -> claim.run != run || (claim.task != task && !run.inOrder(claim.task, task)));
    }

    /** The places that are another task's, of whatever run. */
    long beside(Need need) {
        return places(claim -> claim.run != need.run || claim.task != need.task);
    }

    /** The places of other runs. */
    long ofOthers(Run run) {
        return places(claim -> claim.run != run);
    }

    private long places(Predicate<Need> counted) {
        long places = 0;
        for (Need claim : needs) {
            places += (counted.test(claim) && live(claim)) ? claim.run.state.width(claim.task) : 0;
        }
        return places;
    }

    @Override
    public Iterator<Need> iterator() {
        return needs.iterator();
    }
}
