package dev.prewarm.benchmarks;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Keeps a number of requests under way, by one thread. */
final class InFlight {
    private final int atOnce;
    private final Semaphore places;
    private final AtomicLong failed = new AtomicLong();

    InFlight(int atOnce) {
        this.atOnce = atOnce;
        this.places = new Semaphore(atOnce);
    }

    /** Sends so many, and waits for all answers. */
    void send(int requests, Supplier<CompletionStage<Boolean>> request) throws InterruptedException {
        for (int i = 0; i < requests; i++) {
            sendOne(request);
        }
        awaitAll();
    }

    /** Sends for so long, and waits for all answers; returns how many there were. */
    long sendFor(long nanos, Supplier<CompletionStage<Boolean>> request) throws InterruptedException {
        long start = System.nanoTime();
        long sent = 0;
        while (System.nanoTime() - start < nanos) {
            sendOne(request);
            sent++;
        }
        awaitAll();
        return sent;
    }

    private void sendOne(Supplier<CompletionStage<Boolean>> request) throws InterruptedException {
        acquire(1);
        request.get().whenComplete((good, failure) -> {
            if (good == null || !good) {
                failed.incrementAndGet();
            }
            places.release();
        });
    }

    private void awaitAll() throws InterruptedException {
        acquire(atOnce);
        places.release(atOnce);
        if (failed.get() > 0) {
            throw new IllegalStateException(failed.get() + " requests failed");
        }
    }

    private void acquire(int count) throws InterruptedException {
        if (!places.tryAcquire(count, 1, TimeUnit.MINUTES)) {
            throw new IllegalStateException("requests were not answered in a minute");
        }
    }
}
