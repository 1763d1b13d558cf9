package dev.prewarm;

import static dev.prewarm.TaskOption.after;
import static dev.prewarm.TaskOption.lasting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.prewarm.forecast.LearnedStatistics;
import dev.prewarm.testing.RecordingWarmupClient;
import dev.prewarm.testing.VirtualScheduler;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What calls that met a cold start say of it. */
class ColdStartOfCallsTest {
    private static final Duration WORK = Duration.ofSeconds(2);
    private static final Duration LAPSED = Duration.ofMinutes(5);

    private final VirtualScheduler scheduler = new VirtualScheduler();
    private final LearnedStatistics statistics = LearnedStatistics.empty();
    private final Target service = Target.builder("service", URI.create("http://service.test"))
            .concurrency(1)
            .build();

    private Prewarmer prewarmer(PrewarmStrategy strategy) {
        return Prewarmer.builder(RecordingWarmupClient.of(scheduler, Duration.ofSeconds(4)))
                .scheduler(scheduler)
                .statistics(statistics)
                .strategy(strategy)
                .strict()
                .build();
    }

    private static void call(VirtualScheduler scheduler, WorkflowRun run, String task, Duration took) {
        run.started(task);
        scheduler.advance(took);
        run.finished(task);
        scheduler.runPending();
    }

    /** A call that is said to have met a cold start. */
    private void toldCall(WorkflowRun run, Duration took, Duration coldStart) {
        run.started("task");
        scheduler.advance(took);
        run.metColdStart("task", coldStart);
        run.finished("task");
        scheduler.runPending();
    }

    /** A call that met a cold start of so many seconds, if it needed one. */
    private void coldCall(Workflow workflow, double coldStart) {
        try (WorkflowRun run = prewarmer(PrewarmStrategy.none()).start(workflow)) {
            call(scheduler, run, "task", WORK.plusMillis(Math.round(1_000 * coldStart)));
        }
        scheduler.advance(LAPSED);
    }

    /** As many as are believed for themselves. */
    private void coldCalls(Workflow workflow, double coldStart) {
        for (int i = 0; i < Estimate.ENOUGH; i++) {
            coldCall(workflow, coldStart);
        }
    }

    private int measured() {
        return statistics.of(service).coldStarts().overall().observations();
    }

    private double median() {
        return statistics.of(service).coldStarts().overall().quantile(0.5);
    }

    @Test
    void whatItTakesLongerThanDeclaredIsTheColdStart() {
        Workflow workflow =
                Workflow.builder("single").task("task", service, lasting(WORK)).build();
        coldCalls(workflow, 3);
        assertThat(measured()).isEqualTo(Estimate.ENOUGH);
        assertThat(median()).isEqualTo(3);
    }

    @Test
    void whatItTakesLongerThanMeasuredIsTheColdStart() {
        Workflow workflow = Workflow.builder("single").task("task", service).build();
        for (int i = 0; i < 10; i++) {
            statistics.of(workflow).warm(workflow.task("task")).add(2);
        }
        coldCalls(workflow, 3);
        assertThat(median()).isEqualTo(3);
    }

    private final Target slow = Target.builder("service", service.uri())
            .concurrency(1)
            .coldStart(Duration.ofSeconds(6))
            .build();

    private Workflow declared(Target target, Duration work) {
        return Workflow.builder("single").task("task", target, lasting(work)).build();
    }

    @Test
    void whatIsDeclaredFarTooLongCountsAsNotDeclared() {
        Workflow workflow = declared(slow, Duration.ofSeconds(6));
        coldCall(workflow, 1);
        coldCall(workflow, 1);
        assertThat(median()).isEqualTo(6);
        coldCall(workflow, 1);
        assertThat(median()).isCloseTo(2.3, within(1e-9));
        assertThat(statistics.of(workflow).declared(workflow.task("task"))).isFalse();
        assertThat(statistics.of(workflow).duration(workflow.task("task")).quantile(0.5))
                .isCloseTo(0.7, within(1e-9));
    }

