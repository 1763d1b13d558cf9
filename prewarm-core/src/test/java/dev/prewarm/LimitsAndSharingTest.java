package dev.prewarm;

import static dev.prewarm.TaskOption.after;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.testing.RecordingWarmupClient;
import dev.prewarm.testing.VirtualScheduler;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Several runs share targets and limits: what is sent, what waits, what is not sent at all, and how each ends. */
class LimitsAndSharingTest {
    private static final Duration COLD_START = Duration.ofSeconds(2);

    private final VirtualScheduler scheduler = new VirtualScheduler();
    private final RecordingWarmupClient client = RecordingWarmupClient.of(scheduler, COLD_START);
    private final List<Problem> problems = new ArrayList<>();

    private final Workflow unlimited = twoSteps("unlimited", target("shared", 0));

    private static Target target(String name, int concurrency) {
        return Target.builder(name, URI.create("http://" + name + ".test"))
                .concurrency(concurrency)
                .build();
    }

    /** A local step, and one that calls the target. */
    private static Workflow twoSteps(String name, Target target) {
        return Workflow.builder(name)
                .localTask("first")
                .task("second", target, after("first"))
                .build();
    }

    private Prewarmer.Builder builder(WarmupClient client) {
        return Prewarmer.builder(client).scheduler(scheduler).listener(new PrewarmListener() {
            @Override
            public void onProblem(Problem problem) {
                problems.add(problem);
            }
        });
    }

    private Prewarmer with(WarmupLimits limits) {
        return builder(client).limits(limits).build();
    }

    private WorkflowRun firstStep(Prewarmer prewarmer, Workflow workflow) {
        WorkflowRun run = prewarmer.start(workflow);
        run.started("first");
        scheduler.runPending();
        return run;
    }

    private static void balanced(Prewarmer prewarmer) {
        assertThat(prewarmer.stats().balanced()).as("%s", prewarmer.stats()).isTrue();
    }

    @Test
    void runsThatNeedTheSameTargetShareOneWarmup() {
        Prewarmer prewarmer = with(WarmupLimits.DEFAULT);
        firstStep(prewarmer, unlimited);
        WorkflowRun second = firstStep(prewarmer, unlimited);
        assertThat(client.requests()).hasSize(1);
        second.close();
        scheduler.runPending();
        assertThat(prewarmer.stats().suppressed()).isEqualTo(1);
        balanced(prewarmer);
    }

    @Test
    void runsAtTheSameTimeNeedAnInstanceEachIfOneServesOneCall() {
        Workflow single = twoSteps("single", target("single", 1));
        Prewarmer prewarmer = with(WarmupLimits.DEFAULT);
        firstStep(prewarmer, single);
        firstStep(prewarmer, single);
        assertThat(client.requests()).hasSize(2);
        balanced(prewarmer);
    }

    @Test
    void aThirdRunNeedsASecondInstanceIfOneServesTwoCalls() {
        Workflow pair = twoSteps("pair", target("pair", 2));
        Prewarmer prewarmer = with(WarmupLimits.DEFAULT);
        for (int i = 0; i < 3; i++) {
            firstStep(prewarmer, pair);
        }
        assertThat(client.requests()).hasSize(2);
        balanced(prewarmer);
    }

    @Test
    void aChainOnOneTargetNeedsOneInstance() {
        Target target = target("single", 1);
        Workflow chain = Workflow.builder("chain")
                .localTask("first")
                .task("second", target, after("first"))
                .task("third", target, after("second"))
                .build();
        Prewarmer prewarmer =
                builder(client).strategy(PrewarmStrategy.fullPath()).build();
        WorkflowRun run = firstStep(prewarmer, chain);
        assertThat(client.requests()).hasSize(1);
        run.close();
        scheduler.runPending();
        assertThat(prewarmer.stats().suppressed()).isEqualTo(1);
        balanced(prewarmer);
    }

    @Test
    void aRunThatIsClosedGivesItsPlaceToTheNext() {
        Workflow single = twoSteps("single", target("single", 1));
        Prewarmer prewarmer = with(WarmupLimits.DEFAULT);
        firstStep(prewarmer, single).close();
        scheduler.advance(COLD_START);
        firstStep(prewarmer, single);
        assertThat(client.requests()).hasSize(1);
        balanced(prewarmer);
    }

    @Test
    void whatIsAlwaysKeptIsNotWarmed() {
        Target kept = Target.builder("kept", URI.create("http://kept.test"))
                .minScale(1)
                .build();
        Prewarmer prewarmer = with(WarmupLimits.DEFAULT);
        firstStep(prewarmer, twoSteps("kept", kept)).close();
        scheduler.runPending();
        assertThat(client.requests()).isEmpty();
        assertThat(prewarmer.stats().suppressed()).isEqualTo(1);
    }

