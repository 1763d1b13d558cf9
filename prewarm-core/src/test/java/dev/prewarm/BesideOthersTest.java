package dev.prewarm;

import static dev.prewarm.TaskOption.after;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.forecast.LearnedStatistics;
import dev.prewarm.testing.RecordingWarmupClient;
import dev.prewarm.testing.VirtualScheduler;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What is warmed for one task beside what was warmed, or is left, for others. An instance serves one call, if nothing else is said, is kept
 * for 61 s, and takes 2 s to start.
 */
class BesideOthersTest {
    private static final Duration COLD_START = Duration.ofSeconds(2);

    private final VirtualScheduler scheduler = new VirtualScheduler();
    private final LearnedStatistics statistics = LearnedStatistics.empty();
    private Target service = target(1);
    private Workflow workflow = workflow();
    private final Map<String, Warming> warmings = new HashMap<>();

    /** A task is warmed once, or so many times, in so many seconds from the beginning, to be warm then. */
    private record Warming(double sendAt, double neededAt, int rounds) {}

    private static Target target(int concurrency) {
        return Target.builder("service", URI.create("http://service.test"))
                .concurrency(concurrency)
                .build();
    }

    private Workflow workflow() {
        return Workflow.builder("beside")
                .localTask("first")
                .task("before", service)
                .task("a", service, after("first"))
                .task("b", service, after("first"))
                .task("c", service, after("first"))
                .build();
    }

    private void serving(int concurrency) {
        service = target(concurrency);
        workflow = workflow();
    }

    private static Instant at(double seconds) {
        return Instant.EPOCH.plusNanos(Math.round(1e9 * seconds));
    }

    private Plan plan(RunView run) {
        Plan.Builder plan = Plan.builder();
        warmings.forEach((id, warming) -> {
            Task task = run.workflow().task(id);
            if (run.state(task) == TaskState.PENDING && run.rounds(task) < warming.rounds) {
                Instant sendAt = at(warming.sendAt);
                plan.warm(Warmup.of(run, task)
                        .sendAt(sendAt.isBefore(run.now()) ? run.now() : sendAt)
                        .neededAt(at(warming.neededAt))
                        .because("test"));
            }
        });
        return plan.build();
    }

    private Prewarmer prewarmer(RecordingWarmupClient client) {
        return Prewarmer.builder(client)
                .scheduler(scheduler)
                .statistics(statistics)
                .strategy(this::plan)
                .strict()
                .build();
    }

    private RecordingWarmupClient starting() {
        return RecordingWarmupClient.of(scheduler, COLD_START);
    }

    private void until(double seconds) {
        scheduler.advance(Duration.between(scheduler.now(), at(seconds)));
    }

    /** The run, in which a call of another task has used an instance from the beginning until then. */
    private WorkflowRun begun(Prewarmer prewarmer, double usedUntil) {
        WorkflowRun run = prewarmer.start(workflow);
        run.started("first");
        run.started("before");
        until(usedUntil);
        run.finished("before");
        scheduler.runPending();
        return run;
    }

    private static List<Integer> totals(RecordingWarmupClient client) {
        return client.requests().stream()
                .map(recorded -> recorded.request().total())
                .toList();
    }

    private Duration retention() {
        return statistics.of(service).retention().current();
    }

    @Test
    void whatIsWarmedForAnotherTaskIsNotRenewed() {
        // Both lapse before they are needed; one that is renewed for b would be missing for a.
        warmings.put("a", new Warming(0, 80, 1));
        warmings.put("b", new Warming(5, 80, 1));
        RecordingWarmupClient client = starting();
        WorkflowRun run = prewarmer(client).start(workflow);
        run.started("first");
        until(10);
        assertThat(totals(client)).containsExactly(1, 2);
    }

    @Test
    void whatNoTaskCountsOnIsRenewed() {
        warmings.put("a", new Warming(20, 80, 1));
        RecordingWarmupClient client = starting();
        begun(prewarmer(client), 5);
        until(30);
        assertThat(totals(client)).containsExactly(1);
        assertThat(client.requests().get(0).request().renewed()).isOne();
    }

    @Test
    void anInstanceOfWhichOthersUseSomeOfThePlacesIsRenewed() {
        // It lapses before a and b are needed; either renews it for both.
        serving(10);
        warmings.put("a", new Warming(20, 80, 1));
        warmings.put("b", new Warming(50, 90, 1));
        RecordingWarmupClient client = starting();
        begun(prewarmer(client), 5);
        until(60);
        assertThat(totals(client)).containsExactly(1, 1);
    }

    @Test
    void whatStartsWhileOthersAreStartingIsNoSignThatSomethingIsGone() {
        // The one of b is starting when the other one, which was in use until then, is to be renewed for c.
        warmings.put("b", new Warming(20, 25, 1));
        warmings.put("c", new Warming(21, 85, 1));
        RecordingWarmupClient client = starting();
        begun(prewarmer(client), 20.5);
        until(30);
        assertThat(client.requests()).hasSize(2);
        assertThat(client.requests().get(1).request().renewed()).isOne();
        assertThat(retention()).isEqualTo(service.retention());
    }

    @Test
    void whatIsGoneIsWhatHasBeenIdleForLongest() {
        // At 52 s one instance has been idle for 49 s, and one, which b counts on, for 2 s; the first is to be renewed.
        warmings.put("b", new Warming(51, 70, 1));
        warmings.put("c", new Warming(52, 80, 1));
        RecordingWarmupClient client = starting();
        Prewarmer prewarmer = prewarmer(client);
        WorkflowRun run = prewarmer.start(workflow);
        run.started("first");
        run.started("before");
        run.finished("first");
        run.started("a");
        until(3);
        run.finished("before");
        until(50);
        run.finished("a");
        until(60);
        assertThat(client.requests()).hasSize(1);
        assertThat(client.requests().get(0).request().renewed()).isOne();
        assertThat(retention()).isEqualTo(Duration.ofSeconds(49).dividedBy(10).multipliedBy(9));
    }

    @Test
    void whatIsFoundWarmIsNotAskedForAgainAtOnce() {
        warmings.put("a", new Warming(0, 80, 1_000));
        RecordingWarmupClient client =
                RecordingWarmupClient.of(scheduler, request -> WarmupResult.alreadyWarm(Duration.ZERO));
        WorkflowRun run = prewarmer(client).start(workflow);
        run.started("first");
        until(10);
        assertThat(client.requests()).hasSizeBetween(10, 11);
    }
}
