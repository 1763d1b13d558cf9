package dev.prewarm;

import static dev.prewarm.TaskOption.after;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Users' code that blocks, on the real threads: the orchestrator does not notice, and the close is in time. */
@Timeout(60)
class BlockedCodeTest {
    private static final long SECONDS = 30;

    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final Workflow workflow = Workflow.builder("chain")
            .task("first", Target.of("first", URI.create("http://first.test")))
            .task("second", Target.of("second", URI.create("http://second.test")), after("first"))
            .build();
    private final WarmupClient quick =
            request -> CompletableFuture.completedFuture(WarmupResult.started(Duration.ofSeconds(1)));

    @AfterEach
    void release() {
        released.countDown();
    }

    /** Blocks until the end of the test, interrupts notwithstanding. */
    private void block() {
        entered.countDown();
        boolean waiting = true;
        while (waiting) {
            try {
                waiting = !released.await(SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                waiting = true;
            }
        }
    }

    private static void inTime(Runnable work) throws InterruptedException, ExecutionException, TimeoutException {
        FutureTask<Void> task = new FutureTask<>(work, null);
        Thread thread = new Thread(task, "orchestrator");
        thread.setDaemon(true);
        thread.start();
        task.get(SECONDS, TimeUnit.SECONDS);
    }

    private void runAndClose(Prewarmer prewarmer) throws Exception {
        inTime(() -> {
            WorkflowRun run = prewarmer.start(workflow);
            run.started("first");
        });
        assertThat(entered.await(SECONDS, TimeUnit.SECONDS)).isTrue();
        inTime(() -> {
            WorkflowRun run = prewarmer.start(workflow);
            run.started("first");
            run.finished("first");
            run.started("unknown");
            run.close();
            run.decisions();
            prewarmer.stats();
        });
        inTime(() -> prewarmer.close(Duration.ofMillis(50)));
    }

    @Test
    void aClientThatBlocksHoldsUpNobody() throws Exception {
        runAndClose(Prewarmer.builder(request -> {
                    block();
                    return quick.warmUp(request);
                })
                .build());
    }

    @Test
    void aStrategyThatBlocksHoldsUpNobody() throws Exception {
        runAndClose(Prewarmer.builder(quick)
                .strategy(run -> {
                    block();
                    return Plan.empty();
                })
                .build());
    }

    @Test
    void aListenerThatBlocksHoldsUpNobody() throws Exception {
        runAndClose(Prewarmer.builder(quick)
                .listener(new PrewarmListener() {
                    @Override
                    public void onDecision(WorkflowRun run, Decision decision) {
                        block();
                    }
                })
                .build());
    }

    @Test
    void eventsBeyondTheQueueOfABlockedEngineAreDiscarded() throws Exception {
        Prewarmer.Builder builder = Prewarmer.builder(quick).strategy(run -> {
            block();
            return Plan.empty();
        });
        builder.queueLimit = 100;
        try (Prewarmer prewarmer = builder.build()) {
            WorkflowRun run = prewarmer.start(workflow);
            assertThat(entered.await(SECONDS, TimeUnit.SECONDS)).isTrue();
            inTime(() -> {
                for (int i = 0; i < 1_000; i++) {
                    run.started("first");
                }
            });
            assertThat(prewarmer.stats().problems()).isBetween(900L, 901L);
            released.countDown();
        }
    }

    @Test
    void closingWithNothingToWaitForIsQuickAndMayBeRepeated() throws Exception {
        Prewarmer prewarmer = Prewarmer.builder(quick).build();
        inTime(() -> {
            prewarmer.close(Duration.ofSeconds(Long.MAX_VALUE));
            prewarmer.close(Duration.ofSeconds(Long.MAX_VALUE));
        });
    }
}
