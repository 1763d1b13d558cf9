package dev.prewarm.knative.client;

import dev.prewarm.Target;
import dev.prewarm.knative.RevisionName;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The floor of one target: the highest that any of its uses wants. It says what the platform is to be told next, which is one thing at
 * a time, so that nothing overtakes what was decided before; what changes meanwhile is told afterwards, all of it at once.
 *
 * <p>Not thread-safe.
 */
final class TargetFloor {
    final String name;
    private final List<FloorUse> uses = new ArrayList<>();

    /** Where a floor has been set that nobody uses any more. */
    private final Deque<Removal> unused = new ArrayDeque<>();

    /** Where the floor is set; null if nowhere. */
    private @Nullable RevisionName revision;

    private Instant lapses = Instant.MIN;
    private boolean changed;
    private boolean telling;

    TargetFloor(String name) {
        this.name = name;
    }

    /** Adds a use. That is told whether or not the floor is high enough, since the target may have moved on to another revision. */
    void add(FloorUse use) {
        uses.add(use);
        changed = true;
    }

    /** Ends a use. */
    void end(FloorUse use) {
        int before = instances();
        if (uses.remove(use) && instances() < before) {
            changed = true;
        }
    }

    /** Ends all uses, and returns them. */
    List<FloorUse> endAll() {
        List<FloorUse> ended = List.copyOf(uses);
        uses.clear();
        changed = true;
        return ended;
    }

    /** How many instances there shall be at least; 0 if there is no use. */
    int instances() {
        return uses.stream().mapToInt(use -> use.instances).max().orElse(0);
    }

    /** What is to be told now; null if that is nothing, or something is being told. */
    @Nullable
    Order next() {
        if (telling) {
            return null;
        }
        if (changed && uses.isEmpty() && revision != null) {
            unused.add(new Removal(revision, lapses));
            revision = null;
        }
        Order order = unused.poll();
        if (order == null && changed) {
            changed = false;
            order = uses.isEmpty() ? null : hold();
        }
        telling = order != null;
        return order;
    }

    private Hold hold() {
        FloorUse latest = uses.get(uses.size() - 1);
        Instant until = uses.stream()
                .map(use -> use.until)
                .max(Comparator.naturalOrder())
                .orElse(Instant.MIN);
        List<FloorUse> waiting = uses.stream().filter(use -> !use.answered()).toList();
        return new Hold(latest.target, instances(), until, waiting);
    }

    /** Takes in that the floor is set; returns the uses that have waited for that. */
    List<FloorUse> held(Hold hold, RevisionName at) {
        telling = false;
        if (revision != null && !Objects.equals(revision, at)) {
            unused.add(new Removal(revision, lapses));
        }
        revision = at;
        lapses = hold.until;
        return hold.waiting;
    }

    /** Takes in that the floor could not be set; returns the uses that have ended thereby. */
    List<FloorUse> refused(Hold hold) {
        telling = false;
        if (instances() < hold.instances) {
            // Those for whom it was so high have ended anyway; the others are to get what they want.
            return List.of();
        }
        hold.waiting.forEach(uses::remove);
        // It may be set all the same, and is then too high for those that are left.
        changed |= !hold.waiting.isEmpty();
        return hold.waiting;
    }

    /** Takes in that a floor was removed, or could not be. */
    void removed() {
        telling = false;
    }

    /** Whether nothing is set, wanted or being told. */
    boolean over() {
        return !telling && uses.isEmpty() && unused.isEmpty() && revision == null;
    }

    /** What the platform is told of a target. */
    sealed interface Order {}

    /**
     * A floor to be set.
     *
     * @param waiting the uses that wait for it
     */
    record Hold(Target target, int instances, Instant until, List<FloorUse> waiting) implements Order {}

    /**
     * A floor to be removed.
     *
     * @param lapses when it lapses if it cannot be removed
     */
    record Removal(RevisionName revision, Instant lapses) implements Order {}
}
