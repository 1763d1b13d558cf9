package dev.prewarm.knative.client;

import dev.prewarm.Scheduler;
import dev.prewarm.Target;
import dev.prewarm.knative.RevisionName;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The floors that one client has set: as high as the highest of the warm-ups that use them, released after the last, or found lapsed. One
 * that could not be released, or of which it is not known whether it was set, is looked for when it lapses.
 */
final class RevisionFloors {
    private static final System.Logger LOGGER = System.getLogger(RevisionFloors.class.getName());

    private final RevisionScaler scaler;
    private final Scheduler scheduler;
    private final LapsedFloors lapsed;
    /** By the target's name; guarded by this, as is what they hold. */
    private final Map<String, TargetFloor> floors = new HashMap<>();

    private boolean closed;

    RevisionFloors(RevisionScaler scaler, Scheduler scheduler) {
        this.scaler = scaler;
        this.scheduler = scheduler;
        this.lapsed = new LapsedFloors(scaler, scheduler);
    }

    /** Removes what has lapsed and is still there, such as what an earlier process left behind, now and whenever more of it lapses. */
    void releaseLapsed() {
        lapsed.look();
    }

    CompletionStage<RevisionScale> scale(RevisionName revision) {
        return ask(() -> scaler.scale(revision));
    }

    /** Sets a floor, or raises the one that is there, until the use is released. */
    FloorUse hold(Target target, int instances, Instant until) {
        FloorUse use = new FloorUse(target, instances, until);
        TargetFloor floor;
        synchronized (this) {
            floor = closed ? null : floors.computeIfAbsent(target.name(), TargetFloor::new);
            if (floor != null) {
                floor.add(use);
            }
        }
        if (floor == null) {
            // Nobody would come to remove it.
            use.answer(null, closedClient());
        } else {
            tell(floor);
        }
        return use;
    }

    void releaseAfter(FloorUse use, Duration delay) {
        scheduler.schedule(delay, () -> release(use));
    }

    /** Ends a use: the floor falls to what the others want, and is removed, or never set, where there is none. */
    private void release(FloorUse use) {
        TargetFloor floor;
        synchronized (this) {
            floor = floors.get(use.target.name());
            if (floor != null) {
                floor.end(use);
            }
        }
        use.answer(null, new CancellationException("the floor is not wanted any more"));
        if (floor != null) {
            tell(floor);
        }
    }

    /** Tells the platform what has changed, unless it is being told something of the same target: then that is done afterwards. */
    private void tell(TargetFloor floor) {
        TargetFloor.Order order;
        synchronized (this) {
            order = floor.next();
            if (floor.over()) {
                floors.remove(floor.name, floor);
            }
        }
        if (order instanceof TargetFloor.Hold hold) {
            ask(() -> scaler.hold(hold.target(), hold.instances(), hold.until(), () -> wanted(floor, hold)))
                    .whenComplete((revision, failure) -> held(floor, hold, revision, failure));
        } else if (order instanceof TargetFloor.Removal removal) {
            ask(() -> scaler.release(removal.revision()))
                    .whenComplete((nothing, failure) -> removed(floor, removal, failure));
        }
    }

    private synchronized boolean wanted(TargetFloor floor, TargetFloor.Hold hold) {
        return floor.instances() >= hold.instances();
    }

    private void held(
            TargetFloor floor, TargetFloor.Hold hold, @Nullable RevisionName revision, @Nullable Throwable failure) {
        List<FloorUse> answered;
        synchronized (this) {
            answered = (revision == null) ? floor.refused(hold) : floor.held(hold, revision);
        }
        if (revision == null) {
            // It may be set all the same, where the answer was lost.
            lapsed.lookAt(hold.until());
        }
        answered.forEach(use -> use.answer(revision, failure));
        tell(floor);
    }

    private void removed(TargetFloor floor, TargetFloor.Removal removal, @Nullable Throwable failure) {
        if (failure != null) {
            LOGGER.log(
                    Level.WARNING,
                    "The floor at " + removal.revision() + " could not be removed; it lapses at " + removal.lapses(),
                    failure);
            lapsed.lookAt(removal.lapses());
        }
        synchronized (this) {
            floor.removed();
        }
        tell(floor);
    }

    /** Begins to remove all floors, and waits for none of it. */
    void close() {
        List<TargetFloor> open;
        List<FloorUse> ended = new ArrayList<>();
        synchronized (this) {
            closed = true;
            open = List.copyOf(floors.values());
            open.forEach(floor -> ended.addAll(floor.endAll()));
        }
        lapsed.close();
        ended.forEach(use -> use.answer(null, closedClient()));
        open.forEach(this::tell);
    }

    private static IllegalStateException closedClient() {
        return new IllegalStateException("the client is closed");
    }

    /** Asks the port; one that throws is like one whose stage fails. */
    static <T extends @Nullable Object> CompletionStage<T> ask(Supplier<CompletionStage<T>> question) {
        try {
            return question.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }
}
