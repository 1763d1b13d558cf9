package dev.prewarm;

import static dev.prewarm.TaskOption.width;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.Decision.Kind;
import dev.prewarm.testing.RecordingWarmupClient;
import dev.prewarm.testing.VirtualScheduler;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is believed of a target's instances when a warm-up finds it warm. Instances are kept for 61 s; starting takes 2 s,
 * and finding out that there is no need to, 1 s.
 */
class RenewalTest {
    private static final WarmupResult STARTED = WarmupResult.started(Duration.ofSeconds(2));
    private static final WarmupResult FOUND_WARM = WarmupResult.alreadyWarm(Duration.ofSeconds(1));
    private static final WarmupResult FAILED = WarmupResult.failed("of no interest to the test", false);
    private static final Instant LATER_THAN_ANYTHING_LASTS = Instant.EPOCH.plus(Duration.ofDays(1));

    private final VirtualScheduler scheduler = new VirtualScheduler();
    private final ArrayDeque<WarmupResult> answers = new ArrayDeque<>();
    private final RecordingWarmupClient client =
            RecordingWarmupClient.of(scheduler, request -> answers.isEmpty() ? FAILED : answers.remove());
    private Prewarmer prewarmer;

    /** Warms the task "warmed" again and again, whatever is there. */
    private static PrewarmStrategy rounds(int rounds, Duration pause) {
        return run -> {
            Task task = run.workflow().tasks().get(0);
            int round = run.rounds(task);
            if (run.state(task) != TaskState.PENDING || round >= rounds) {
                return Plan.empty();
            }
            Instant at = run.startsAt().plus(pause.multipliedBy(round));
            return Plan.builder()
                    .warm(Warmup.of(run, task)
                            .sendAt(at.isBefore(run.now()) ? run.now() : at)
                            .neededAt(LATER_THAN_ANYTHING_LASTS)
                            .because("on purpose"))
                    .build();
        };
    }

    private void warming(int rounds, long pauseSeconds, WarmupResult... results) {
        answers.addAll(List.of(results));
        prewarmer = Prewarmer.builder(client)
                .scheduler(scheduler)
                .strategy(rounds(rounds, Duration.ofSeconds(pauseSeconds)))
                .strict()
                .build();
    }

    private static Target.Builder target(int concurrency) {
        return Target.builder("service", URI.create("http://service.test")).concurrency(concurrency);
    }

    private WorkflowRun start(Target target, int width) {
        WorkflowRun run = prewarmer.start(Workflow.builder("calls-" + width)
                .task("warmed", target, width(width))
                .task("plain", target)
                .build());
        scheduler.runPending();
        return run;
    }

    private void seconds(long seconds) {
        scheduler.advance(Duration.ofSeconds(seconds));
    }

    private void started(WorkflowRun run, String task) {
        run.started(task);
        scheduler.runPending();
    }

    /** How many instances were believed to be there at each warm-up. */
    private List<Integer> believed() {
        return client.requests().stream()
                .map(recorded -> recorded.request().believedReady())
                .toList();
    }

    private static List<String> kinds(WorkflowRun run) {
        return run.decisions().stream().map(decision -> decision.kind().name()).toList();
    }

    private void books(long sent, long used, long late, long wasted, long open) {
        PrewarmStats stats = prewarmer.stats();
        assertThat(List.of(stats.sent(), stats.used(), stats.late(), stats.wasted(), stats.open()))
                .as("sent, used, late, wasted, open")
                .containsExactly(sent, used, late, wasted, open);
    }

    @AfterEach
    void theBooksBalanceAndNothingIsLeftOpenInTheEnd() {
        assertThat(prewarmer.stats().balanced()).as("%s", prewarmer.stats()).isTrue();
        seconds(3_600);
        assertThat(prewarmer.stats().open()).isZero();
        assertThat(prewarmer.stats().balanced()).as("%s", prewarmer.stats()).isTrue();
    }

