package dev.prewarm;

import static dev.prewarm.TaskOption.after;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.forecast.ColdStarts;
import dev.prewarm.forecast.LearnedStatistics;
import dev.prewarm.testing.RecordingWarmupClient;
import dev.prewarm.testing.VirtualScheduler;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Warm-ups of one run and one target that are due together are asked for together. */
class BurstTest {
    private static final Duration COLD_START = Duration.ofSeconds(2);

    private final VirtualScheduler scheduler = new VirtualScheduler();
    private final Instant start = scheduler.now();
    private final RecordingWarmupClient client = RecordingWarmupClient.of(scheduler, COLD_START);
    private final LearnedStatistics statistics = LearnedStatistics.empty();
    private final Target single = target("single", 1);

    private static Target target(String name, int concurrency) {
        return Target.builder(name, URI.create("http://" + name + ".test"))
                .concurrency(concurrency)
                .build();
    }

    /** A local step, and so many tasks after it that call the target. */
    private Workflow fan(int tasks, Target target) {
        Workflow.Builder builder = Workflow.builder("fan").localTask("first");
        for (int i = 1; i <= tasks; i++) {
            builder.task("t" + i, target, after("first"));
        }
        return builder.build();
    }

    /** Sends each task's warm-up so long after the start. */
    private static PrewarmStrategy at(Instant start, Function<Task, Duration> delay) {
        return run -> {
            Plan.Builder plan = Plan.builder();
            for (Task task : run.ready().isEmpty() ? run.workflow().tasks() : run.ready()) {
                if (task.target().isPresent() && run.state(task) == TaskState.PENDING) {
                    Instant sendAt = start.plus(delay.apply(task));
                    plan.warm(Warmup.of(run, task)
                            .round(0)
                            .sendAt(sendAt)
                            .neededAt(sendAt.plusSeconds(9))
                            .because("told"));
                }
            }
            return plan.build();
        };
    }

    private static Duration millis(Task task, int each) {
        return Duration.ofMillis((long) each * Integer.parseInt(task.id().substring(1)));
    }

    private Prewarmer.Builder prewarmer(PrewarmStrategy strategy) {
        return Prewarmer.builder(client)
                .scheduler(scheduler)
                .statistics(statistics)
                .strategy(strategy);
    }

    private List<Integer> instancesAskedFor() {
        return client.requests().stream()
                .map(sent -> sent.request().instances())
                .toList();
    }

    @Test
    void whatIsDueTogetherIsAskedForTogether() {
        Prewarmer prewarmer = prewarmer(PrewarmStrategy.nextHop()).build();
        WorkflowRun run = prewarmer.start(fan(6, single));
        run.started("first");
        scheduler.runPending();
        assertThat(instancesAskedFor()).containsExactly(6);
        assertThat(prewarmer.stats().sent()).isEqualTo(6);
        scheduler.advance(COLD_START);
        run.finished("first");
        for (int i = 1; i <= 6; i++) {
            run.started("t" + i);
        }
        scheduler.runPending();
        assertThat(prewarmer.stats().used()).isEqualTo(6);
        assertThat(prewarmer.stats().coldStarts()).isZero();
        assertThat(prewarmer.stats().balanced()).isTrue();
    }

    @Test
    void otherTargetsAndOtherRunsAreAskedForOnTheirOwn() {
        Workflow workflow = Workflow.builder("two")
                .localTask("first")
                .task("t1", single, after("first"))
                .task("t2", target("other", 1), after("first"))
                .build();
        Prewarmer prewarmer = prewarmer(PrewarmStrategy.nextHop()).build();
        prewarmer.start(workflow).started("first");
        prewarmer.start(workflow).started("first");
        scheduler.runPending();
        assertThat(instancesAskedFor()).containsExactly(1, 1, 1, 1);
    }

    @Test
    void whatWouldBeDueAFifthOfASecondLaterComesAlong() {
        prewarmer(at(start, task -> millis(task, 100)))
                .build()
                .start(fan(4, single))
                .started("first");
        scheduler.advance(Duration.ofSeconds(1));
        assertThat(instancesAskedFor()).as("at 0.1, 0.2 and 0.3 s; at 0.4 s").containsExactly(3, 1);
    }