    @Test
    void warmupsWaitForAPlaceOfTheirTarget() {
        Workflow single = twoSteps("single", target("single", 1));
        Prewarmer prewarmer = with(WarmupLimits.DEFAULT.withInFlight(1, 10));
        firstStep(prewarmer, single);
        firstStep(prewarmer, single);
        assertThat(client.requests()).hasSize(1);
        assertThat(prewarmer.stats().pending()).isEqualTo(1);
        scheduler.advance(COLD_START);
        assertThat(client.requests()).hasSize(2);
        balanced(prewarmer);
    }

    @Test
    void warmupsWaitForAPlaceInAll() {
        Prewarmer prewarmer = with(WarmupLimits.DEFAULT.withInFlight(4, 1));
        firstStep(prewarmer, twoSteps("one", target("one", 0)));
        firstStep(prewarmer, twoSteps("two", target("two", 0)));
        assertThat(client.requests()).hasSize(1);
        scheduler.advance(COLD_START);
        assertThat(client.requests()).hasSize(2);
        balanced(prewarmer);
    }

    @Test
    void newInstancesWaitForTheRate() {
        Prewarmer prewarmer = with(WarmupLimits.DEFAULT.withRate(0.5, 1));
        firstStep(prewarmer, twoSteps("one", target("one", 0)));
        firstStep(prewarmer, twoSteps("two", target("two", 0)));
        firstStep(prewarmer, twoSteps("three", target("three", 0)));
        assertThat(client.requests()).hasSize(1);
        // The second is let through with the first part of a token, and the third has to wait for the rest.
        scheduler.advance(Duration.ofMillis(1_900));
        assertThat(client.requests()).hasSize(2);
        scheduler.advance(Duration.ofMillis(200));
        assertThat(client.requests()).hasSize(3);
        balanced(prewarmer);
    }

    @Test
    void anInfiniteRateHoldsNothingUpForLong() {
        Prewarmer prewarmer = with(WarmupLimits.DEFAULT.withRate(Double.POSITIVE_INFINITY, 1));
        for (int i = 0; i < 20; i++) {
            firstStep(prewarmer, twoSteps("workflow" + i, target("target" + i, 0)));
        }
        scheduler.advance(Duration.ofMillis(1));
        assertThat(client.requests()).hasSize(20);
        balanced(prewarmer);
    }

    @Test
    void aWaitingWarmupIsDroppedWhenItsTaskComesFirst() {
        Workflow single = twoSteps("single", target("single", 1));
        Prewarmer prewarmer = with(WarmupLimits.DEFAULT.withInFlight(1, 10));
        firstStep(prewarmer, single);
        WorkflowRun second = firstStep(prewarmer, single);
        second.finished("first");
        second.started("second");
        scheduler.advance(Duration.ofMinutes(1));
        assertThat(client.requests()).hasSize(1);
        assertThat(prewarmer.stats().dropped()).isEqualTo(1);
        balanced(prewarmer);
    }

    @Test
    void aClientThatNeverAnswersIsGivenUpAtTheDeadline() {
        WarmupClient silent = request -> new CompletableFuture<>();
        Prewarmer prewarmer = builder(silent)
                .limits(WarmupLimits.DEFAULT.withTimeout(Duration.ofSeconds(5)))
                .build();
        firstStep(prewarmer, unlimited);
        scheduler.advance(Duration.ofSeconds(4));
        assertThat(prewarmer.stats().open()).isEqualTo(1);
        scheduler.advance(Duration.ofSeconds(1));
        assertThat(prewarmer.stats().failed()).isEqualTo(1);
        balanced(prewarmer);
    }

    @Test
    void aTargetThatKeepsFailingIsLeftAloneForHalfAMinute() {
        RecordingWarmupClient failing =
                RecordingWarmupClient.of(scheduler, request -> WarmupResult.failed("on purpose", true));
        Prewarmer prewarmer = builder(failing).build();
        for (int i = 0; i < 8; i++) {
            firstStep(prewarmer, unlimited);
        }
        assertThat(failing.requests()).hasSize(5);
        assertThat(prewarmer.stats().dropped()).isEqualTo(3);
        scheduler.advance(Duration.ofSeconds(30));
        firstStep(prewarmer, unlimited);
        firstStep(prewarmer, unlimited);
        assertThat(failing.requests()).as("one goes out to try").hasSize(6);
        balanced(prewarmer);
    }

