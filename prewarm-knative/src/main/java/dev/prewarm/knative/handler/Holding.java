package dev.prewarm.knative.handler;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Holding an answer back in the server's thread, which is what makes the platform see the request. */
final class Holding {
    private Holding() {}

    static void hold(Duration duration) throws InterruptedException {
        CountDownLatch nobody = new CountDownLatch(1);
        if (nobody.await(duration.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new AssertionError("nobody counts it down");
        }
    }
}
