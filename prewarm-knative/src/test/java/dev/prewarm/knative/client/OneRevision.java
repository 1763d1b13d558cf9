package dev.prewarm.knative.client;

import dev.prewarm.Target;
import dev.prewarm.knative.RevisionName;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A platform with one revision, which does at once what it is told. */
final class OneRevision implements RevisionScaler {
    private static final RevisionName NAME = new RevisionName("shop", "resize-00001");

    volatile int floor;
    volatile Instant until = Instant.MIN;

    /** Done once, between the next call and its effect. */
    volatile Runnable overtaking = () -> {};

    private void beOvertaken() {
        Runnable other = overtaking;
        overtaking = () -> {};
        other.run();
    }

    @Override
    public CompletionStage<RevisionName> hold(Target target, int instances, Instant until) {
        beOvertaken();
        this.floor = instances;
        this.until = until;
        return CompletableFuture.completedStage(NAME);
    }

    @Override
    public CompletionStage<Integer> readyInstances(RevisionName revision) {
        return CompletableFuture.completedStage(floor);
    }

    @Override
    public CompletionStage<Void> release(RevisionName revision) {
        beOvertaken();
        floor = 0;
        return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<Optional<Instant>> releaseLapsed(Instant now) {
        return CompletableFuture.completedStage(Optional.empty());
    }
}
