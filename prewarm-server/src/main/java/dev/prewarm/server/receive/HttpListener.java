package dev.prewarm.server.receive;

import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP server: the JDK's, with bounds on what a client may take. A request must have arrived within ten seconds; one that trickles
 * in holds a thread until then, a virtual one where the JDK has them.
 */
public final class HttpListener implements AutoCloseable {
    private static final int MOST_THREADS = 1_000;

    private final HttpServer server;
    private final ExecutorService threads;
    private final @Nullable Gate gate;

    /**
     * Bound, and not answering yet.
     *
     * @param tls null for none
     * @param gate null to let everybody in
     * @throws IOException if the address cannot be bound
     */
    public HttpListener(InetSocketAddress address, @Nullable SSLContext tls, @Nullable Gate gate) throws IOException {
        // The JDK's server has no other way of being told; what the user has set holds.
        bound("sun.net.httpserver.maxReqTime", "10");
        bound("sun.net.httpserver.maxRspTime", "30");
        bound("sun.net.httpserver.idleInterval", "60");
        bound("sun.net.httpserver.nodelay", "true");
        bound("jdk.httpserver.maxConnections", "10000");
        if (tls == null) {
            this.server = HttpServer.create(address, 1_000);
        } else {
            HttpsServer secure = HttpsServer.create(address, 1_000);
            secure.setHttpsConfigurator(new HttpsConfigurator(tls));
            this.server = secure;
        }
        this.gate = gate;
        this.threads = threads();
        server.setExecutor((Executor) threads);
    }

    private static void bound(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    private static ExecutorService threads() {
        try {
            return (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (ReflectiveOperationException e) {
            // A JDK that has none.
            AtomicInteger count = new AtomicInteger();
            ThreadPoolExecutor pool = new ThreadPoolExecutor(
                    MOST_THREADS, MOST_THREADS, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                        Thread thread = new Thread(null, work, "prewarm-http-" + count.incrementAndGet(), 256 * 1024L);
                        thread.setDaemon(true);
                        return thread;
                    });
            pool.allowCoreThreadTimeOut(true);
            return pool;
        }
    }

    /** Answers at that path; everybody is let in only where {@code free} says so. */
    public void at(String path, HttpHandler handler, boolean free) {
        HttpContext context = server.createContext(path, handler);
        if (gate != null && !free) {
            context.getFilters().add(gate);
        }
    }

    /** Begins to answer. */
    public void start() {
        server.start();
    }

    /** The port that it is bound to. */
    public int port() {
        return server.getAddress().getPort();
    }

    /** Stops listening; what is being answered has a moment. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