    /** A run of a target of which five warm-ups have failed, and which is well again. */
    private void behindAnOpenCircuit(Prewarmer prewarmer, Workflow workflow, AtomicBoolean broken) {
        for (int i = 0; i < 5; i++) {
            firstStep(prewarmer, workflow).close();
            scheduler.runPending();
        }
        broken.set(false);
        firstStep(prewarmer, workflow);
    }

    private RecordingWarmupClient failingWhile(AtomicBoolean broken) {
        return RecordingWarmupClient.of(
                scheduler,
                request -> broken.get() ? WarmupResult.failed("on purpose", true) : WarmupResult.started(COLD_START));
    }

    @Test
    void whatAnOpenCircuitHasDroppedIsWishedAgainWhenItLetsThrough() {
        AtomicBoolean broken = new AtomicBoolean(true);
        RecordingWarmupClient healing = failingWhile(broken);
        Prewarmer prewarmer = builder(healing).build();
        behindAnOpenCircuit(prewarmer, unlimited, broken);
        scheduler.advance(Duration.ofSeconds(29));
        assertThat(healing.requests()).hasSize(5);
        assertThat(prewarmer.stats().dropped()).isEqualTo(1);
        scheduler.advance(Duration.ofSeconds(2));
        assertThat(healing.requests()).hasSize(6);
        balanced(prewarmer);
    }

    @Test
    void whatWasDroppedWhileAnotherTriedIsWishedAgainAtItsSuccess() {
        AtomicBoolean broken = new AtomicBoolean(true);
        Workflow single = twoSteps("single", target("single", 1));
        RecordingWarmupClient healing = failingWhile(broken);
        Prewarmer prewarmer = builder(healing).build();
        behindAnOpenCircuit(prewarmer, single, broken);
        firstStep(prewarmer, single);
        scheduler.advance(Duration.ofSeconds(31));
        assertThat(healing.requests()).as("one tries").hasSize(6);
        scheduler.advance(COLD_START);
        assertThat(healing.requests()).hasSize(7);
        balanced(prewarmer);
    }

    @Test
    void ofWhatAnOpenCircuitHasDroppedOneIsTriedEachHalfMinute() {
        Workflow single = twoSteps("single", target("single", 1));
        RecordingWarmupClient failing = failingWhile(new AtomicBoolean(true));
        Prewarmer prewarmer = builder(failing).build();
        for (int i = 0; i < 9; i++) {
            firstStep(prewarmer, single);
        }
        scheduler.advance(Duration.ofSeconds(29));
        assertThat(failing.requests()).hasSize(5);
        scheduler.advance(Duration.ofMinutes(1));
        assertThat(failing.requests()).hasSize(7);
        balanced(prewarmer);
    }

    @Test
    void whatHasWaitedAndIsCoveredIsLookedAtAgainBeforeThatLapses() {
        Workflow single = twoSteps("single", target("single", 1));
        PrewarmStrategy once = run -> {
            Task second = run.workflow().task("second");
            return (run.running().isEmpty() || run.state(second) != TaskState.PENDING)
                    ? Plan.empty()
                    : Plan.of(Warmup.of(run, second)
                            .round(0)
                            .sendAt(Instant.EPOCH)
                            .neededAt(Instant.EPOCH));
        };
        Prewarmer prewarmer = builder(client)
                .strategy(once)
                .limits(WarmupLimits.DEFAULT.withInFlight(1, 10))
                .build();
        WorkflowRun first = firstStep(prewarmer, single);
        firstStep(prewarmer, single);
        assertThat(prewarmer.stats().pending()).as("it waits").isEqualTo(1);
        // What is being warmed is not needed by the first one any more, and the second one has it.
        first.abandon();
        scheduler.advance(COLD_START);
        assertThat(client.requests()).hasSize(1);
        scheduler.advance(Target.DEFAULT_RETENTION.plusSeconds(1));
        assertThat(client.requests()).hasSize(2);
        balanced(prewarmer);
    }

    @Test
    void whatLapsesUnusedIsWasted() {
        Prewarmer prewarmer = with(WarmupLimits.DEFAULT);
        firstStep(prewarmer, unlimited);
        scheduler.advance(COLD_START.plus(Target.DEFAULT_RETENTION));
        assertThat(prewarmer.stats().wasted()).isZero();
        scheduler.advance(Duration.ofSeconds(1));
        assertThat(prewarmer.stats().wasted()).isEqualTo(1);
        balanced(prewarmer);
    }

