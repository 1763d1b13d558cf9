package dev.prewarm;

import static dev.prewarm.TaskOption.after;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prewarm.testing.FixedRunView;
import dev.prewarm.testing.RecordingWarmupClient;
import dev.prewarm.testing.VirtualScheduler;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Users' code that throws or returns nonsense, and events that make no sense: the engine goes on. */
class ContainmentTest {
    private static final Logger LOGGER = Logger.getLogger(Prewarmer.class.getName());

    private final VirtualScheduler scheduler = new VirtualScheduler();
    private final RecordingWarmupClient client = RecordingWarmupClient.of(scheduler, Duration.ofSeconds(1));
    private final Workflow workflow = Workflow.builder("chain")
            .task("first", Target.of("first", URI.create("http://first.test")))
            .task("second", Target.of("second", URI.create("http://second.test")), after("first"))
            .build();

    @BeforeAll
    static void logNothing() {
        LOGGER.setLevel(Level.OFF);
    }

    @AfterAll
    static void logAgain() {
        LOGGER.setLevel(null);
    }

    private Prewarmer.Builder builder(WarmupClient client) {
        return Prewarmer.builder(client).scheduler(scheduler);
    }

    private PrewarmStats runThrough(Prewarmer prewarmer) {
        try (WorkflowRun run = prewarmer.start(workflow)) {
            for (Task task : workflow.tasks()) {
                run.started(task.id());
                scheduler.advance(Duration.ofSeconds(3));
                run.finished(task.id());
            }
        }
        scheduler.advance(Duration.ofMinutes(5));
        PrewarmStats stats = prewarmer.stats();
        assertThat(stats.balanced()).as("%s", stats).isTrue();
        assertThat(stats.runsOpen()).isZero();
        assertThat(stats.events()).isEqualTo(6);
        return stats;
    }

