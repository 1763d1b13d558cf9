package dev.prewarm;

import static dev.prewarm.TaskOption.after;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.testing.RecordingWarmupClient;
import dev.prewarm.testing.VirtualScheduler;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Announcements belong to the name of a workflow, and to the wall clock. */
class AnnouncementsTest {
    private static final Instant START = Instant.EPOCH;

    /** So long before its start an announced run is warmed: half the retention. */
    private static final Duration LEAD = Target.DEFAULT_RETENTION.dividedBy(2);

    private final VirtualScheduler time = new VirtualScheduler();
    private final SteppedClock clock = new SteppedClock(time);
    private final RecordingWarmupClient client = RecordingWarmupClient.of(clock, Duration.ofSeconds(1));
    private final Problems problems = new Problems();
    private final Prewarmer prewarmer = with(PrewarmStrategy.fullPath());

    private Prewarmer with(PrewarmStrategy strategy) {
        return Prewarmer.builder(client)
                .scheduler(clock)
                .strategy(strategy)
                .listener(problems)
                .build();
    }

    private static Target target(String name) {
        return Target.of(name, URI.create("http://" + name + ".test"));
    }

    /** An equal one each time, as where a file is read anew. */
    private static Workflow workflow() {
        return Workflow.builder("two")
                .task("first", target("first"))
                .task("second", target("second"), after("first"))
                .build();
    }

    private List<String> warmed() {
        return client.requests().stream()
                .map(recorded -> recorded.request().target().name())
                .toList();
    }

    private Instant firstIsWarmedAt() {
        assertThat(warmed()).containsOnlyOnce("first");
        return client.requests().get(0).at();
    }

    private void seconds(long seconds) {
        time.advance(Duration.ofSeconds(seconds));
    }

    @Test
    void anEqualWorkflowThatWasBuiltAnewTakesUpTheAnnouncement() {
        prewarmer.expect(workflow(), START.plusSeconds(5));
        seconds(5);
        WorkflowRun run = prewarmer.start(workflow());
        run.started("first");
        time.runPending();
        assertThat(warmed()).containsExactly("first", "second");
        assertThat(prewarmer.stats().used()).isEqualTo(1);
        assertThat(prewarmer.stats().runsOpen()).isEqualTo(1);
        run.close();
        time.runPending();
        assertThat(prewarmer.stats().runsOpen()).isZero();
    }

    @Test
    void anAnnouncementOfARunThatDidNotComeDoesNotTakeAwayTheNextOne() {
        prewarmer.expect(workflow(), START.plusSeconds(60));
        seconds(180);
        prewarmer.expect(workflow(), START.plusSeconds(200));
        seconds(20);
        prewarmer.start(workflow()).started("first");
        time.runPending();
        assertThat(prewarmer.stats().used()).isEqualTo(1);
        assertThat(prewarmer.stats().runsOpen())
                .as("the run, and the other announcement")
                .isEqualTo(2);
        seconds(600);
        assertThat(problems.kinds()).containsExactly(Problem.Kind.RUN_FORGOTTEN);
    }

    @Test
    void aWorkflowOfAnotherNameDoesNotTakeItUp() {
        prewarmer.expect(workflow(), START.plusSeconds(5));
        seconds(5);
        prewarmer.start(Workflow.builder("other").task("first", target("first")).build());
        time.runPending();
        assertThat(prewarmer.stats().runsOpen()).isEqualTo(2);
    }

    @Test
    void whatWasPlannedForATaskThatTheNewWorkflowDoesNotHaveIsCancelled() {
        prewarmer.expect(workflow(), START.plusSeconds(600));
        time.runPending();
        assertThat(prewarmer.stats().pending()).isPositive();
        prewarmer.start(Workflow.builder("two").localTask("only").build()).started("only");
        time.runPending();
        assertThat(prewarmer.stats().pending()).isZero();
        assertThat(prewarmer.stats().balanced()).isTrue();
        assertThat(client.requests()).isEmpty();
    }

    @ParameterizedTest(name = "full-path: {0}")
    @ValueSource(booleans = {false, true})
    void whatComesAfterALocalStepAtTheBeginningIsWarmedWhenItIsAnnounced(boolean fullPath) {
        Workflow workflow = Workflow.builder("local-first")
                .localTask("set")
                .task("call", target("call"), after("set"))
                .build();
        with(fullPath ? PrewarmStrategy.fullPath() : PrewarmStrategy.nextHop()).expect(workflow, START);
        seconds(1);
        assertThat(warmed()).containsExactly("call");
    }

    @Test
    void anAnnouncementThatIsMovedWarmsAtItsNewTime() {
        Announcement announcement = prewarmer.expect(workflow(), START.plusSeconds(3_600));
        seconds(60);
        announcement.move(START.plusSeconds(100));
        seconds(40);
        assertThat(warmed()).startsWith("first");
        assertThat(client.requests().get(0).at())
                .isEqualTo(START.plusSeconds(100).minus(LEAD));
    }

