package dev.prewarm.testing.knative;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import mockwebserver3.MockResponse;

/**
 * A server's thread that waits for the answer to one request, and for the client to lose patience.
 *
 * <p>Follows {@code pkg/activator/net/throttler.go} of Knative Serving, which looks at the request's context while it
 * waits.
 */
final class MockExchange {
    /** How often it is looked whether the client is still there. */
    private static final long WATCH_MILLIS = 10;

    private final WatchedSockets.Connection connection;
    private final boolean watched;
    private final CompletableFuture<MockResponse> answer = new CompletableFuture<>();

    /** @param watched whether to notice that the client has gone, as Knative does for requests without a body only */
    MockExchange(WatchedSockets.Connection connection, boolean watched) {
        this.connection = connection;
        this.watched = watched;
    }

    /** Gives the answer; later ones have no effect. */
    void answer(MockResponse response) {
        answer.complete(response);
    }

    /** Waits; runs the action if the client goes before there is an answer, and then gives one that nobody reads. */
    MockResponse await(Runnable onClientGone) throws InterruptedException {
        while (true) {
            try {
                return answer.get(WATCH_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException notYet) {
                if (watched && clientGone()) {
                    onClientGone.run();
                    return new MockResponse.Builder().code(500).build();
                }
            } catch (ExecutionException e) {
                throw new IllegalStateException("the model failed to serve a request", e.getCause());
            }
        }
    }

    private boolean clientGone() {
        try {
            return connection.closedByClient();
        } catch (IOException e) {
            // A connection that cannot be read has no client any more.
            return true;
        }
    }
}