    enum BadClient implements WarmupClient {
        THROWS {
            @Override
            public CompletionStage<WarmupResult> warmUp(WarmupRequest request) {
                throw new IllegalStateException("on purpose");
            }
        },
        THROWS_AN_ERROR {
            @Override
            public CompletionStage<WarmupResult> warmUp(WarmupRequest request) {
                throw new AssertionError("on purpose");
            }
        },
        RETURNS_NULL {
            @Override
            public CompletionStage<WarmupResult> warmUp(WarmupRequest request) {
                return null;
            }
        },
        COMPLETES_WITH_NULL {
            @Override
            public CompletionStage<WarmupResult> warmUp(WarmupRequest request) {
                return CompletableFuture.completedFuture(null);
            }
        },
        COMPLETES_EXCEPTIONALLY {
            @Override
            public CompletionStage<WarmupResult> warmUp(WarmupRequest request) {
                return CompletableFuture.failedFuture(new IllegalStateException("on purpose"));
            }
        },
        NEVER_COMPLETES {
            @Override
            public CompletionStage<WarmupResult> warmUp(WarmupRequest request) {
                return new CompletableFuture<>();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBadClientIsAFailedWarmup(BadClient bad) {
        PrewarmStats stats = runThrough(builder(bad).build());
        assertThat(stats.sent()).isEqualTo(1);
        assertThat(stats.failed() + stats.late()).isEqualTo(1);
        boolean broken = bad != BadClient.COMPLETES_EXCEPTIONALLY && bad != BadClient.NEVER_COMPLETES;
        assertThat(stats.problems()).isEqualTo(broken ? 1 : 0);
    }

    @Test
    void aStrategyThatThrowsLeavesTheEarlierPlanInForce() {
        PrewarmStrategy once = run -> {
            if (run.state(run.workflow().task("first")) == TaskState.RUNNING) {
                throw new IllegalStateException("on purpose");
            }
            Task second = run.workflow().task("second");
            return (run.rounds(second) > 0)
                    ? Plan.empty()
                    : Plan.builder()
                            .warm(Warmup.of(run, second)
                                    .sendAt(run.now().plusSeconds(2))
                                    .neededAt(run.now())
                                    .because("a test"))
                            .build();
        };
        Prewarmer prewarmer = builder(client).strategy(once).build();
        WorkflowRun run = prewarmer.start(workflow);
        scheduler.runPending();
        run.started("first");
        scheduler.advance(Duration.ofSeconds(2));
        assertThat(client.requests()).hasSize(1);
        assertThat(prewarmer.stats().problems()).isPositive();
    }

    @ParameterizedTest
    @CsvSource({"200, 1", "9999, 1", "10001, 0"})
    void whatIsPutOffByLittleIsSent(long micros, int sent) {
        AtomicInteger plans = new AtomicInteger();
        PrewarmStrategy hesitant = run -> {
            plans.incrementAndGet();
            Task second = run.workflow().task("second");
            return (run.rounds(second) > 0)
                    ? Plan.empty()
                    : Plan.builder()
                            .warm(Warmup.of(run, second)
                                    .sendAt(run.now().plusNanos(1_000 * micros))
                                    .neededAt(run.now().plusSeconds(9))
                                    .because("a test"))
                            .build();
        };
        Prewarmer prewarmer = builder(client).strategy(hesitant).build();
        WorkflowRun run = prewarmer.start(workflow);
        run.started("first");
        scheduler.advance(Duration.ofSeconds(1));
        assertThat(client.requests()).hasSize(sent);
        assertThat(plans).hasValueLessThanOrEqualTo(100);
    }

    @Test
    void aStrategyThatThrowsAnErrorOrReturnsNullIsCounted() {
        assertThat(runThrough(builder(client).strategy(run -> null).build()).problems())
                .isPositive();
        PrewarmStrategy overflowing = run -> {
            throw new StackOverflowError();
        };
        assertThat(runThrough(builder(client).strategy(overflowing).build()).problems())
                .isPositive();
        assertThat(client.requests()).isEmpty();
    }

    @Test
    void aStrategyThatWarmsWhatIsNotPendingOrNotOfTheRunIsCounted() {
        Workflow other = Workflow.builder("other")
                .task("other", Target.of("other", URI.create("http://other.test")))
                .build();
        Warmup foreign = Warmup.of(FixedRunView.of(other).build(), other.task("other"));
        PrewarmStrategy wrong = run -> {
            Plan.Builder plan = Plan.builder();
            plan.warm(foreign);
            for (Task task : run.running()) {
                plan.warm(Warmup.of(run, task).round(0).because("a test"));
            }
            return plan.build();
        };
        PrewarmStats stats = runThrough(builder(client).strategy(wrong).build());
        assertThat(stats.problems()).isPositive();
        assertThat(stats.planned()).isZero();
    }

    @Test
    void aStrategyCannotChangeTheState() {
        PrewarmStrategy vandal = run -> {
            run.ready().clear();
            return Plan.empty();
        };
        assertThat(runThrough(builder(client).strategy(vandal).build()).problems())
                .as("it has thrown each time that there was a ready task")
                .isPositive();
    }

    @Test
    void instantsAtTheEdgesOfTimeDoNotOverflow() {
        PrewarmStrategy extreme = run -> {
            Plan.Builder plan = Plan.builder().reviewAt(Instant.MAX);
            if (!run.state(run.workflow().task("second")).pending()) {
                return plan.build();
            }
            Task second = run.workflow().task("second");
            return plan.warm(Warmup.of(run, second)
                            .round(0)
                            .sendAt(run.running().isEmpty() ? Instant.MAX : Instant.MIN)
                            .neededAt(Instant.MAX)
                            .because("a test"))
                    .build();
        };
        PrewarmStats stats = runThrough(builder(client).strategy(extreme).build());
        assertThat(stats.problems()).isZero();
        assertThat(stats.sent()).isEqualTo(1);
    }

    @Test
    void aListenerThatThrowsIsCountedAndCalledAgain() {
        int[] calls = new int[1];
        Prewarmer prewarmer = builder(client)
                .listener(new PrewarmListener() {
                    @Override
                    public void onDecision(WorkflowRun run, Decision decision) {
                        calls[0]++;
                        throw new AssertionError("on purpose");
                    }
                })
                .build();
        PrewarmStats stats = runThrough(prewarmer);
        assertThat(calls[0]).as("sent and used").isEqualTo(2);
        assertThat(stats.problems()).isEqualTo(2);
    }

    @Test
    void senselessEventsAreCountedAndNotThrown() {
        Prewarmer prewarmer = builder(client).build();
        WorkflowRun run = prewarmer.start(workflow);
        run.started("unknown");
        run.started(null);
        run.width("second", 0);
        run.metColdStart("first", null);
        run.metColdStart("first", Duration.ofSeconds(-1));
        run.metColdStart("first", Duration.ofSeconds(Long.MAX_VALUE));
        run.metWarm("second");
        scheduler.runPending();
        assertThat(prewarmer.stats().problems()).isEqualTo(7);
    }

    @Test
    void strictlyEachOfThemIsThrown() {
        WorkflowRun run = builder(client).strict().build().start(workflow);
        assertThatThrownBy(() -> run.started("firs"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("firs")
                .hasMessageContaining("first");
        assertThatThrownBy(() -> run.finished("first")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> run.finished("first")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> run.width("second", 0)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> run.metColdStart("first", Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class);
        run.close();
        assertThatThrownBy(() -> run.started("second"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(run::close).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aCallThatThrowsIsAFailedTaskAndStillThrows() {
        Prewarmer prewarmer = builder(client).build();
        WorkflowRun run = prewarmer.start(workflow);
        assertThatThrownBy(() -> run.call("first", () -> {
                    throw new java.io.IOException("on purpose");
                }))
                .isInstanceOf(java.io.IOException.class);
        scheduler.runPending();
        assertThat(run.run().state().state(workflow.task("first"))).isEqualTo(TaskState.FAILED);
    }

    @Test
    void aCallReturnsWhatTheWorkReturns() throws Exception {
        Prewarmer prewarmer = builder(client).strict().build();
        WorkflowRun run = prewarmer.start(workflow);
        assertThat(run.call("first", () -> 42)).isEqualTo(42);
        scheduler.runPending();
        assertThat(run.run().state().state(workflow.task("first"))).isEqualTo(TaskState.FINISHED);
    }

    @Test
    void eventsBeyondTheQueueAreDiscardedAndCounted() {
        Prewarmer.Builder builder = builder(client);
        builder.queueLimit = 10;
        Prewarmer prewarmer = builder.build();
        WorkflowRun run = prewarmer.start(workflow);
        for (int i = 0; i < 20; i++) {
            run.started("first");
        }
        assertThat(prewarmer.stats().problems())
                .as("the start takes a place too")
                .isEqualTo(11);
        run.close();
        scheduler.runPending();
        assertThat(prewarmer.stats().runsOpen()).as("an end is never lost").isZero();
    }

    @Test
    void aStrategyThatFailsAtItsReviewIsAskedAgainOnlyAfterTheNextEvent() {
        AtomicInteger asked = new AtomicInteger();
        Prewarmer prewarmer = builder(client)
                .strategy(run -> {
                    int times = asked.incrementAndGet();
                    if (times > 1 && times < 100) {
                        throw new IllegalStateException("on purpose");
                    }
                    return Plan.builder().reviewAt(run.now().plusSeconds(1)).build();
                })
                .build();
        WorkflowRun run = prewarmer.start(workflow);
        scheduler.advance(Duration.ofSeconds(10));
        assertThat(asked).hasValue(2);
        run.started(workflow.tasks().get(0).id());
        scheduler.advance(Duration.ofSeconds(10));
        assertThat(asked).hasValue(3);
    }

    private Scheduler refusing(Predicate<Duration> refused) {
        return new RefusingScheduler(scheduler, refused);
    }

    @Test
    void aDeadlineThatTheSchedulerRefusesIsTheFailureOfThatWarmupAlone() {
        Duration timeout = Duration.ofSeconds(77);
        AtomicInteger deadlines = new AtomicInteger();
        Prewarmer prewarmer = Prewarmer.builder(client)
                .scheduler(refusing(delay -> delay.equals(timeout) && deadlines.incrementAndGet() == 1))
                .limits(WarmupLimits.DEFAULT.withTimeout(timeout))
                .build();
        for (int i = 0; i < 2; i++) {
            prewarmer.start(workflow).started("first");
            scheduler.advance(Duration.ofSeconds(1));
        }
        assertThat(prewarmer.stats().failed()).isEqualTo(1);
        assertThat(client.requests()).hasSize(1);
        assertThat(prewarmer.stats().balanced()).isTrue();
    }

    @Test
    void aSchedulerThatRefusesATaskIsAskedAgainAtTheNextEvent() {
        AtomicInteger asked = new AtomicInteger();
        Prewarmer prewarmer = Prewarmer.builder(client)
                .scheduler(refusing(delay -> asked.incrementAndGet() == 1))
                .build();
        WorkflowRun run = prewarmer.start(workflow);
        run.started("first");
        scheduler.runPending();
        assertThat(prewarmer.stats().events()).as("none is lost").isEqualTo(2);
        assertThat(client.requests()).hasSize(1);
    }

    @Test
    void aTimerThatTheSchedulerRefusesIsSetAtTheNextEvent() {
        Instant then = scheduler.now().plusSeconds(50);
        AtomicInteger asked = new AtomicInteger();
        Prewarmer prewarmer = Prewarmer.builder(client)
                .strategy(run -> Plan.of(Warmup.of(run, workflow.task("second")).sendAt(then)))
                .scheduler(refusing(delay -> delay.equals(Duration.ofSeconds(50)) && asked.incrementAndGet() == 1))
                .build();
        WorkflowRun run = prewarmer.start(workflow);
        run.started("first");
        assertThatThrownBy(scheduler::runPending)
                .as("whose timers they are logs it")
                .hasMessage("on purpose");
        run.metWarm("first");
        scheduler.advance(Duration.ofSeconds(51));
        assertThat(asked).hasValue(2);
        assertThat(client.requests()).hasSize(1);
    }

    @Test
    void aRunIsForgottenThoughTheSchedulerRefusedATimerForThatOnce() {
        AtomicInteger asked = new AtomicInteger();
        Duration minute = Duration.ofMinutes(1);
        Prewarmer prewarmer = Prewarmer.builder(client)
                .scheduler(refusing(delay -> delay.equals(minute) && asked.incrementAndGet() == 2))
                .runTimeToLive(Duration.ofMinutes(10))
                .build();
        prewarmer.start(workflow);
        scheduler.runPending();
        scheduler.advance(Duration.ofSeconds(70));
        WorkflowRun other = prewarmer.start(workflow);
        assertThatThrownBy(scheduler::runPending).hasMessage("on purpose");
        other.skipped("first");
        scheduler.advance(Duration.ofMinutes(15));
        assertThat(asked).hasValueGreaterThan(2);
        assertThat(prewarmer.stats().runsOpen()).isZero();
    }
}