    @Test
    void aTaskThatComesBeforeTheInstanceIsReadyMakesTheWarmupLate() {
        Prewarmer prewarmer = with(WarmupLimits.DEFAULT);
        WorkflowRun run = firstStep(prewarmer, unlimited);
        scheduler.advance(Duration.ofMillis(500));
        run.finished("first");
        run.started("second");
        scheduler.runPending();
        assertThat(prewarmer.stats().late()).isEqualTo(1);
        assertThat(prewarmer.stats().savedTime()).isEqualTo(Duration.ofMillis(500));
        balanced(prewarmer);
    }

    @Test
    void aSecondStartOfAFinishedTaskDoesNotOccupyItsTargetForEver() {
        Workflow single = twoSteps("single", target("single", 1));
        Prewarmer prewarmer = with(WarmupLimits.DEFAULT);
        WorkflowRun run = firstStep(prewarmer, single);
        scheduler.advance(COLD_START);
        run.finished("first");
        run.started("second");
        run.finished("second");
        run.started("second");
        run.close();
        scheduler.advance(Duration.ofMinutes(5));
        firstStep(prewarmer, single);
        assertThat(client.requests())
                .as("the instance of the first run has lapsed")
                .hasSize(2);
        balanced(prewarmer);
    }

    @Test
    void anEndAfterTheCloseDoesNotFreeAPlaceTwice() {
        Workflow single = twoSteps("single", target("single", 1));
        Prewarmer prewarmer = with(WarmupLimits.DEFAULT);
        WorkflowRun busy = prewarmer.start(single);
        busy.started("first");
        busy.finished("first");
        busy.started("second");
        WorkflowRun closed = prewarmer.start(single);
        closed.started("second");
        closed.close();
        closed.finished("second");
        scheduler.runPending();
        // One instance is busy, one idle: a run needs none, but two at a time need one more.
        firstStep(prewarmer, single);
        int before = client.requests().size();
        firstStep(prewarmer, single);
        assertThat(client.requests()).hasSize(before + 1);
        balanced(prewarmer);
    }

    @Test
    void theListenerSeesTheBooksBalancedAtEveryDecision() {
        List<Boolean> seen = new ArrayList<>();
        Prewarmer[] prewarmer = new Prewarmer[1];
        prewarmer[0] = Prewarmer.builder(client)
                .scheduler(scheduler)
                .limits(WarmupLimits.DEFAULT.withInFlight(1, 2))
                .listener(new PrewarmListener() {
                    @Override
                    public void onDecision(WorkflowRun run, Decision decision) {
                        seen.add(prewarmer[0].stats().balanced());
                    }
                })
                .build();
        Workflow single = twoSteps("single", target("single", 1));
        for (int i = 0; i < 10; i++) {
            try (WorkflowRun run = firstStep(prewarmer[0], single)) {
                scheduler.advance(Duration.ofMillis(700));
                run.finished("first");
                run.started("second");
            }
        }
        scheduler.advance(Duration.ofMinutes(5));
        assertThat(seen).isNotEmpty().doesNotContain(false);
    }

    /** Its task needs one of three idle instances; the run that asks sees how many are free for it. */
    @Test
    void aNeedThatIsMovedAgainAndAgainKeepsOnePlaceFree() {
        Target target = target("single", 1);
        Workflow three = Workflow.builder("three")
                .task("wide", target, TaskOption.width(3))
                .build();
        Workflow moving = twoSteps("moving", target);
        Workflow asking = twoSteps("asking", target);
        List<Integer> free = new ArrayList<>();
        int[] plans = {0};
        PrewarmStrategy strategy = run -> {
            if (run.workflow() == asking) {
                free.add(run.warmth(asking.task("second")).freeCalls(run.now()));
            }
            if (run.workflow() != moving || plans[0] > 6) {
                return Plan.empty();
            }
            Duration wait = Duration.ofSeconds(plans[0]++ % 2);
            return Plan.builder()
                    .warm(Warmup.of(run, moving.task("second")).sendAt(run.now().plus(wait)))
                    .reviewAt(run.now().plusMillis(500))
                    .build();
        };
        Prewarmer prewarmer = builder(client).strategy(strategy).build();
        WorkflowRun before = prewarmer.start(three);
        before.started("wide");
        before.finished("wide");
        before.close();
        WorkflowRun asks = prewarmer.start(asking);
        WorkflowRun moved = prewarmer.start(moving);
        scheduler.runPending();
        for (int i = 0; i < 6; i++) {
            scheduler.advance(Duration.ofMillis(500));
            asks.width("second", 1);
            scheduler.runPending();
        }
        moved.close();
        asks.width("second", 1);
        scheduler.runPending();
        // Every other time it is not due: then it keeps nothing free.
        assertThat(free).containsExactly(3, 3, 2, 3, 2, 3, 2, 3);
        assertThat(client.requests()).isEmpty();
    }
}