    @Test
    void whatIsDeclaredNextCountsAgain() {
        Workflow workflow = declared(slow, Duration.ofSeconds(6));
        coldCalls(workflow, 1);
        Target mended = Target.builder("service", service.uri())
                .concurrency(1)
                .coldStart(Duration.ofSeconds(1))
                .build();
        Workflow next = declared(mended, WORK);
        coldCalls(next, 1);
        assertThat(median()).isEqualTo(1);
        assertThat(statistics.of(next).declared(next.task("task"))).isTrue();
    }

    @Test
    void whatIsDeclaredALittleTooLongIsBelieved() {
        Workflow workflow = declared(slow, Duration.ofSeconds(3));
        for (int i = 0; i < 3; i++) {
            coldCall(workflow, 4.1);
        }
        assertThat(median()).isEqualTo(6);
        assertThat(statistics.of(workflow).declared(workflow.task("task"))).isTrue();
    }

    @Test
    void callsThatMayHaveBeenWarmSayNothingOfWhatIsDeclared() {
        Workflow workflow = declared(slow, Duration.ofSeconds(6));
        Prewarmer prewarmer = prewarmer(PrewarmStrategy.none());
        for (int i = 0; i < 20; i++) {
            try (WorkflowRun run = prewarmer.start(workflow)) {
                call(scheduler, run, "task", WORK);
            }
            scheduler.advance(Duration.ofSeconds(30));
        }
        assertThat(statistics.of(service).coldStarts().forBurst(1).quantile(0.5))
                .isEqualTo(6);
    }

    @Test
    void nothingIsSaidWhileTheDurationIsUnknown() {
        coldCall(Workflow.builder("single").task("task", service).build(), 3);
        assertThat(measured()).isZero();
    }

    @Test
    void nothingIsSaidWhereCallsVaryByMore() {
        Workflow workflow = Workflow.builder("single").task("task", service).build();
        for (int i = 0; i < 10; i++) {
            statistics.of(workflow).warm(workflow.task("task")).add((i % 2 == 0) ? 0.5 : 8);
        }
        coldCall(workflow, 3);
        assertThat(measured()).isZero();
    }

    @Test
    void whatTheOrchestratorSaysIsNotAddedTwice() {
        Workflow workflow =
                Workflow.builder("single").task("task", service, lasting(WORK)).build();
        for (int i = 0; i < Estimate.ENOUGH; i++) {
            try (WorkflowRun run = prewarmer(PrewarmStrategy.none()).start(workflow)) {
                toldCall(run, Duration.ofSeconds(5), Duration.ofSeconds(1));
            }
            scheduler.advance(LAPSED);
        }
        assertThat(measured()).isEqualTo(Estimate.ENOUGH);
        assertThat(median()).isEqualTo(1);
    }

    @Test
    void theRestOfAStartThatWasUnderWayIsNoColdStart() {
        Workflow workflow = Workflow.builder("chain")
                .localTask("first")
                .task("task", service, after("first"))
                .build();
        Prewarmer prewarmer = prewarmer(PrewarmStrategy.nextHop());
        for (int i = 0; i < Estimate.ENOUGH; i++) {
            try (WorkflowRun run = prewarmer.start(workflow)) {
                call(scheduler, run, "first", Duration.ofSeconds(3));
                toldCall(run, WORK.plusSeconds(1), Duration.ofSeconds(1));
            }
            scheduler.advance(LAPSED);
        }
        assertThat(measured()).isEqualTo(Estimate.ENOUGH);
        assertThat(median()).as("of warm-ups").isEqualTo(4);
        Task task = workflow.task("task");
        assertThat(statistics.of(workflow).warm(task).quantile(1)).isEqualTo(2);
        assertThat(statistics.of(workflow).cold(task).count()).isZero();
    }

    @Test
    void aColdStartThatManyInstancesMadeIsThatOfMany() {
        Workflow workflow = Workflow.builder("wide")
                .task("task", service, TaskOption.width(4))
                .build();
        for (int i = 0; i < Estimate.ENOUGH; i++) {
            statistics.of(service).coldStarts().add(1, 1);
            try (WorkflowRun run = prewarmer(PrewarmStrategy.none()).start(workflow)) {
                toldCall(run, Duration.ofSeconds(5), Duration.ofSeconds(3));
            }
            scheduler.advance(LAPSED);
        }
        assertThat(statistics.of(service).coldStarts().forBurst(4).quantile(0.5))
                .isEqualTo(3);
        assertThat(statistics.of(service).coldStarts().forBurst(1).quantile(1)).isEqualTo(1);
    }

