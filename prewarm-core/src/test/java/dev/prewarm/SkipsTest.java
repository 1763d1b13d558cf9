package dev.prewarm;

import static dev.prewarm.TaskOption.after;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.forecast.LearnedStatistics;
import dev.prewarm.testing.RecordingWarmupClient;
import dev.prewarm.testing.VirtualScheduler;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What follows where a task that runs, or one instance of a task, is said to be skipped. */
class SkipsTest {
    private final VirtualScheduler clock = new VirtualScheduler();
    private final RecordingWarmupClient client = RecordingWarmupClient.of(clock, Duration.ofSeconds(2));
    private final LearnedStatistics statistics = LearnedStatistics.empty();
    private final Problems problems = new Problems();
    private final Prewarmer prewarmer = Prewarmer.builder(client)
            .scheduler(clock)
            .statistics(statistics)
            .listener(problems)
            .build();
    private final Workflow branch = Workflow.builder("branch")
            .localTask("x")
            .task("a", target("a"), after("x").withProbability(0.5))
            .task("b", target("b"), after("a").onCompletion())
            .task("c", target("c"), after("a"))
            .build();

    private static Target target(String name) {
        return Target.builder(name, URI.create("http://" + name + ".test"))
                .concurrency(1)
                .build();
    }

    @BeforeEach
    void theRunsAreOfToday() {
        clock.advance(Duration.ofDays(20_000));
    }

    private void pass(long seconds) {
        clock.advance(Duration.ofSeconds(seconds));
    }

    private TaskState state(WorkflowRun run, String task) {
        return run.run().state().state(run.workflow().task(task));
    }

    private static TaskEvent told(TaskEvent event, Instant at, boolean withInstant) {
        return withInstant ? event.at(at) : event;
    }

    /** A run in which a is called and skips itself. */
    private WorkflowRun skipsItself(boolean instants) {
        WorkflowRun run = prewarmer.start(branch, clock.now());
        run.tell(told(TaskEvent.started("x"), clock.now(), instants));
        pass(2);
        run.tell(told(TaskEvent.finished("x"), clock.now(), instants));
        run.tell(told(TaskEvent.started("a"), clock.now(), instants));
        pass(2);
        run.tell(told(TaskEvent.skipped("a"), clock.now(), instants));
        clock.runPending();
        return run;
    }

    @ParameterizedTest(name = "told with instants: {0}")
    @ValueSource(booleans = {true, false})
    void whatIsAfterATaskThatSkipsItselfGoesOnAsItsRuleSays(boolean instants) {
        WorkflowRun run = skipsItself(instants);
        assertThat(state(run, "a")).isEqualTo(TaskState.SKIPPED);
        assertThat(state(run, "c")).isEqualTo(TaskState.SKIPPED);
        assertThat(run.run().state().ready()).containsExactly(branch.task("b"));
        run.close();
        pass(1);
        assertThat(problems.all()).isEmpty();
    }

    @ParameterizedTest(name = "told with instants: {0}")
    @ValueSource(booleans = {true, false})
    void aTaskThatSkipsItselfTeachesThatItsBranchWasTakenAndNoDuration(boolean instants) {
        skipsItself(instants).close();
        pass(1);
        Task a = branch.task("a");
        assertThat(statistics.of(branch).warm(a).count()).isZero();
        assertThat(statistics.of(branch).cold(a).count()).isZero();
        Dependency way = branch.incoming(a).get(0);
        assertThat(statistics.of(branch).branch(way).probability()).isGreaterThan(0.5);
    }

    @Test
    void aTaskThatSkipsItselfLeavesItsTarget() {
        skipsItself(false);
        Workflow other = Workflow.builder("other")
                .localTask("y")
                .task("a", target("a"), after("y"))
                .build();
        WorkflowRun next = prewarmer.start(other);
        next.started("y");
        int before = client.requests().size();
        pass(5);
        assertThat(client.requests())
                .as("its instance is free and warm: %s", next.decisions())
                .hasSize(before);
    }

    @Test
    void anEventThatIsSkippedAtTheInstantOfItsStartHasEnded() {
        WorkflowRun run = prewarmer.run(branch, "1", clock.now());
        Instant now = clock.now();
        run.tell(TaskEvent.skipped("a").at(now));
        run.tell(TaskEvent.started("a").at(now));
        clock.runPending();
        assertThat(state(run, "a")).isEqualTo(TaskState.SKIPPED);
    }

    @Test
    void anInstanceThatIsSkippedDoesNotSkipTheTask() {
        Workflow mapped = Workflow.builder("mapped")
                .localTask("x")
                .task("map", target("map"), after("x"))
                .build();
        WorkflowRun run = prewarmer.start(mapped);
        run.width("map", 3);
        run.started("x");
        run.tell(TaskEvent.skipped("map").instance("2"));
        clock.runPending();
        assertThat(state(run, "map")).isEqualTo(TaskState.PENDING);
        run.finished("x");
        for (String instance : List.of("0", "1")) {
            run.tell(TaskEvent.started("map").instance(instance));
        }
        run.tell(TaskEvent.finished("map").instance("0"));
        clock.runPending();
        assertThat(state(run, "map")).isEqualTo(TaskState.RUNNING);
        run.tell(TaskEvent.finished("map").instance("1"));
        clock.runPending();
        assertThat(state(run, "map")).isEqualTo(TaskState.FINISHED);
        assertThat(problems.all()).isEmpty();
    }

    @Test
    void ofAChoiceTheInstanceIsSaidToBeWrong() {
        WorkflowRun run = prewarmer.start(branch);
        run.tell(TaskEvent.chosen("a").instance("3"));
        clock.runPending();
        assertThat(problems.kinds()).containsExactly(Problem.Kind.INVALID_VALUE);
        assertThat(state(run, "a")).isEqualTo(TaskState.PENDING);
    }
}
