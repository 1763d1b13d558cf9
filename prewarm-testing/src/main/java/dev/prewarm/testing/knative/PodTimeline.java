package dev.prewarm.testing.knative;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The life of one pod, to be drawn or checked.
 *
 * <p>Follows nothing in Knative: it is how the model tells.
 *
 * @param service the service's name
 * @param pod the pod's {@linkplain Pod#number() number}
 * @param cause why it was made
 * @param createdAt when the platform began to start it, or will
 * @param readyAt when it could serve first; null if it could not yet
 * @param goneAt when it was gone; null if it is there
 * @param calls what it served, in the order of the starts
 */
public record PodTimeline(
        String service,
        int pod,
        PodCause cause,
        Instant createdAt,
        @Nullable Instant readyAt,
        @Nullable Instant goneAt,
        List<Call> calls) {
    /** Copies the calls. */
    public PodTimeline {
        requireNonNull(service, "service");
        requireNonNull(cause, "cause");
        requireNonNull(createdAt, "createdAt");
        calls = List.copyOf(calls);
    }

    /**
     * A call that the pod served.
     *
     * @param kind what it was for
     * @param startedAt when it reached the pod
     * @param finishedAt when it was served; null if it has not been yet
     */
    public record Call(
            RequestKind kind, Instant startedAt, @Nullable Instant finishedAt) {
        /** Checks that the kind and the start are there. */
        public Call {
            requireNonNull(kind, "kind");
            requireNonNull(startedAt, "startedAt");
        }
    }

    static PodTimeline of(Pod pod) {
        return new PodTimeline(
                pod.service(),
                pod.number(),
                pod.cause(),
                pod.createdAt(),
                pod.readyAt().orElse(null),
                pod.goneAt().orElse(null),
                pod.calls());
    }
}