    @Test
    void nothingIsSaidOfACallThatMayHaveWaitedForAnother() {
        Workflow workflow = Workflow.builder("pair")
                .task("one", service, lasting(WORK))
                .task("two", service, lasting(WORK))
                .build();
        try (WorkflowRun run = prewarmer(PrewarmStrategy.none()).start(workflow)) {
            run.started("one");
            run.started("two");
            scheduler.advance(Duration.ofSeconds(5));
            run.finished("one");
            scheduler.advance(Duration.ofSeconds(2));
            run.finished("two");
            scheduler.runPending();
        }
        assertThat(measured()).isZero();
    }

    @Test
    void aShortColdStartIsNotBelievedForEver() {
        // Once measured as too short to be worth an idle instance, it is never warmed, and never measured, again.
        Workflow workflow = Workflow.builder("chain")
                .localTask("first", lasting(Duration.ofSeconds(10)))
                .task("task", service, after("first"), lasting(WORK))
                .build();
        statistics.of(service).coldStarts().add(1, 0.001);
        Prewarmer prewarmer = prewarmer(PrewarmStrategy.costAware(10));
        boolean warmed = false;
        for (int i = 0; i < 4 && !warmed; i++) {
            try (WorkflowRun run = prewarmer.start(workflow)) {
                call(scheduler, run, "first", Duration.ofSeconds(10));
                warmed = prewarmer.stats().sent() > 0;
                call(scheduler, run, "task", warmed ? WORK : WORK.plusSeconds(4));
            }
            scheduler.advance(LAPSED);
        }
        assertThat(warmed).isTrue();
    }

    @Test
    void aShortColdStartIsNotBelievedForEverWhereCallsTellNothing() {
        // What comes before takes too long, and varies too much, to warm for a tenth of a second, and all its own calls
        // are cold.
        Target target = Target.of("target", URI.create("http://target.test"));
        Workflow workflow = Workflow.builder("chain")
                .localTask("first", lasting(new Prior(Duration.ofSeconds(3), 1)))
                .task("task", target, after("first"))
                .build();
        for (String other : List.of("one", "two", "three")) {
            Target alike = Target.of(other, URI.create("http://" + other + ".test"));
            for (int i = 0; i < Estimate.ENOUGH; i++) {
                statistics.of(alike).coldStarts().add(1, 2 + i);
            }
        }
        statistics.of(target).coldStarts().add(1, 0.1);
        Prewarmer prewarmer = prewarmer(PrewarmStrategy.costAware(10));
        for (int seconds : new int[] {1, 2, 4, 8, 2, 3, 1, 6}) {
            try (WorkflowRun run = prewarmer.start(workflow)) {
                call(scheduler, run, "first", Duration.ofSeconds(seconds));
                call(scheduler, run, "task", WORK.plusSeconds(4));
            }
            scheduler.advance(LAPSED);
        }
        assertThat(prewarmer.stats().sent()).isPositive();
    }

    @Test
    void ofACallWhoseStartWasLostAColdStartTeachesNothing() {
        VirtualScheduler scheduler = new VirtualScheduler();
        Problems problems = new Problems();
        Prewarmer prewarmer = Prewarmer.builder(RecordingWarmupClient.of(scheduler, Duration.ofSeconds(2)))
                .scheduler(scheduler)
                .listener(problems)
                .build();
        Workflow single = Workflow.builder("single")
                .task("a", Target.of("a", URI.create("http://a.test")))
                .build();
        WorkflowRun run = prewarmer.start(single);
        run.finished("a");
        run.metColdStart("a", Duration.ofSeconds(2));
        scheduler.runPending();
        assertThat(problems.kinds()).as("of the end").containsExactly(Problem.Kind.IMPOSSIBLE_ORDER);
    }
}
