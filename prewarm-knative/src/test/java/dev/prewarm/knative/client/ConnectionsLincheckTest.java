package dev.prewarm.knative.client;

import static com.google.common.base.Preconditions.checkState;

import java.net.URI;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jetbrains.lincheck.Lincheck;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Requests to two hosts at the same time, where a client serves one host only. */
@Tag("lincheck")
public final class ConnectionsLincheckTest {
    private static final int INVOCATIONS = 500;
    private static final URI RESIZE = URI.create("http://resize.test");
    private static final URI LABEL = URI.create("http://label.test");

    @Test
    void noClientIsClosedWhileARequestUsesIt() {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> {
            Connections connections = new Connections(UnusedHttpClient::new, 1);
            Thread other = new Thread(() -> request(connections, LABEL));
            other.start();
            request(connections, RESIZE);
            join(other);
        });
    }

    @Test
    void everyClientIsClosedOnceWhenItsRequestsAreOver() {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> {
            Queue<UnusedHttpClient> clients = new ConcurrentLinkedQueue<>();
            Connections connections = new Connections(() -> added(clients), 1);
            Connections.Generation resize = connections.acquire(RESIZE);
            Connections.Generation label = connections.acquire(LABEL);
            Thread first = new Thread(resize::release);
            Thread second = new Thread(label::release);
            first.start();
            second.start();
            connections.close();
            join(first);
            join(second);
            checkState(clients.size() == 2, "%s clients", clients.size());
            for (UnusedHttpClient client : clients) {
                while (client.closed.get() == 0) {
                    // Another thread closes it.
                    Thread.onSpinWait();
                }
                checkState(client.closed.get() == 1, "closed %s times", client.closed);
            }
        });
    }

    private static UnusedHttpClient added(Queue<UnusedHttpClient> clients) {
        UnusedHttpClient client = new UnusedHttpClient();
        clients.add(client);
        return client;
    }

    private static void request(Connections connections, URI host) {
        Connections.Generation connection = connections.acquire(host);
        UnusedHttpClient client = (UnusedHttpClient) connection.client();
        checkState(client.closed.get() == 0, "closed before the request");
        checkState(client.closed.get() == 0, "closed while the request was under way");
        connection.release();
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
