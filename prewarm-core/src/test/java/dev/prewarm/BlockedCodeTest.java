package dev.prewarm;

import static dev.prewarm.TaskOption.after;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
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

    private final Semaphore planned = new Semaphore(0);
    private final BlockingQueue<Decision> decisions = new LinkedBlockingQueue<>();
    private final BlockingQueue<Problem> problems = new LinkedBlockingQueue<>();
    private final PrewarmListener hearing = new PrewarmListener() {
        @Override
        public void onDecision(WorkflowRun run, Decision decision) {
            decisions.add(decision);
        }

        @Override
        public void onProblem(Problem problem) {
            problems.add(problem);
        }
    };

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

    /** With a deadline of 50 ms. */
    private Prewarmer.Builder hurried(WarmupClient client, int perTarget, int inAll) {
        PrewarmStrategy strategy = PrewarmStrategy.nextHop();
        return Prewarmer.builder(client)
                .listener(hearing)
                .strategy(run -> {
                    Plan plan = strategy.plan(run);
                    planned.release(plan.warmups().size());
                    return plan;
                })
                .limits(WarmupLimits.DEFAULT.withInFlight(perTarget, inAll).withTimeout(Duration.ofMillis(50)));
    }

    /** Waits for the next decision that is not the plan of a warm-up. */
    private void hears(Decision.Kind kind) throws InterruptedException {
        Decision next = decisions.poll(SECONDS, TimeUnit.SECONDS);
        while (next != null && next.kind() == Decision.Kind.PLANNED) {
            next = decisions.poll(SECONDS, TimeUnit.SECONDS);
        }
        assertThat(next).isNotNull();
        assertThat(next.kind()).isEqualTo(kind);
    }

    /** Returns when a warm-up has been planned. */
    private WorkflowRun begin(Prewarmer prewarmer, Workflow workflow) throws InterruptedException {
        planned.drainPermits();
        WorkflowRun run = prewarmer.start(workflow);
        run.started("first");
        assertThat(planned.tryAcquire(SECONDS, TimeUnit.SECONDS)).isTrue();
        return run;
    }

    @Test
    void aClientThatBlocksKeepsNeitherTheListenerNorTheStoreFromTheirWork() throws Exception {
        CountDownLatch saved = new CountDownLatch(1);
        StatisticsStore store = new StatisticsStore() {
            @Override
            public StatisticsSnapshot load() {
                return StatisticsSnapshot.empty();
            }

            @Override
            public void save(StatisticsSnapshot snapshot) {
                saved.countDown();
            }
        };
        Prewarmer prewarmer = hurried(
                        request -> {
                            block();
                            return quick.warmUp(request);
                        },
                        1,
                        1)
                .statisticsStore(store)
                .build();
        begin(prewarmer, workflow);
        hears(Decision.Kind.SENT);
        hears(Decision.Kind.FAILED);
        for (int i = 0; i < 4; i++) {
            begin(prewarmer, workflow).close();
            hears(Decision.Kind.CANCELLED);
        }
        inTime(() -> prewarmer.close(Duration.ofSeconds(SECONDS)));
        assertThat(saved.getCount()).isZero();
    }

    @Test
    void aTargetWhoseCallsBlockDoesNotKeepOthersFromBeingWarmed() throws Exception {
        AtomicInteger blocked = new AtomicInteger();
        Workflow other = Workflow.builder("other")
                .localTask("first")
                .task("third", Target.of("third", URI.create("http://third.test")), after("first"))
                .build();
        WarmupClient client = request -> {
            if (request.target().name().equals("second")) {
                blocked.incrementAndGet();
                block();
            }
            return quick.warmUp(request);
        };
        try (Prewarmer prewarmer = hurried(client, 1, 2).build()) {
            begin(prewarmer, workflow);
            hears(Decision.Kind.SENT);
            hears(Decision.Kind.FAILED);
            for (int i = 0; i < 4; i++) {
                begin(prewarmer, workflow).close();
                hears(Decision.Kind.CANCELLED);
            }
            begin(prewarmer, other);
            hears(Decision.Kind.SENT);
            assertThat(blocked).hasValue(1);
        }
    }

    @Test
    void aPlaceInFlightIsFreeWhenTheClientHasReturned() throws Exception {
        WarmupClient client = request -> {
            block();
            return quick.warmUp(request);
        };
        try (Prewarmer prewarmer = hurried(client, 1, 1).build()) {
            begin(prewarmer, workflow);
            hears(Decision.Kind.SENT);
            hears(Decision.Kind.FAILED);
            Problem problem = problems.poll(SECONDS, TimeUnit.SECONDS);
            assertThat(problem).isNotNull();
            assertThat(problem.kind()).isEqualTo(Problem.Kind.CLIENT_FAILED);
            assertThat(problem.detail()).contains("second");
            begin(prewarmer, workflow);
            released.countDown();
            hears(Decision.Kind.SENT);
        }
    }

    @Test
    void anyNumberOfWarmupsMayBeAllowedAtATime() throws Exception {
        WarmupLimits any = WarmupLimits.DEFAULT.withInFlight(Integer.MAX_VALUE, Integer.MAX_VALUE);
        try (Prewarmer prewarmer =
                Prewarmer.builder(quick).limits(any).listener(hearing).build()) {
            prewarmer.start(workflow).started("first");
            hears(Decision.Kind.SENT);
        }
    }
}
