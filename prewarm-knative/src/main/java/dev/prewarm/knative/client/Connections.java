package dev.prewarm.knative.client;

import java.net.URI;
import java.net.http.HttpClient;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * The connections, in a bounded number although there is one pool a host and the JDK bounds only their idle time, and
 * that only for all clients of the process at once: after so many hosts a fresh client takes over, and the old one is
 * closed when its last request is over (before JDK 21, where it cannot be, the garbage collector does that).
 */
final class Connections {
    private final Supplier<HttpClient> source;
    private final int mostHosts;
    private Generation current;

    Connections(Supplier<HttpClient> source, int mostHosts) {
        this.source = source;
        this.mostHosts = mostHosts;
        this.current = new Generation(source.get());
    }

    /** A client for one request to that host, to be {@linkplain Generation#release released} after it. */
    synchronized Generation acquire(URI uri) {
        String authority = uri.getRawAuthority();
        if (!current.hosts.contains(authority)) {
            if (current.hosts.size() >= mostHosts) {
                Generation retired = current;
                current = new Generation(source.get());
                retired.release();
            }
            current.hosts.add(authority);
        }
        current.users.incrementAndGet();
        return current;
    }

    /** Closes the client as soon as its requests are over. */
    synchronized void close() {
        current.release();
    }

    /** A client that serves a bounded number of hosts. */
    static final class Generation {
        private final HttpClient client;
        private final Set<String> hosts = new HashSet<>();
        /** The requests under way, and one for being current. */
        private final AtomicInteger users = new AtomicInteger(1);

        private Generation(HttpClient client) {
            this.client = client;
        }

        HttpClient client() {
            return client;
        }

        void release() {
            if (users.decrementAndGet() == 0 && (Object) client instanceof AutoCloseable closeable) {
                Threads.daemon(() -> close(closeable), "prewarm-knative-close").start();
            }
        }

        /** Waits for the client's own thread, so it must not run on one of the client's. */
        private static void close(AutoCloseable client) {
            try {
                client.close();
            } catch (Exception e) {
                throw new IllegalStateException("an HTTP client without requests did not close", e);
            }
        }
    }
}
