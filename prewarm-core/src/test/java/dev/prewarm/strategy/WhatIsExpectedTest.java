package dev.prewarm.strategy;

import static dev.prewarm.TaskOption.after;
import static dev.prewarm.TaskOption.lasting;
import static dev.prewarm.TaskOption.needing;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.Plan;
import dev.prewarm.PrewarmStrategy;
import dev.prewarm.Target;
import dev.prewarm.TaskOption;
import dev.prewarm.Warmup;
import dev.prewarm.Workflow;
import dev.prewarm.forecast.DurationHistory;
import dev.prewarm.forecast.LearnedStatistics;
import dev.prewarm.testing.FixedRunView;
import dev.prewarm.testing.FixedWarmth;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which tasks the simple strategies warm where tasks pass, fail, are followed by others when they do, or are started again. */
class WhatIsExpectedTest {
    private static final Instant NOW = Instant.EPOCH.plusSeconds(100);
    private static final PrewarmStrategy NEXT_HOP = PrewarmStrategy.nextHop();
    private static final PrewarmStrategy FULL_PATH = PrewarmStrategy.fullPath();
    /** Its lead is longer than any workflow here: all that it expects is warmed now. */
    private static final PrewarmStrategy TIMED_LEAD = TimedLeadStrategy.of(Duration.ofMinutes(9));

    static List<PrewarmStrategy> strategies() {
        return List.of(NEXT_HOP, FULL_PATH, TIMED_LEAD);
    }

    private static Target target(String id) {
        return Target.builder(id, URI.create("http://" + id + ".test"))
                .coldStart(Duration.ofMinutes(10))
                .build();
    }

    private static Workflow.Builder workflow() {
        return Workflow.builder("workflow");
    }

    /** All is warm, so that forecasts have no cold starts to wait for; the strategies warm all the same. */
    private static FixedRunView.Builder run(Workflow workflow) {
        FixedRunView.Builder run = FixedRunView.of(workflow);
        for (Target target : workflow.targets()) {
            run.warmth(target.name(), FixedWarmth.ready(1, Integer.MAX_VALUE, NOW.plus(Duration.ofDays(1))));
        }
        return run;
    }

    private static TaskOption takes(int seconds) {
        return lasting(Duration.ofSeconds(seconds));
    }

    private static Instant ago(int seconds) {
        return NOW.minusSeconds(seconds);
    }

    private static List<String> warmed(PrewarmStrategy strategy, FixedRunView.Builder run) {
        return plan(strategy, run).warmups().stream()
                .map(warmup -> warmup.task().id())
                .toList();
    }

    private static Plan plan(PrewarmStrategy strategy, FixedRunView.Builder run) {
        return strategy.plan(run.now(NOW).build());
    }

    // Passing tasks.

    @ParameterizedTest
    @MethodSource("strategies")
    void whatIsBehindPassingTasksIsNext(PrewarmStrategy strategy) {
        Workflow workflow = workflow()
                .task("a", target("a"), takes(3))
                .passingTask("switch", after("a"))
                .passingTask("join", after("switch"))
                .task("b", target("b"), after("join"))
                .build();
        assertThat(warmed(strategy, run(workflow).running("a", NOW))).containsExactly("b");
    }

    @ParameterizedTest
    @MethodSource("strategies")
    void whatIsBehindPassingTasksAtTheBeginningIsWarmedWhenItIsAnnounced(PrewarmStrategy strategy) {
        Workflow workflow = workflow()
                .passingTask("begin")
                .task("a", target("a"), after("begin"), takes(3))
                .build();
        FixedRunView.Builder run = run(workflow).announcedFor(NOW.plusSeconds(60), Duration.ZERO);
        assertThat(warmed(strategy, run)).containsExactly("a");
    }

    // Failures.

    private static Workflow failing() {
        return workflow()
                .task("a", target("a"), takes(3))
                .task("ok", target("ok"), after("a"), takes(5))
                .task("undo", target("undo"), after("a").onFailure(), takes(2))
                .task("told", target("told"), after("undo"), takes(1))
                .task("join", target("join"), after("ok", "undo"), takes(1))
                .build();
    }

    @Test
    void nothingIsWarmedBehindAFailureThatIsNotKnown() {
        assertThat(warmed(NEXT_HOP, run(failing()).running("a", NOW))).containsExactly("ok");
        assertThat(warmed(FULL_PATH, run(failing()).running("a", NOW))).containsExactly("ok", "join");
        assertThat(warmed(TIMED_LEAD, run(failing()).running("a", NOW))).containsExactly("ok", "join");
    }

    @Test
    void nothingIsWarmedBehindAFailureOfARunThatIsAnnounced() {
        FixedRunView.Builder run = run(failing()).announcedFor(NOW.plusSeconds(60), Duration.ZERO);
        assertThat(warmed(NEXT_HOP, run)).containsExactly("a");
        assertThat(warmed(FULL_PATH, run)).containsExactly("a", "ok", "join");
        assertThat(warmed(TIMED_LEAD, run)).containsExactly("a", "ok", "join");
    }

