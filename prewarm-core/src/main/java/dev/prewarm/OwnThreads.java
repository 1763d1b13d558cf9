package dev.prewarm;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The daemon threads on which a Prewarmer calls code that is not its own: as many for the client as there are calls to it, one for
 * the listener, one for the store; none while there is nothing to do.
 */
final class OwnThreads {
    private static final long KEPT_SECONDS = 10;

    private final AtomicLong clients = new AtomicLong();
    /** Not bounded itself: the limits of warm-ups bound the calls, and a call that is over may not have left its thread yet. */
    private final ThreadPoolExecutor client = pool(
            0,
            Integer.MAX_VALUE,
            new SynchronousQueue<>(),
            work -> thread(work, "client-" + clients.incrementAndGet()));

    private final ThreadPoolExecutor listener = single("listener");
    private final ThreadPoolExecutor store = single("store");

    Executor client() {
        return client;
    }

    Executor listener() {
        return listener;
    }

    Executor store() {
        return store;
    }

    /** Interrupts what is running; what has not begun never will. */
    void stop() {
        client.shutdownNow();
        listener.shutdownNow();
        store.shutdownNow();
    }

    private static ThreadPoolExecutor single(String name) {
        ThreadPoolExecutor one = pool(1, 1, new LinkedBlockingQueue<>(), work -> thread(work, name));
        one.allowCoreThreadTimeOut(true);
        return one;
    }

    private static ThreadPoolExecutor pool(int kept, int most, BlockingQueue<Runnable> queue, ThreadFactory threads) {
        return new ThreadPoolExecutor(kept, most, KEPT_SECONDS, TimeUnit.SECONDS, queue, threads);
    }

    private static Thread thread(Runnable work, String name) {
        Thread thread = new Thread(work, "prewarm-" + name);
        thread.setDaemon(true);
        return thread;
    }
}