    @ParameterizedTest(name = "{0} calls at a time")
    @ValueSource(ints = {0, 1, 10})
    void anInstanceThatIsFoundAgainIsNotCountedAgain(int concurrency) {
        warming(3, 20, STARTED, FOUND_WARM, FOUND_WARM);
        start(target(concurrency).build(), 1);
        seconds(50);
        assertThat(believed()).containsExactly(0, 1, 1);
    }

    @Test
    void aSecondCallAtTheSameTimeFindsNoSecondInstance() {
        warming(2, 20, STARTED, FOUND_WARM);
        WorkflowRun run = start(target(1).build(), 1);
        seconds(30);
        started(run, "warmed");
        assertThat(prewarmer.stats().coldStarts()).isZero();
        started(run, "plain");
        assertThat(prewarmer.stats().coldStarts()).isOne();
    }

    @Test
    void retentionBeginsAnewAtTheAnswer() {
        warming(2, 50, STARTED, FOUND_WARM);
        WorkflowRun run = start(target(1).build(), 1);
        // Ready at 2 s, it would lapse at 63 s; found warm at 51 s, it lapses at 112 s.
        seconds(112);
        books(2, 0, 0, 1, 1);
        started(run, "warmed");
        assertThat(prewarmer.stats().coldStarts()).isZero();
        books(2, 1, 0, 1, 0);
    }

    @Test
    void whatWasRenewedLapsesInTheEnd() {
        warming(2, 50, STARTED, FOUND_WARM);
        WorkflowRun run = start(target(1).build(), 1);
        seconds(113);
        books(2, 0, 0, 2, 0);
        started(run, "warmed");
        assertThat(prewarmer.stats().coldStarts()).isOne();
    }

    @Test
    void anInstanceIsCountedForTheLatestWarmupThatFoundIt() {
        warming(2, 20, STARTED, FOUND_WARM);
        WorkflowRun run = start(target(1).build(), 1);
        seconds(20);
        books(2, 0, 0, 0, 2);
        seconds(1);
        books(2, 0, 0, 1, 1);
        seconds(9);
        started(run, "warmed");
        books(2, 1, 0, 1, 0);
        assertThat(prewarmer.stats().idleTime()).isEqualTo(Duration.ofSeconds(9));
        assertThat(kinds(run)).containsExactly("SENT", "PLANNED", "SENT", "WASTED", "USED");
        assertThat(run.decisions().get(3).reason().sentence()).startsWith("a later warm-up found it");
    }

    @Test
    void whatATaskHasUsedIsTheWarmupsThatFindsItNext() {
        warming(1, 0, STARTED, FOUND_WARM);
        Target target = target(1).build();
        WorkflowRun first = start(target, 1);
        seconds(10);
        started(first, "warmed");
        first.finished("warmed");
        first.close();
        WorkflowRun second = start(target, 1);
        seconds(1);
        books(2, 1, 0, 0, 1);
        started(second, "warmed");
        books(2, 2, 0, 0, 0);
    }

    @Test
    void asManyAsWereAskedForAreThereEvenIfFewerWereBelievedToBe() {
        warming(1, 0, STARTED, FOUND_WARM, FOUND_WARM);
        Target target = target(1).build();
        start(target, 1);
        seconds(10);
        start(target, 3);
        seconds(10);
        start(target, 1);
        assertThat(believed()).containsExactly(0, 1, 3);
    }

    @Test
    void noMoreAreRenewedThanWereAskedFor() {
        warming(1, 0, STARTED, FOUND_WARM, FOUND_WARM);
        Target target = target(1).build();
        start(target, 3);
        seconds(40);
        start(target, 1);
        seconds(1);
        books(2, 0, 0, 0, 2);
        // Of three that were ready at 2 s, one was found at 41 s.
        seconds(30);
        books(2, 0, 0, 1, 1);
        start(target, 1);
        assertThat(believed()).containsExactly(0, 3, 1);
    }

