package dev.prewarm.knative.client;

import dev.prewarm.Target;
import dev.prewarm.knative.RevisionName;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The use that one warm-up makes of a floor: until it is released, the target's floor is no lower than it wants. */
final class FloorUse {
    final Target target;
    final int instances;
    /** When it lapses if it is not released. */
    final Instant until;

    private final CompletableFuture<RevisionName> revision = new CompletableFuture<>();

    FloorUse(Target target, int instances, Instant until) {
        this.target = target;
        this.instances = instances;
        this.until = until;
    }

    /** Completes with the revision where the floor is set. If it fails, the use has ended. */
    CompletionStage<RevisionName> revision() {
        return revision;
    }

    boolean answered() {
        return revision.isDone();
    }

    /** Says where the floor is set, or why it is not; without effect where that has been said. */
    void answer(@Nullable RevisionName held, @Nullable Throwable failure) {
        if (held != null) {
            revision.complete(held);
        } else {
            revision.completeExceptionally(
                    Objects.requireNonNullElseGet(failure, () -> new IllegalStateException("no revision was named")));
        }
    }
}