    @Test
    void anAnnouncementThatIsMovedAwayIsNotForgottenAtItsOldTime() {
        Announcement announcement = prewarmer.expect(workflow(), START.plusSeconds(60));
        announcement.move(START.plusSeconds(7_200));
        seconds(3_600);
        assertThat(client.requests()).isEmpty();
        assertThat(prewarmer.stats().runsOpen()).isEqualTo(1);
    }

    @Test
    void aRunIsExpectedOnTimeThoughTheWallClockIsSetForward() {
        prewarmer.expect(workflow(), START.plusSeconds(3_700));
        seconds(1);
        clock.step(Duration.ofHours(1));
        seconds(100);
        assertThat(firstIsWarmedAt()).isEqualTo(START.plusSeconds(100).minus(LEAD));
    }

    @Test
    void aRunIsExpectedOnTimeThoughTheWallClockIsSetBack() {
        prewarmer.expect(workflow(), START.plusSeconds(100));
        seconds(1);
        clock.step(Duration.ofHours(-1));
        seconds(3_700);
        assertThat(firstIsWarmedAt()).isEqualTo(START.plusSeconds(3_700).minus(LEAD));
    }

    @Test
    void anInstantIsThatOfAWallClockThatIsAheadFromTheBeginning() {
        clock.step(Duration.ofMillis(1));
        prewarmer.expect(workflow(), START.plusSeconds(100));
        seconds(100);
        assertThat(firstIsWarmedAt())
                .isEqualTo(START.plusSeconds(100).minusMillis(1).minus(LEAD));
    }

    @Test
    void aWallClockThatJumpsBackAndForthWarmsOnceAndIsNoProblem() {
        prewarmer.expect(workflow(), START.plusSeconds(1_000));
        for (int i = 0; i < 400; i++) {
            clock.step(Duration.ofHours((i % 2 == 0) ? -1 : 1));
            seconds(2);
        }
        assertThat(client.requests()).isEmpty();
        seconds(200);
        assertThat(warmed()).filteredOn("first"::equals).hasSize(1);
        assertThat(client.requests().get(0).at())
                .isEqualTo(START.plusSeconds(1_000).minus(LEAD));
        assertThat(problems.all()).isEmpty();
        assertThat(prewarmer.stats().balanced()).isTrue();
    }

    @Test
    void anAnnouncementOfOneRunIsTakenUpByThatRunAlone() {
        Workflow two = workflow();
        prewarmer.expect(two, "scheduled-7", START.plusSeconds(5), Duration.ZERO);
        seconds(5);
        prewarmer.run(two, "manual-1");
        time.runPending();
        assertThat(prewarmer.stats().runsOpen())
                .as("the scheduled one is still expected")
                .isEqualTo(2);
        prewarmer.run(two, "scheduled-7");
        time.runPending();
        assertThat(prewarmer.stats().runsOpen()).isEqualTo(2);
    }

    @Test
    void toAnnounceARunOnceMoreMovesIt() {
        Workflow two = workflow();
        prewarmer.expect(two, "scheduled-7", START.plusSeconds(100), Duration.ZERO);
        prewarmer.expect(two, "scheduled-7", START.plusSeconds(200), Duration.ZERO);
        seconds(150);
        assertThat(warmed()).isEmpty();
        seconds(50);
        assertThat(firstIsWarmedAt()).isEqualTo(START.plusSeconds(200).minus(LEAD));
        assertThat(prewarmer.stats().runsOpen()).isEqualTo(1);
    }

    @Test
    void aRunThatIsOpenIsNotExpectedAnyMore() {
        Workflow two = workflow();
        WorkflowRun run = prewarmer.run(two, "scheduled-7");
        run.started("first");
        seconds(1_000);
        int warmed = warmed().size();
        prewarmer
                .expect(two, "scheduled-7", START.plusSeconds(1_100), Duration.ZERO)
                .move(START.plusSeconds(1_200));
        seconds(1_000);
        assertThat(warmed()).hasSize(warmed);
        assertThat(prewarmer.stats().runsOpen()).isEqualTo(1);
        assertThat(problems.all()).isEmpty();
        run.close();
        prewarmer.expect(two, "scheduled-7", START.plusSeconds(2_100), Duration.ZERO);
        seconds(100);
        assertThat(warmed()).as("another round of that name").hasSizeGreaterThan(warmed);
    }

    @Test
    void anAnnouncementOfOneRunIsNotTakenUpByOneWhoseIdWasMadeUp() {
        prewarmer.expect(workflow(), "two-1", time.now().plusSeconds(3_600), Duration.ZERO);
        seconds(1);
        prewarmer.start(workflow()).close();
        seconds(1);
        assertThat(prewarmer.stats().runsOpen())
                .as("what is announced is still expected")
                .isEqualTo(1);
    }
}
