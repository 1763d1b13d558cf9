package dev.prewarm;

import static dev.prewarm.TaskOption.after;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.prewarm.forecast.LearnedStatistics;
import dev.prewarm.testing.RecordingWarmupClient;
import dev.prewarm.testing.VirtualScheduler;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How long calls take that wait for an instance, and get the place that another call leaves. */
class PlacesLeftTest {
    private static final Offset<Double> EXACT = within(1e-6);
    private static final Duration COLD_START = Duration.ofSeconds(8);

    private final VirtualScheduler scheduler = new VirtualScheduler();
    private final LearnedStatistics statistics = LearnedStatistics.empty();

    private Target service(int concurrency) {
        return Target.builder("service", URI.create("http://service.test"))
                .concurrency(concurrency)
                .coldStart(COLD_START)
                .build();
    }

    private Prewarmer prewarmer(PrewarmStrategy strategy) {
        return Prewarmer.builder(RecordingWarmupClient.of(scheduler, COLD_START))
                .scheduler(scheduler)
                .statistics(statistics)
                .strategy(strategy)
                .strict()
                .build();
    }

    /** Some of the tasks are warmed, and the others are not. */
    private static PrewarmStrategy warming(String... tasks) {
        return run -> {
            Plan.Builder plan = Plan.builder();
            for (String task : tasks) {
                if (run.rounds(run.workflow().task(task)) == 0) {
                    plan.warm(Warmup.of(run, run.workflow().task(task)).because("test"));
                }
            }
            return plan.build();
        };
    }

    private double duration(Workflow workflow, String task) {
        return statistics.of(workflow).duration(workflow.task(task)).quantile(0.5);
    }

    private void advance(double seconds) {
        scheduler.advance(Duration.ofNanos(Math.round(1e9 * seconds)));
    }

    private static void fanOut(WorkflowRun run, String... tasks) {
        run.finished("split");
        for (String task : tasks) {
            run.started(task);
        }
    }

    private void finish(WorkflowRun run, String... tasks) {
        for (String task : tasks) {
            run.finished(task);
        }
        scheduler.runPending();
    }

    private Workflow fork(int concurrency) {
        Target service = service(concurrency);
        return Workflow.builder("fork")
                .localTask("split")
                .task("short", service, after("split"))
                .task("long", service, after("split"))
                .build();
    }

    /** The short call takes 0.2 s on an instance that is ready 4 s after it came; the long one takes 1.5 s, on the same instance. */
    private void warmedLate(Prewarmer prewarmer, Workflow workflow) {
        try (WorkflowRun run = prewarmer.start(workflow)) {
            run.started("split");
            advance(4);
            fanOut(run, "short", "long");
            advance(4.2);
            finish(run, "short");
            advance(1.5);
            finish(run, "long");
        }
        scheduler.advance(Duration.ofMinutes(5));
    }

    @Test
    void theCallThatIsNotWarmedGetsThePlaceOfTheOneThatIs() {
        Workflow workflow = fork(1);
        Prewarmer prewarmer = prewarmer(warming("short"));
        for (int i = 0; i < 3; i++) {
            warmedLate(prewarmer, workflow);
        }
        assertThat(duration(workflow, "short")).isCloseTo(0.2, EXACT);
        assertThat(duration(workflow, "long")).isCloseTo(1.5, EXACT);
    }

    @ParameterizedTest(name = "an instance serves {0}")
    @ValueSource(ints = {1, 2})
    void itIsTheSameWhereBothAreWarmedAndOneIsReadySooner(int concurrency) {
        Workflow workflow = fork(concurrency);
        warmedLate(prewarmer(warming("short", "long")), workflow);
        assertThat(duration(workflow, "short")).isCloseTo(0.2, EXACT);
        // Both instances, or the one of two, were ready after 4 s.
        assertThat(duration(workflow, "long")).isCloseTo(1.7, EXACT);
    }

    /** How long a task is expected to run on, in the order of the plans that were made while it ran. */
    private static PrewarmStrategy noting(List<Double> remaining, String task, PrewarmStrategy strategy) {
        return run -> {
            Task noted = run.workflow().task(task);
            if (run.state(noted) == TaskState.RUNNING) {
                remaining.add(run.forecast().remaining(noted)[0]);
            }
            return strategy.plan(run);
        };
    }