    @Test
    void anInstanceThatWasFullAllTheTimeIsNotTheOneThatAnswered() {
        warming(1, 0, STARTED, FOUND_WARM, FOUND_WARM);
        Target target = target(1).build();
        WorkflowRun busy = start(target, 1);
        seconds(2);
        started(busy, "warmed");
        start(target, 1);
        seconds(1);
        start(target, 1);
        assertThat(believed()).containsExactly(0, 1, 2);
    }

    @Test
    void anInstanceThatWasFullMayAnswerWhenItsCallHasEnded() {
        warming(1, 0, STARTED, FOUND_WARM, FOUND_WARM);
        Target target = target(1).build();
        WorkflowRun busy = start(target, 1);
        seconds(2);
        started(busy, "warmed");
        start(target, 1);
        busy.finished("warmed");
        seconds(1);
        start(target, 1);
        assertThat(believed()).containsExactly(0, 1, 1);
    }

    @Test
    void anInstanceWithRoomForMoreCallsMayHaveAnswered() {
        warming(1, 0, STARTED, FOUND_WARM, FOUND_WARM);
        Target target = target(10).build();
        WorkflowRun busy = start(target, 3);
        seconds(2);
        started(busy, "warmed");
        WorkflowRun wide = start(target, 8);
        seconds(1);
        // Seven of the eight calls have room; the warm-up for the eighth has made none.
        books(2, 1, 0, 1, 0);
        assertThat(wide.decisions().get(1).reason().sentence())
                .isEqualTo("it found only what was in use, or is always kept");
        start(target, 8);
        assertThat(believed()).containsExactly(0, 1, 1);
    }

    @Test
    void aTaskThatTakesTheInstanceBeforeTheAnswerLeavesNoneBehind() {
        warming(2, 20, STARTED, FOUND_WARM, FOUND_WARM);
        Target target = target(1).build();
        WorkflowRun run = start(target, 1);
        seconds(20);
        started(run, "warmed");
        books(2, 1, 0, 0, 1);
        seconds(1);
        books(2, 1, 0, 1, 0);
        start(target, 1);
        assertThat(believed()).containsExactly(0, 1, 1);
    }

    @Test
    void anInstanceThatLapsesBeforeTheAnswerIsThereAllTheSame() {
        // Ready at 2 s, believed to lapse at 63 s, and found at 63.5 s.
        warming(2, 62, STARTED, WarmupResult.alreadyWarm(Duration.ofMillis(1_500)));
        WorkflowRun run = start(target(1).build(), 1);
        seconds(70);
        started(run, "warmed");
        assertThat(prewarmer.stats().coldStarts()).isZero();
        books(2, 1, 0, 1, 0);
    }

    @Test
    void whatTasksTookOfThoseBelievedToStartIsNotLeftBehind() {
        warming(1, 0, FOUND_WARM, FOUND_WARM);
        Target target = target(1).build();
        WorkflowRun run = start(target, 3);
        started(run, "plain");
        seconds(1);
        books(1, 0, 1, 0, 0);
        run.finished("plain");
        start(target, 1);
        assertThat(believed()).containsExactly(0, 3);
    }

    @Test
    void whatIsAlwaysKeptIsNotCountedTwice() {
        warming(1, 0, FOUND_WARM, FOUND_WARM);
        Target target = target(1).minScale(1).build();
        WorkflowRun run = start(target, 2);
        seconds(1);
        assertThat(kinds(run)).containsExactly(Kind.SENT.name(), Kind.WASTED.name());
        start(target, 2);
        assertThat(believed()).containsExactly(1, 1);
    }

    @Test
    void anInstanceThatHadToBeStartedInsteadOfRenewedWasGone() {
        warming(2, 20, STARTED, STARTED, FOUND_WARM);
        Target target = target(1).build();
        start(target, 1);
        seconds(30);
        start(target, 1);
        assertThat(believed()).containsExactly(0, 1, 1);
        books(3, 0, 0, 1, 2);
    }
}
