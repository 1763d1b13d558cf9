package dev.prewarm.knative.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.SystemScheduler;
import dev.prewarm.Target;
import dev.prewarm.WarmupRequest;
import dev.prewarm.WarmupResult;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** What the tests over real HTTP share: a real clock, requests, and waiting with a deadline. */
final class Fixture implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(20);

    final SystemScheduler scheduler = new SystemScheduler();

    /** A builder that retries nothing. */
    KnativeWarmupClient.Builder client() {
        return KnativeWarmupClient.builder()
                .scheduler(scheduler)
                .retries(0, Duration.ofMillis(1), Duration.ofMillis(1));
    }

    WarmupRequest cold(URI uri) {
        return request(target(uri), 1, 0, PATIENCE);
    }

    WarmupRequest warm(URI uri) {
        return request(target(uri), 1, 1, PATIENCE);
    }

    /** Its cold start is declared so long that no answer of a test server is taken for one. */
    static Target target(URI uri) {
        return Target.builder("resize", uri).coldStart(PATIENCE).build();
    }

    WarmupRequest request(Target target, int instances, int believedReady, Duration untilDeadline) {
        return WarmupRequest.builder(target, scheduler.now().plus(untilDeadline))
                .instances(instances)
                .believedReady(believedReady)
                .runId("run-1")
                .build();
    }

    static WarmupResult result(KnativeWarmupClient client, WarmupRequest request) {
        return await(client.warmUp(request).toCompletableFuture());
    }

    static WarmupResult.Failed failure(KnativeWarmupClient client, WarmupRequest request) {
        WarmupResult result = result(client, request);
        assertThat(result).isInstanceOf(WarmupResult.Failed.class);
        return (WarmupResult.Failed) result;
    }

    static <T> T await(CompletableFuture<T> future) {
        try {
            return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError("not completed in time", e);
        }
    }

    static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Waits until the condition holds. */
    void await(String what, BooleanSupplier condition) {
        await(what, PATIENCE, condition);
    }

    /** Waits until the condition holds, for what may take longer than a request. */
    void await(String what, Duration patience, BooleanSupplier condition) {
        var deadline = scheduler.now().plus(patience);
        while (!condition.getAsBoolean()) {
            assertThat(scheduler.now()).as("time to wait until " + what).isBefore(deadline);
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Override
    public void close() {
        scheduler.close();
    }
}
