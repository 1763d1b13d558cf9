package dev.prewarm.testing.knative;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

/**
 * What a {@link MockKnative} does to a request instead of serving it; the request does not reach the service, and wakes
 * nothing.
 *
 * <p>The answers follow {@code pkg/network/error_handler.go}, {@code pkg/queue/handler.go} and {@code
 * pkg/http/handler/timeout.go} of Knative Serving.
 */
public sealed interface Fault {
    /**
     * An answer with that status.
     *
     * @param status 200 to 599
     * @param body the text that is sent with it
     */
    record Status(int status, String body) implements Fault {
        /** @throws IllegalArgumentException if the status is none */
        public Status {
            requireNonNull(body, "body");
            checkArgument(status >= 200 && status <= 599, "status: %s, but 200 to 599 is allowed", status);
        }
    }

    /** No answer, until the client gives up. */
    record Hang() implements Fault {}

    /** The connection is reset. */
    record Reset() implements Fault {}

    /** An answer with that status. */
    static Fault status(int status, String body) {
        return new Status(status, body);
    }

    /** No answer, until the client gives up. */
    static Fault hang() {
        return new Hang();
    }

    /** The connection is reset without an answer. */
    static Fault reset() {
        return new Reset();
    }

    /** 502, as the activator answers when the pod refuses the connection. */
    static Fault badGateway() {
        return status(502, "dial tcp 127.0.0.1:8012: connect: connection refused\n");
    }

    /** 503, as a pod answers when too many calls wait for it. */
    static Fault queueFull() {
        return status(503, "pending request queue full\n");
    }

    /** 504, as the activator answers when no pod was ready within the revision's time-out. */
    static Fault activatorTimeout() {
        return status(504, "activator request timeout");
    }
}
