package dev.prewarm;

import static dev.prewarm.TaskOption.after;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.prewarm.forecast.ColdStarts;
import dev.prewarm.forecast.LearnedStatistics;
import dev.prewarm.testing.RecordingWarmupClient;
import dev.prewarm.testing.VirtualScheduler;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot be true is contained, counted and said, and the belief is none the worse for it. */
class AbsurdInputTest {
    private final VirtualScheduler clock = new VirtualScheduler();
    private final LearnedStatistics statistics = LearnedStatistics.empty();
    private final Problems problems = new Problems();

    private static Workflow at(String address) {
        return Workflow.builder("two")
                .localTask("first")
                .task("second", Target.of("second", URI.create(address)), after("first"))
                .build();
    }

    private final Workflow workflow = at("http://second.test");

    private Prewarmer.Builder builder(WarmupClient client) {
        return Prewarmer.builder(client).scheduler(clock).statistics(statistics).listener(problems);
    }

    private ColdStarts coldStarts() {
        return statistics.of(workflow.targets().get(0)).coldStarts();
    }

    /** Runs the workflow, four seconds a task. */
    private void run(Prewarmer prewarmer, Workflow workflow) {
        WorkflowRun run = prewarmer.start(workflow);
        for (String task : new String[] {"first", "second"}) {
            run.started(task);
            clock.advance(Duration.ofSeconds(4));
            run.finished(task);
        }
        run.close();
        clock.runPending();
    }

    @ParameterizedTest(name = "of {0}")
    @ValueSource(strings = {"PT-1S", "PT72H"})
    void aColdStartThatIsToldAndCannotBeIsNotBelieved(Duration coldStart) {
        Prewarmer prewarmer = builder(RecordingWarmupClient.of(clock, Duration.ofSeconds(2)))
                .strategy(PrewarmStrategy.none())
                .build();
        WorkflowRun run = prewarmer.start(workflow);
        run.started("second");
        run.metColdStart("second", coldStart);
        clock.runPending();
        assertThat(problems.kinds()).contains(Problem.Kind.INVALID_VALUE);
        assertThat(coldStarts().overall().observations()).isZero();
        run.metColdStart("second", Duration.ofSeconds(3));
        clock.runPending();
        ColdStarts alike = new ColdStarts(ColdStarts.DEFAULT);
        alike.add(1, 3);
        assertThat(coldStarts().overall().mean()).isEqualTo(alike.overall().mean());
    }

    @Test
    void aClientThatTellsOfAColdStartOfDaysIsReportedAndNotBelieved() {
        WarmupResult days = WarmupResult.started(Duration.ofDays(3));
        Prewarmer prewarmer =
                builder(request -> CompletableFuture.completedFuture(days)).build();
        run(prewarmer, workflow);
        assertThat(problems.kinds()).containsExactly(Problem.Kind.CLIENT_FAILED);
        assertThat(problems.all().get(0).detail()).contains("PT72H");
        assertThat(coldStarts().overall().observations()).isZero();
        assertThat(prewarmer.stats().used()).isEqualTo(1);
        assertThat(prewarmer.stats().balanced()).isTrue();
    }

    @Test
    void answersThatContradictEachOtherDoNotEndPrewarming() {
        int[] asked = {0};
        RecordingWarmupClient client = RecordingWarmupClient.of(
                clock,
                request -> (asked[0]++ % 2 == 0)
                        ? WarmupResult.alreadyWarm(Duration.ofMillis(5))
                        : WarmupResult.started(Duration.ofSeconds(2)));
        Prewarmer prewarmer =
                builder(client).strategy(PrewarmStrategy.costAware(10)).build();
        for (int i = 0; i < 40; i++) {
            run(prewarmer, workflow);
            clock.advance(Duration.ofMinutes(10));
        }
        assertThat(client.requests()).hasSizeGreaterThan(35);
        assertThat(statistics.of(workflow.targets().get(0)).warmAnyway().probability())
                .isBetween(0.4, 0.6);
        assertThat(coldStarts().overall().quantile(0.5)).isEqualTo(2);
        assertThat(prewarmer.stats().warmAnyway()).isEqualTo(20);
        assertThat(problems.all()).isEmpty();
        assertThat(prewarmer.stats().balanced()).isTrue();
    }

