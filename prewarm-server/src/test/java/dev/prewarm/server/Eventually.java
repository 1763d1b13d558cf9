package dev.prewarm.server;

import dev.prewarm.SystemScheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits for what happens on other threads, or in other processes. */
public final class Eventually {
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private Eventually() {}

    /** Returns when the condition holds; fails if it does not for two minutes. */
    public static void holds(String what, Callable<Boolean> condition) {
        try (SystemScheduler clock = new SystemScheduler()) {
            Instant end = clock.now().plus(PATIENCE);
            CountDownLatch never = new CountDownLatch(1);
            while (!condition.call()) {
                if (clock.now().isAfter(end)) {
                    throw new AssertionError("for " + PATIENCE + " it was not so that " + what);
                }
                never.await(20, TimeUnit.MILLISECONDS);
            }
        } catch (AssertionError e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError("while waiting until " + what, e);
        }
    }

    /** Lets time pass; for what must not happen. */
    public static void pass(Duration time) throws InterruptedException {
        new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS);
    }
}
