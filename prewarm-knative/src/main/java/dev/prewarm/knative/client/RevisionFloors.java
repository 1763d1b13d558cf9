package dev.prewarm.knative.client;

import dev.prewarm.Cancellable;
import dev.prewarm.Scheduler;
import dev.prewarm.Target;
import dev.prewarm.knative.RevisionName;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The floors that one client has set: kept while any warm-up wants them, released after the last, or found lapsed. One that could not be
 * released, or of which it is not known whether it was set, is looked for when it lapses.
 */
final class RevisionFloors {
    private static final System.Logger LOGGER = System.getLogger(RevisionFloors.class.getName());

    private final RevisionScaler scaler;
    private final Scheduler scheduler;
    /** By the target's name. */
    private final Map<String, Floor> floors = new HashMap<>();

    /** The next time that lapsed floors are looked for, and when that is. */
    private Cancellable review = () -> {};

    private Instant reviewAt = Instant.MAX;
    private int failedReviews;
    private boolean closed;

    RevisionFloors(RevisionScaler scaler, Scheduler scheduler) {
        this.scaler = scaler;
        this.scheduler = scheduler;
    }

    /** Removes what has lapsed and is still there, such as what an earlier process left behind, now and whenever more of it lapses. */
    void releaseLapsed() {
        synchronized (this) {
            reviewAt = Instant.MAX;
        }
        ask(() -> scaler.releaseLapsed(scheduler.now())).whenComplete((next, failure) -> {
            if (failure != null) {
                Duration pause = afterFailure();
                LOGGER.log(
                        Level.WARNING,
                        "Lapsed floors could not be looked for; that is tried again in " + pause,
                        failure);
                reviewAt(scheduler.now().plus(pause));
            } else if (next != null) {
                answered();
                next.ifPresent(this::reviewAt);
            }
        });
    }

    /** A minute, twice that, and so on, up to an hour. */
    private synchronized Duration afterFailure() {
        return Duration.ofMinutes(Math.min(60, 1L << Math.min(failedReviews++, 6)));
    }

    private synchronized void answered() {
        failedReviews = 0;
    }

    /** Looks for lapsed floors at that instant, unless that is done sooner anyway. */
    private synchronized void reviewAt(Instant instant) {
        if (!closed && instant.isBefore(reviewAt)) {
            // Not at once, whatever the platform says, so that a wrong clock is no busy loop.
            Duration delay = Duration.between(scheduler.now(), instant);
            Duration least = Duration.ofSeconds(1);
            review.cancel();
            reviewAt = instant;
            review = scheduler.schedule((delay.compareTo(least) < 0) ? least : delay, this::releaseLapsed);
        }
    }

    CompletionStage<Integer> readyInstances(RevisionName revision) {
        return ask(() -> scaler.readyInstances(revision));
    }

    /** Sets a floor, or raises the one that is there. If the stage fails, it is not to be released. */
    CompletionStage<RevisionName> hold(Target target, int instances, Instant until) {
        int floor;
        Instant lapses;
        synchronized (this) {
            if (closed) {
                // Nobody would come to remove it.
                return CompletableFuture.failedStage(new IllegalStateException("the client is closed"));
            }
            Floor current = floors.computeIfAbsent(target.name(), name -> new Floor());
            // Counted before it is set, so that no release in between takes it away.
            current.users++;
            current.instances = Math.max(current.instances, instances);
            current.until = until.isAfter(current.until) ? until : current.until;
            floor = current.instances;
            lapses = current.until;
        }
        return ask(() -> scaler.hold(target, floor, lapses)).whenComplete((revision, failure) -> {
            if (revision == null) {
                // It may be set all the same, where the answer was lost.
                reviewAt(lapses);
                release(target);
            } else {
                settle(target, revision, floor, lapses);
            }
        });
    }

    private void settle(Target target, RevisionName revision, int floor, Instant lapses) {
        RevisionName outdated;
        boolean overtaken;
        synchronized (this) {
            Floor current = floors.get(target.name());
            outdated = (current == null) ? revision : current.revision;
            overtaken = current != null && current.instances > floor;
            if (current != null) {
                current.revision = revision;
            }
        }
        // Since it was set, the client was closed, or the target has moved on to another revision.
        if (outdated != null && (closed() || !Objects.equals(outdated, revision))) {
            remove(outdated, lapses);
        }
        if (overtaken) {
            holdAgain(target, revision);
        }
    }

    /**
     * Says once more what is wanted of the revision, if anything is: it may have been told something else since, by a
     * call that was made before and arrived after.
     */
    private void holdAgain(Target target, RevisionName revision) {
        int instances;
        Instant until;
        synchronized (this) {
            Floor current = floors.get(target.name());
            if (current == null
                    || !Objects.requireNonNullElse(current.revision, revision).equals(revision)) {
                return;
            }
            instances = current.instances;
            until = current.until;
        }
        hold(target, instances, until).whenComplete((held, failure) -> {
            if (held != null) {
                release(target);
            }
        });
    }

    private synchronized boolean closed() {
        return closed;
    }

    void releaseAfter(Target target, Duration delay) {
        scheduler.schedule(delay, () -> release(target));
    }

    /** Ends one use of the floor; the last one removes it. */
    private void release(Target target) {
        RevisionName unused = null;
        Instant lapses = Instant.MIN;
        synchronized (this) {
            Floor current = floors.get(target.name());
            if (current != null && --current.users == 0) {
                floors.remove(target.name());
                unused = current.revision;
                lapses = current.until;
            }
        }
        if (unused != null) {
            RevisionName removed = unused;
            remove(removed, lapses).whenComplete((nothing, failure) -> holdAgain(target, removed));
        }
    }

    private CompletionStage<Void> remove(RevisionName revision, Instant lapses) {
        return ask(() -> scaler.release(revision)).whenComplete((nothing, failure) -> {
            if (failure != null) {
                LOGGER.log(
                        Level.WARNING,
                        "The floor at " + revision + " could not be removed; it lapses at " + lapses,
                        failure);
                reviewAt(lapses);
            }
        });
    }

    /** Begins to remove all floors, and waits for none of it. */
    void close() {
        List<Floor> open;
        synchronized (this) {
            closed = true;
            review.cancel();
            open = List.copyOf(floors.values());
            floors.clear();
        }
        for (Floor floor : open) {
            if (floor.revision != null) {
                remove(floor.revision, floor.until);
            }
        }
    }

    /** A port that throws is like one whose stage fails. */
    private static <T extends @Nullable Object> CompletionStage<T> ask(Supplier<CompletionStage<T>> question) {
        try {
            return question.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    /** A floor at the revision that served the target when it was set. */
    private static final class Floor {
        private int users;
        private int instances;
        private Instant until = Instant.MIN;
        private @Nullable RevisionName revision;
    }
}