    @Test
    void aTargetThatGoesBackAndForthBetweenTwoAddressesIsAProblemEachTimeAndALineAMinute() {
        RecordingWarmupClient client = RecordingWarmupClient.of(clock, Duration.ofSeconds(2));
        Prewarmer prewarmer = builder(client).build();
        Workflow[] workflows = {workflow, at("http://moved.test")};
        try (LogLines log = new LogLines(Level.WARNING)) {
            // Thirty runs of eight seconds, four minutes in all.
            for (int i = 0; i < 30; i++) {
                run(prewarmer, workflows[i % 2]);
            }
            assertThat(log.lines()).hasSizeBetween(3, 5).allMatch(line -> line.contains("TARGET_CONTRADICTED"));
        }
        // The first time it only moves.
        assertThat(problems.kinds()).hasSize(28).containsOnly(Problem.Kind.TARGET_CONTRADICTED);
        assertThat(problems.all().get(0).detail()).contains("http://second.test", "http://moved.test");
        // Each time it is warmed where it is now.
        assertThat(client.requests()).hasSize(30);
        for (int i = 0; i < 30; i++) {
            assertThat(client.requests().get(i).request().target().uri())
                    .isEqualTo(workflows[i % 2].targets().get(0).uri());
        }
    }

    @Test
    void aTargetThatMovesOnceIsNoProblem() {
        RecordingWarmupClient client = RecordingWarmupClient.of(clock, Duration.ofSeconds(2));
        Prewarmer prewarmer = builder(client).build();
        run(prewarmer, workflow);
        run(prewarmer, at("http://moved.test"));
        run(prewarmer, at("http://moved.test"));
        assertThat(problems.all()).isEmpty();
        assertThat(client.requests()).hasSize(2);
    }

