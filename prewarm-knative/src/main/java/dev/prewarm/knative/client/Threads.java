package dev.prewarm.knative.client;

import dev.prewarm.Scheduler;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The client's own threads: two for HTTP, and more while these are held up; and a few, as needed, for the caller's code that may block. */
final class Threads {
    private static final int HTTP = 2;
    private static final int MOST_HELD_UP = 1_000;
    private static final int BLOCKING = 4;
    private static final int MOST_BLOCKED = 1_024;

    private final HttpThreads http;
    private final @Nullable ThreadPoolExecutor blocking;

    /**
     * @param requests that may be under way at once, each of which may hold up one of the threads for HTTP
     * @param mayBlock whether threads are needed for code that may block
     */
    Threads(int requests, boolean mayBlock, Scheduler scheduler) {
        // What waits here is bounded by the places for requests.
        ThreadPoolExecutor few = pool("prewarm-knative-http-", HTTP, new LinkedBlockingQueue<>());
        http = new HttpThreads(few, HTTP + Math.min(requests, MOST_HELD_UP), scheduler);
        blocking = mayBlock ? pool("prewarm-knative-headers-", BLOCKING, new ArrayBlockingQueue<>(MOST_BLOCKED)) : null;
    }

    private static ThreadPoolExecutor pool(String name, int threads, BlockingQueue<Runnable> queue) {
        AtomicInteger number = new AtomicInteger();
        ThreadFactory daemons = task -> daemon(task, name + number.incrementAndGet());
        ThreadPoolExecutor pool = new ThreadPoolExecutor(threads, threads, 10, TimeUnit.SECONDS, queue, daemons);
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** A thread that does not keep the JVM alive. */
    static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    Executor http() {
        return http;
    }

    Executor blocking() {
        return (blocking == null) ? http : blocking;
    }

    /** Takes no more; what has been taken still runs. */
    void close() {
        if (blocking != null) {
            blocking.shutdownNow();
        }
    }
}
