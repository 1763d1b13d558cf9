package dev.prewarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.prewarm.engine.RunState;
import dev.prewarm.testing.VirtualScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * One run that is told of a list of events, one each half second, and checked against the oracle after each. Cold starts
 * take a second, so that warm-ups are under way when events come.
 */
final class RehearsedRun implements WarmupClient {
    private static final Duration STEP = Duration.ofMillis(500);
    private static final Duration COLD_START = Duration.ofSeconds(1);

    private final VirtualScheduler scheduler = new VirtualScheduler();
    private final Workflow workflow;
    private final List<OrchestratorEvent> events;
    private final RunOracle oracle;
    private final Set<String> warmed = new HashSet<>();
    private final List<Task> tasks;
    final Prewarmer prewarmer;
    private final WorkflowRun run;
    private boolean closed;

    RehearsedRun(Workflow workflow, PrewarmStrategy strategy, List<OrchestratorEvent> events) {
        this.workflow = workflow;
        this.events = events;
        this.oracle = new RunOracle(workflow);
        this.tasks = new ArrayList<>(workflow.tasks());
        prewarmer =
                Prewarmer.builder(this).scheduler(scheduler).strategy(strategy).build();
        run = prewarmer.start(workflow);
        scheduler.runPending();
    }

    @Override
    public CompletionStage<WarmupResult> warmUp(WarmupRequest request) {
        String id = request.target().name();
        TaskState state = oracle.state(workflow.task(id));
        if (closed || state != TaskState.PENDING) {
            fail("%s was warmed while %s in %s", id, closed ? "closed" : state, this);
        }
        if (!warmed.add(id)) {
            fail("%s was warmed twice in %s", id, this);
        }
        CompletableFuture<WarmupResult> answer = new CompletableFuture<>();
        scheduler.schedule(COLD_START, () -> answer.complete(WarmupResult.started(COLD_START)));
        return answer;
    }

    /** Tells of all the events, then closes. */
    void rehearse() {
        for (OrchestratorEvent event : events) {
            oracle.apply(event);
            event.tell(run);
            scheduler.advance(STEP);
            check();
        }
        closed = true;
        run.close();
        scheduler.advance(Duration.ofMinutes(10));
        check();
        PrewarmStats stats = prewarmer.stats();
        boolean settled = stats.pending() == 0 && stats.open() == 0 && stats.runsOpen() == 0;
        if (!settled) {
            fail("something is left open: %s in %s", stats, this);
        }
    }

    /** Events that come after the end change nothing but the count of problems. */
    void rehearseTooLate(List<OrchestratorEvent> late) {
        PrewarmStats before = prewarmer.stats();
        late.forEach(event -> event.tell(run));
        scheduler.advance(STEP);
        PrewarmStats after = prewarmer.stats();
        assertThat(after.problems() - before.problems()).as("%s", this).isEqualTo(late.size());
        assertThat(after.sent()).isEqualTo(before.sent());
        assertStates();
    }

    private void check() {
        PrewarmStats stats = prewarmer.stats();
        if (!stats.balanced() || stats.problems() != oracle.problemsInAll() || stats.sent() != warmed.size()) {
            fail("%s, but %s are expected, and %s were warmed in %s", stats, oracle.problems, warmed, this);
        }
        assertStates();
    }

    private void assertStates() {
        RunState state = run.run().state();
        for (Task task : tasks) {
            if (state.state(task) != oracle.state(task) || state.ready().contains(task) != oracle.ready(task)) {
                fail(
                        "%s is %s, ready %s, but should be %s, ready %s, in %s",
                        task, state.state(task), state.ready(), oracle.state(task), oracle.ready(task), this);
            }
            if (state.running().contains(task) != (state.state(task) == TaskState.RUNNING)) {
                fail("running is %s, but %s is %s in %s", state.running(), task, state.state(task), this);
            }
        }
    }

    @Override
    public String toString() {
        return workflow.asGraph().edgeSet() + " with " + events;
    }
}