    private static TaskOption exactly(long millis) {
        return TaskOption.lasting(Prior.of(Duration.ofMillis(millis)));
    }

    private static boolean split(RunView run) {
        return run.state(run.workflow().task("split")) == TaskState.FINISHED;
    }

    private static Workflow declaredFork(Target service) {
        return Workflow.builder("fork")
                .localTask("split")
                .task("short", service, after("split"), exactly(250))
                .task("long", service, after("split"), exactly(1_500))
                .localTask("join", after("short", "long"), exactly(1_000))
                .build();
    }

    /**
     * It waits until 0.2 s after the one instance is ready, and is then forecast as what has just begun, not as what goes on for
     * the rest of a cold start.
     */
    @ParameterizedTest(name = "its own warm-up is sent: {0}")
    @ValueSource(booleans = {false, true})
    void aCallThatGotAPlaceIsForecastAsServedSinceThen(boolean warmedLater) {
        List<Double> remaining = new ArrayList<>();
        PrewarmStrategy first = warming("short");
        PrewarmStrategy both = warming("short", "long");
        PrewarmStrategy strategy =
                noting(remaining, "long", run -> (warmedLater && split(run)) ? both.plan(run) : first.plan(run));
        try (WorkflowRun run = prewarmer(strategy).start(declaredFork(service(1)))) {
            run.started("split");
            advance(4);
            fanOut(run, "short", "long");
            advance(4.25);
            finish(run, "short");
        }
        assertThat(remaining.get(remaining.size() - 1)).isCloseTo(1.5, EXACT);
    }

    @Test
    void ofThoseThatWaitTheFirstIsServed() {
        Target service = service(1);
        Workflow workflow = Workflow.builder("three")
                .localTask("split")
                .task("a", service, after("split"))
                .task("b", service, after("split"))
                .task("c", service, after("split"))
                .build();
        Prewarmer prewarmer = prewarmer(warming("a"));
        for (int i = 0; i < 3; i++) {
            try (WorkflowRun run = prewarmer.start(workflow)) {
                run.started("split");
                advance(4);
                fanOut(run, "a", "b", "c");
                advance(4.25);
                finish(run, "a");
                advance(0.5);
                finish(run, "b");
                advance(0.75);
                finish(run, "c");
            }
            scheduler.advance(Duration.ofMinutes(5));
        }
        assertThat(duration(workflow, "b")).isCloseTo(0.5, EXACT);
        assertThat(duration(workflow, "c")).isCloseTo(0.75, EXACT);
    }

    /** Both calls find nothing, again and again; the short one ends after so many seconds, the long one so much later. */
    private Workflow coldTogether(int concurrency, double seconds, double later) {
        Workflow workflow = fork(concurrency);
        Prewarmer prewarmer = prewarmer(PrewarmStrategy.none());
        for (int i = 0; i < 3; i++) {
            try (WorkflowRun run = prewarmer.start(workflow)) {
                run.started("split");
                fanOut(run, "short", "long");
                advance(seconds);
                finish(run, "short");
                advance(later);
                finish(run, "long");
            }
            scheduler.advance(Duration.ofMinutes(5));
        }
        return workflow;
    }

    @Test
    void whatIsLeftAfterItsOwnInstanceIsReadyIsNotForIt() {
        Workflow workflow = coldTogether(1, 8.25, 1.25);
        assertThat(statistics.of(workflow).warm(workflow.task("long")).count()).isZero();
    }

    @ParameterizedTest(name = "an instance serves {0}")
    @ValueSource(ints = {1, 2, 10})
    void ofThoseThatAreColdTogetherNoneGetsThePlaceOfAnother(int concurrency) {
        // Instances start in a second, for once: both are served then.
        Workflow workflow = coldTogether(concurrency, 1.25, 0.25);
        assertThat(statistics.of(workflow).warm(workflow.task("long")).count()).isZero();
    }

    @Test
    void aCallThatIsToldToHaveMetNoColdStartHasNotWaited() {
        Workflow workflow = fork(1);
        try (WorkflowRun run = prewarmer(warming("short")).start(workflow)) {
            run.started("split");
            advance(4);
            fanOut(run, "short", "long");
            advance(4.2);
            finish(run, "short");
            run.metColdStart("long", Duration.ZERO);
            advance(1.5);
            finish(run, "long");
        }
        assertThat(duration(workflow, "long")).isCloseTo(5.7, EXACT);
    }
}
