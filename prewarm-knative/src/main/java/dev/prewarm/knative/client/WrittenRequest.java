package dev.prewarm.knative.client;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;

/**
 * A bodyless request that tells when it is written. Nothing in {@code java.net.http} is meant to tell; but the length of
 * the body stands in the request's head, so as long as nobody has asked for it, nothing was written. The JDK's client
 * asks when the connection is there, TLS included, and writes the head at once.
 */
final class WrittenRequest implements BodyPublisher {
    private final BodyPublisher nothing = BodyPublishers.noBody();
    private final Runnable onWritten;

    private WrittenRequest(Runnable onWritten) {
        this.onWritten = onWritten;
    }

    /**
     * The same request, except that it tells.
     *
     * @param onWritten run by a thread of the client, just before it writes the head; again if it writes it again
     */
    static HttpRequest of(HttpRequest request, Runnable onWritten) {
        return HttpRequest.newBuilder(request, (name, value) -> true)
                .method(request.method(), new WrittenRequest(onWritten))
                .build();
    }

    @Override
    public long contentLength() {
        onWritten.run();
        return nothing.contentLength();
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
        nothing.subscribe(subscriber);
    }
}
