package dev.prewarm.knative.client;

import dev.prewarm.Target;
import dev.prewarm.knative.RevisionName;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** A platform with one target, which does at once what it is told, unless its API is away. */
final class OneRevision implements RevisionScaler {
    private static final RevisionName FIRST = new RevisionName("shop", "resize-00001");

    /** Which revision the target has now. */
    volatile RevisionName serving = FIRST;

    /** That of the revision that the target has now. */
    volatile int floor;

    volatile Instant until = Instant.MIN;

    /** Done once, between the next call and its effect. */
    volatile Runnable overtaking = () -> {};

    /** What is asked fails, as many times as this says; {@code heard} says whether it is done all the same. */
    final AtomicInteger failures = new AtomicInteger();

    volatile boolean heard;

    /** How often lapsed floors were looked for. */
    final AtomicInteger looks = new AtomicInteger();

    /** The floors that were set. */
    final Queue<Integer> told = new ConcurrentLinkedQueue<>();

    /** The revisions whose floor was removed. */
    final Queue<RevisionName> released = new ConcurrentLinkedQueue<>();

    private boolean fails() {
        return failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
    }

    private static <T> CompletionStage<T> away() {
        return CompletableFuture.failedStage(new IllegalStateException("the API server is away"));
    }

    private void beOvertaken() {
        Runnable other = overtaking;
        overtaking = () -> {};
        other.run();
    }

    @Override
    public CompletionStage<RevisionName> hold(Target target, int instances, Instant until) {
        return hold(target, instances, until, () -> true);
    }

    @Override
    public CompletionStage<RevisionName> hold(Target target, int instances, Instant until, BooleanSupplier wanted) {
        beOvertaken();
        if (!wanted.getAsBoolean()) {
            return CompletableFuture.failedStage(new CancellationException("not wanted any more"));
        }
        boolean fails = fails();
        if (!fails || heard) {
            told.add(instances);
            this.floor = instances;
            this.until = until;
        }
        return fails ? away() : CompletableFuture.completedStage(serving);
    }

    @Override
    public CompletionStage<Integer> readyInstances(RevisionName revision) {
        return CompletableFuture.completedStage(floor);
    }

    @Override
    public CompletionStage<Void> release(RevisionName revision) {
        beOvertaken();
        if (fails()) {
            return away();
        }
        released.add(revision);
        if (Objects.equals(revision, serving)) {
            floor = 0;
        }
        return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<Optional<Instant>> releaseLapsed(Instant now) {
        looks.incrementAndGet();
        if (fails()) {
            return away();
        }
        if (!until.isAfter(now)) {
            floor = 0;
        }
        return CompletableFuture.completedStage((floor == 0) ? Optional.empty() : Optional.of(until));
    }
}