    @Test
    void whatFollowsAFailureThatIsKnownIsToCome() {
        // What follows it at once is about to start; a success is not expected.
        assertThat(warmed(FULL_PATH, run(failing()).failed("a", ago(5)))).containsExactly("told");
        assertThat(warmed(TIMED_LEAD, run(failing()).failed("a", ago(5)))).containsExactly("told");
        FixedRunView.Builder run =
                run(failing()).failed("a", ago(5)).skipped("ok").running("undo", ago(1));
        assertThat(warmed(NEXT_HOP, run)).containsExactly("told", "join");
        assertThat(warmed(FULL_PATH, run)).containsExactly("told", "join");
        assertThat(warmed(TIMED_LEAD, run)).containsExactly("told", "join");
    }

    @ParameterizedTest
    @MethodSource("strategies")
    void aJoinThatWaitsForWhatHasFailedIsNotWarmed(PrewarmStrategy strategy) {
        Workflow workflow = workflow()
                .task("a", target("a"), takes(3))
                .task("b", target("b"), takes(3))
                .passingTask("pass", after("a"))
                .task("all", target("all"), after("pass", "b"))
                .task("any", target("any"), after("a", "b"), needing(1))
                .build();
        FixedRunView.Builder run = run(workflow).failed("a", ago(5)).running("b", NOW);
        assertThat(warmed(strategy, run)).containsExactly("any");
    }

    @ParameterizedTest
    @MethodSource("strategies")
    void aJoinThatWaitsForCompletionIsWarmedWhateverHasFailed(PrewarmStrategy strategy) {
        Workflow workflow = workflow()
                .task("a", target("a"), takes(3))
                .task("b", target("b"), takes(3))
                .task("c", target("c"), after("a"))
                .task("all", target("all"), after("c", "b").onCompletion())
                .build();
        FixedRunView.Builder run =
                run(workflow).failed("a", ago(5)).skipped("c").running("b", NOW);
        assertThat(warmed(strategy, run)).containsExactly("all");
    }

    // Retries.

    private static Workflow chain() {
        return workflow()
                .task("a", target("a"), takes(3))
                .task("b", target("b"), after("a"))
                .build();
    }

    private static FixedRunView.Builder retryIn(int seconds) {
        return run(chain()).failed("a", ago(5)).until("a", NOW.plusSeconds(seconds));
    }

    @Test
    void aTaskThatWillBeStartedAgainIsWarmedBeforeThat() {
        for (PrewarmStrategy strategy : List.of(NEXT_HOP, FULL_PATH)) {
            Warmup warmup = plan(strategy, retryIn(300)).warmups().stream()
                    .filter(each -> each.task().id().equals("a"))
                    .findFirst()
                    .orElseThrow();
            assertThat(warmup.neededAt()).isEqualTo(NOW.plusSeconds(300));
            // Half the retention of 61 s.
            assertThat(warmup.sendAt()).isEqualTo(NOW.plusSeconds(300).minusMillis(30_500));
        }
        Warmup timed = plan(TimedLeadStrategy.of(Duration.ofSeconds(10)), retryIn(300))
                .warmups()
                .get(0);
        assertThat(timed.task().id()).isEqualTo("a");
        assertThat(timed.sendAt()).isEqualTo(NOW.plusSeconds(290));
    }

    @Test
    void aRetryThatComesSoonIsWarmedAtOnce() {
        Warmup warmup = plan(NEXT_HOP, retryIn(20)).warmups().get(0);
        assertThat(warmup.sendAt()).isEqualTo(NOW);
        assertThat(warmup.neededAt()).isEqualTo(NOW.plusSeconds(20));
    }

    @ParameterizedTest
    @MethodSource("strategies")
    void aRetryIsWarmedOnce(PrewarmStrategy strategy) {
        assertThat(warmed(strategy, retryIn(20).rounds("a", 1))).doesNotContain("a");
    }

    @ParameterizedTest
    @MethodSource("strategies")
    void whatHasFailedForGoodIsNotWarmed(PrewarmStrategy strategy) {
        assertThat(warmed(strategy, run(chain()).failed("a", ago(5)))).isEmpty();
    }

    @Test
    void whatIsBehindARetryIsToCome() {
        assertThat(warmed(NEXT_HOP, retryIn(20))).containsExactly("a");
        assertThat(warmed(FULL_PATH, retryIn(20))).containsExactlyInAnyOrder("a", "b");
        assertThat(warmed(TIMED_LEAD, retryIn(20))).containsExactly("a", "b");
    }

    // Queueing.

    @Test
    void timedLeadWarmsWhatIsReadyOnlyWhereItIsQueued() {
        LearnedStatistics statistics = LearnedStatistics.empty();
        FixedRunView.Builder run = run(chain()).statistics(statistics);
        assertThat(warmed(TIMED_LEAD, run)).containsExactly("b");
        for (int i = 0; i < DurationHistory.CAPACITY; i++) {
            statistics.of(chain()).queueing(chain().task("a")).add(2);
        }
        assertThat(warmed(TIMED_LEAD, run)).containsExactly("a", "b");
        assertThat(plan(TIMED_LEAD, run).warmups().get(0).neededAt()).isEqualTo(NOW.plusSeconds(2));
    }
}
