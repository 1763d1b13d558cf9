package dev.prewarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.testing.RecordingWarmupClient;
import dev.prewarm.testing.VirtualScheduler;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class AnnouncedRunTest {
    private final VirtualScheduler scheduler = new VirtualScheduler();
    private final RecordingWarmupClient client = RecordingWarmupClient.of(scheduler, Duration.ofSeconds(1));
    private final Prewarmer prewarmer = Prewarmer.builder(client)
            .scheduler(scheduler)
            .runTimeToLive(Duration.ofHours(1))
            .build();
    private final Workflow workflow = Workflow.builder("single")
            .task("only", Target.of("only", URI.create("http://only.test")))
            .build();

    private Cancellable expectIn(Duration time) {
        return prewarmer.expect(workflow, scheduler.now().plus(time));
    }

    @Test
    void theRootsOfAnAnnouncedRunAreWarmed() {
        expectIn(Duration.ofSeconds(10));
        scheduler.advance(Duration.ofSeconds(10));
        assertThat(client.requests()).hasSize(1);
        WorkflowRun run = prewarmer.start(workflow);
        run.started("only");
        scheduler.runPending();
        assertThat(prewarmer.stats().used()).isEqualTo(1);
        assertThat(run.decisions()).extracting(Decision::kind).containsExactly(Decision.Kind.SENT, Decision.Kind.USED);
    }

    @Test
    void aStartTakesUpTheAnnouncement() {
        expectIn(Duration.ofSeconds(10));
        prewarmer.start(workflow);
        scheduler.runPending();
        assertThat(prewarmer.stats().runsOpen()).isEqualTo(1);
        assertThat(prewarmer.stats().runsStarted()).isEqualTo(1);
    }

    @Test
    void whatWasPlannedForTheAnnouncementIsCancelledIfTheRunDoesNotWishIt() {
        expectIn(Duration.ofHours(2));
        scheduler.runPending();
        assertThat(prewarmer.stats().pending()).isEqualTo(1);
        WorkflowRun run = prewarmer.start(workflow);
        scheduler.runPending();
        assertThat(prewarmer.stats().pending()).isZero();
        assertThat(prewarmer.stats().cancelled()).isEqualTo(1);
        assertThat(run.decisions())
                .extracting(Decision::kind)
                .containsExactly(Decision.Kind.PLANNED, Decision.Kind.CANCELLED);
    }

    @Test
    void aWithdrawnAnnouncementWarmsNothing() {
        Cancellable announcement = expectIn(Duration.ofHours(2));
        scheduler.runPending();
        announcement.cancel();
        scheduler.advance(Duration.ofHours(3));
        assertThat(client.requests()).isEmpty();
        assertThat(prewarmer.stats().runsOpen()).isZero();
        assertThat(prewarmer.stats().problems()).isZero();
    }

    @Test
    void withdrawingAfterTheStartChangesNothing() {
        Cancellable announcement = expectIn(Duration.ofSeconds(1));
        prewarmer.start(workflow);
        announcement.cancel();
        announcement.cancel();
        scheduler.runPending();
        assertThat(prewarmer.stats().runsOpen()).isEqualTo(1);
    }

    @Test
    void anAnnouncedRunThatDoesNotComeIsForgottenAfterTenMinutes() {
        expectIn(Duration.ofMinutes(5));
        scheduler.advance(Duration.ofMinutes(15).minusMillis(1));
        assertThat(prewarmer.stats().runsOpen()).isEqualTo(1);
        scheduler.advance(Duration.ofMillis(1));
        assertThat(prewarmer.stats().runsOpen()).isZero();
        assertThat(prewarmer.stats().problems()).isEqualTo(1);
        assertThat(prewarmer.stats().wasted()).isEqualTo(1);
        assertThat(prewarmer.stats().balanced()).isTrue();
    }

    @Test
    void aRunThatIsNeverClosedIsForgottenAfterItsTimeToLive() {
        WorkflowRun run = prewarmer.start(workflow);
        scheduler.advance(Duration.ofMinutes(30));
        run.width("only", 1);
        scheduler.advance(Duration.ofMinutes(60).minusMillis(1));
        assertThat(prewarmer.stats().runsOpen()).isEqualTo(1);
        scheduler.advance(Duration.ofMillis(1));
        assertThat(prewarmer.stats().runsOpen()).isZero();
        assertThat(prewarmer.stats().problems()).isEqualTo(1);
    }

    @Test
    void aRunInWhichATaskRunsIsKeptForThirtyDays() {
        WorkflowRun run = prewarmer.start(workflow);
        run.started("only");
        scheduler.advance(Duration.ofDays(30).minusMillis(1));
        assertThat(prewarmer.stats().runsOpen()).isEqualTo(1);
        scheduler.advance(Duration.ofMillis(1));
        assertThat(prewarmer.stats().runsOpen()).isZero();
    }

    @Test
    void anEventTakesUpARunThatWasForgotten() {
        WorkflowRun run = prewarmer.start(workflow);
        scheduler.advance(Duration.ofHours(2));
        assertThat(prewarmer.stats().runsOpen()).isZero();
        run.started("only");
        scheduler.runPending();
        assertThat(prewarmer.stats().runsOpen()).isEqualTo(1);
        run.close();
        scheduler.runPending();
        assertThat(prewarmer.stats().runsOpen()).isZero();
        assertThat(prewarmer.stats().problems()).isEqualTo(1);
    }

    @Test
    void eachRunIsForgottenInItsTurn() {
        WorkflowRun first = prewarmer.start(workflow);
        prewarmer.start(workflow);
        scheduler.advance(Duration.ofMinutes(30));
        first.width("only", 1);
        prewarmer.start(workflow);
        scheduler.advance(Duration.ofMinutes(30));
        assertThat(prewarmer.stats().runsOpen()).isEqualTo(2);
        scheduler.advance(Duration.ofMinutes(30));
        assertThat(prewarmer.stats().runsOpen()).isZero();
    }

    @Test
    void theEndOfThePrewarmerCancelsEverything() {
        expectIn(Duration.ofHours(2));
        prewarmer.start(workflow);
        expectIn(Duration.ofHours(2));
        scheduler.runPending();
        prewarmer.close();
        scheduler.advance(Duration.ofHours(3));
        PrewarmStats stats = prewarmer.stats();
        assertThat(stats.runsOpen()).isZero();
        assertThat(stats.pending()).isZero();
        assertThat(stats.balanced()).isTrue();
        assertThat(client.requests()).isEmpty();
    }

    @Test
    void eventsAfterTheEndOfThePrewarmerAreIgnored() {
        WorkflowRun run = prewarmer.start(workflow);
        prewarmer.close();
        prewarmer.close();
        scheduler.runPending();
        PrewarmStats before = prewarmer.stats();
        run.started("only");
        run.close();
        prewarmer.start(workflow).close();
        scheduler.advance(Duration.ofHours(3));
        assertThat(prewarmer.stats()).isEqualTo(before);
    }

    @Test
    void aRunInWhichNothingRunsIsForgottenInItsTimeWhileAnotherOneRuns() {
        WorkflowRun running = prewarmer.start(workflow);
        running.started("only");
        scheduler.advance(Duration.ofMinutes(61));
        WorkflowRun idle = prewarmer.start(workflow);
        idle.started("only");
        idle.finished("only");
        scheduler.advance(Duration.ofMinutes(60).minusMillis(1));
        assertThat(prewarmer.stats().runsOpen()).isEqualTo(2);
        scheduler.advance(Duration.ofMillis(1));
        assertThat(prewarmer.stats().runsOpen()).isEqualTo(1);
        running.finished("only");
        scheduler.advance(Duration.ofMinutes(60));
        assertThat(prewarmer.stats().runsOpen()).isZero();
    }

    @Test
    void aRunThatWasForgottenAndIsClosedThenIsOver() {
        WorkflowRun run = prewarmer.start(workflow);
        scheduler.advance(Duration.ofHours(2));
        run.close();
        scheduler.runPending();
        assertThat(prewarmer.stats().runsOpen()).isZero();
        assertThat(prewarmer.stats().problems()).as("it was forgotten").isEqualTo(1);
        run.started("only");
        run.close();
        scheduler.runPending();
        assertThat(prewarmer.stats().runsOpen()).isZero();
        assertThat(prewarmer.stats().problems())
                .as("both came after it was closed")
                .isEqualTo(3);
        assertThat(prewarmer.stats().balanced()).isTrue();
    }

    @Test
    void whatARunWishesThatWasForgottenIsSentInItsTimeWhenItIsTakenUpAgain() {
        Instant due = scheduler.now().plus(Duration.ofHours(2));
        PrewarmStrategy later = run -> {
            Task only = run.workflow().task("only");
            return (run.state(only) == TaskState.PENDING && run.rounds(only) == 0)
                    ? Plan.of(Warmup.of(run, only).sendAt(due).neededAt(due))
                    : Plan.empty();
        };
        Prewarmer deciding =
                Prewarmer.builder(client).scheduler(scheduler).strategy(later).build();
        WorkflowRun run = deciding.start(workflow);
        scheduler.advance(Duration.ofMinutes(70));
        assertThat(deciding.stats().runsOpen()).isZero();
        run.width("only", 1);
        scheduler.advance(Duration.ofMinutes(51));
        assertThat(client.requests()).hasSize(1);
    }
}