    @Test
    void aStartOfNoInstanceCannotBeMade() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WarmupResult.started(Duration.ofSeconds(1), 0))
                .withMessage("instances: 0, but at least 1 is needed");
    }

    /** Of a start, a start of a task, an end, a known end, and an announcement. */
    @ParameterizedTest(name = "of {0}")
    @ValueSource(strings = {"run", "start", "end", "until", "expect", "move"})
    void anInstantThatWasNeverSetIsSaidAndTakenForNow(String what) {
        Instant never = Instant.parse("0001-01-01T00:00:00Z");
        clock.advance(Duration.ofDays(20_400));
        Prewarmer prewarmer = builder(RecordingWarmupClient.of(clock, Duration.ofSeconds(2)))
                .strategy(PrewarmStrategy.costAware(10))
                .build();
        if (what.equals("expect")) {
            prewarmer.expect(workflow, never);
        } else if (what.equals("move")) {
            prewarmer.expect(workflow, clock.wallClock()).move(never);
        }
        WorkflowRun run = what.equals("run") ? prewarmer.start(workflow, never) : prewarmer.start(workflow);
        if (what.equals("until")) {
            run.tell(TaskEvent.started("first").endingAt(never));
        } else {
            run.tell(TaskEvent.started("first").at(what.equals("start") ? never : clock.wallClock()));
        }
        clock.advance(Duration.ofSeconds(4));
        run.tell(TaskEvent.finished("first").at(what.equals("end") ? never : clock.wallClock()));
        clock.advance(Duration.ofSeconds(1));
        run.started("second");
        clock.advance(Duration.ofSeconds(1));
        run.finished("second");
        run.close();
        clock.runPending();
        assertThat(prewarmer.stats().runsOpen()).isZero();
        assertThat(statistics
                        .of(workflow)
                        .warm(workflow.task("first"))
                        .toArray()
                        .asList())
                .containsExactly(4.0);
        assertThat(statistics
                        .of(workflow)
                        .queueing(workflow.task("second"))
                        .toArray()
                        .asList())
                .containsExactly(1.0);
        assertThat(statistics.of(workflow).lateness()).isZero();
        assertThat(problems.kinds()).isEqualTo(what.equals("until") ? List.of() : List.of(Problem.Kind.INVALID_VALUE));
    }

    @Test
    void aRunThatStartsInTheFutureIsSaidAndStartsNow() {
        Prewarmer prewarmer =
                builder(RecordingWarmupClient.of(clock, Duration.ofSeconds(2))).build();
        prewarmer.run(workflow, "early", clock.wallClock().plusSeconds(3_600)).started("first");
        clock.runPending();
        assertThat(problems.all())
                .containsExactly(Problem.of(
                        Problem.Kind.INVALID_VALUE,
                        "early",
                        "the run started at 1970-01-01T01:00:00Z, which is in the future; it is taken for now"));
    }

    private static Target single(String name) {
        return Target.builder(name, URI.create("http://" + name + ".test"))
                .concurrency(1)
                .retention(Duration.ofHours(4))
                .build();
    }

    private static Workflow before(Target target) {
        return Workflow.builder("before-" + target.name())
                .localTask("first")
                .task("map", target, after("first"))
                .build();
    }

    @Test
    void aWidthOfMoreThanAMillionIsSaidAndNotBelieved() {
        RecordingWarmupClient client = RecordingWarmupClient.of(clock, Duration.ofSeconds(2));
        WorkflowRun run = builder(client).build().start(before(single("wide")));
        run.width("map", 5);
        run.width("map", 1_000_001);
        run.started("first");
        clock.runPending();
        assertThat(problems.kinds()).containsExactly(Problem.Kind.INVALID_VALUE);
        assertThat(client.requests().get(0).request().instances()).isEqualTo(5);
    }

    @Test
    void moreCallsThanCanBeCountedDoNotEndTheWarmingOfAnything() {
        RecordingWarmupClient client = RecordingWarmupClient.of(clock, Duration.ofSeconds(2));
        Prewarmer prewarmer = builder(client).build();
        Workflow wide = Workflow.builder("wide").task("map", single("wide")).build();
        // Three billion calls at a time.
        for (int i = 0; i < 3_000; i++) {
            WorkflowRun run = prewarmer.start(wide);
            run.width("map", Task.WIDEST);
            run.started("map");
        }
        clock.runPending();
        prewarmer.start(before(single("wide"))).started("first");
        prewarmer.start(before(single("other"))).started("first");
        clock.advance(Duration.ofSeconds(5));
        assertThat(client.requests())
                .extracting(recorded -> recorded.request().target().name())
                .containsExactly("wide", "other");
        assertThat(prewarmer.stats().balanced()).isTrue();
    }

    @Test
    void moreInstancesThanCanBeCountedDoNotEndTheWarmingOfAnything() {
        RecordingWarmupClient client = RecordingWarmupClient.of(clock, Duration.ofSeconds(2));
        Prewarmer prewarmer = builder(client).build();
        prewarmer.ready("wide", Integer.MAX_VALUE);
        for (String target : new String[] {"wide", "wide", "other"}) {
            prewarmer.start(before(single(target))).started("first");
            clock.advance(Duration.ofSeconds(1));
        }
        assertThat(client.requests())
                .extracting(recorded -> recorded.request().target().name())
                .containsExactly("other");
    }

    @Test
    void theIdleTimeOfAMillionInstancesIsNotNegative() {
        RecordingWarmupClient client = RecordingWarmupClient.of(clock, Duration.ofSeconds(2));
        Prewarmer prewarmer = builder(client).build();
        WorkflowRun run = prewarmer.start(before(single("wide")));
        run.width("map", Task.WIDEST);
        run.started("first");
        clock.advance(Duration.ofHours(3));
        run.finished("first");
        run.started("map");
        clock.runPending();
        assertThat(prewarmer.stats().used()).isEqualTo(1);
        // Three million hours are more than is counted in nanoseconds.
        assertThat(prewarmer.stats().idleTime()).isEqualTo(Duration.ofNanos(Long.MAX_VALUE));
    }
}