    @Test
    void behindTheLastPlaceInFlightWhatWouldWaitForItComesAlong() {
        statistics.of(single).coldStarts().add(1, 2);
        WarmupLimits two = WarmupLimits.DEFAULT.withInFlight(2, 16);
        prewarmer(at(start, task -> millis(task, 500)))
                .limits(two)
                .build()
                .start(fan(8, single))
                .started("first");
        scheduler.advance(Duration.ofSeconds(5));
        assertThat(instancesAskedFor())
                .as("at 0.5 s; at 1 s with those until 3 s; at 3.5 and 4 s, as the first two have been answered")
                .containsExactly(1, 5, 1, 1);
    }

    @Test
    void aBurstThatFailsFailsWhole() {
        CompletableFuture<WarmupResult> answer = new CompletableFuture<>();
        Prewarmer prewarmer = Prewarmer.builder(request -> answer)
                .scheduler(scheduler)
                .strategy(PrewarmStrategy.nextHop())
                .build();
        prewarmer.start(fan(3, single)).started("first");
        scheduler.runPending();
        answer.complete(WarmupResult.failed("broken", false));
        scheduler.runPending();
        assertThat(prewarmer.stats().failed()).isEqualTo(3);
        assertThat(prewarmer.stats().open()).isZero();
        assertThat(prewarmer.stats().balanced()).isTrue();
    }

    @Test
    void aBurstIsMeasuredOnceAsWhatItIs() {
        prewarmer(PrewarmStrategy.nextHop()).build().start(fan(6, single)).started("first");
        scheduler.advance(COLD_START);
        ColdStarts measured = statistics.of(single).coldStarts();
        assertThat(measured.overall().observations()).isEqualTo(1);
        ColdStarts alike = new ColdStarts(ColdStarts.DEFAULT);
        alike.add(6, 2);
        assertThat(measured.overall().mean()).isEqualTo(alike.overall().mean());
    }

    @Test
    void whatStartsAtTheSameTimeShowsNoDrift() {
        ColdStarts coldStarts = statistics.of(single).coldStarts();
        for (int i = 0; i < 20; i++) {
            coldStarts.add(1, 0.5);
        }
        // Eight that overlap, each of 2 s and sent half a second after the one before.
        WarmupLimits many = WarmupLimits.DEFAULT.withInFlight(8, 16);
        prewarmer(at(start, task -> millis(task, 500)))
                .limits(many)
                .build()
                .start(fan(8, single))
                .started("first");
        scheduler.advance(Duration.ofSeconds(10));
        assertThat(instancesAskedFor()).hasSize(8);
        assertThat(coldStarts.overall().observations()).isEqualTo(28);
        assertThat(coldStarts.overall().quantile(0.5)).isEqualTo(0.5);
    }

    @Test
    void instancesThatWouldLapseBeforeTheyAreNeededAreRenewed() {
        PrewarmStrategy late = run -> {
            Plan.Builder plan = Plan.builder();
            if (run.workflow().name().equals("fan")) {
                Task task = run.workflow().task("t1");
                Instant sendAt = start.plusSeconds(50);
                plan.warm(Warmup.of(run, task)
                        .round(0)
                        .sendAt(sendAt)
                        .neededAt(start.plusSeconds(70))
                        .because("told"));
            }
            return plan.build();
        };
        Prewarmer prewarmer = prewarmer(late).build();
        WorkflowRun earlier =
                prewarmer.start(Workflow.builder("earlier").task("only", single).build());
        earlier.started("only");
        earlier.finished("only");
        earlier.close();
        // The instance is retained until 61 s.
        prewarmer.start(fan(1, single)).started("first");
        scheduler.advance(Duration.ofSeconds(50));
        WarmupRequest request = client.requests().get(0).request();
        assertThat(request.believedReady()).isEqualTo(1);
        assertThat(request.renewed()).isEqualTo(1);
        assertThat(request.total()).isEqualTo(1);
    }
}
