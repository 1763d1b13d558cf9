package dev.prewarm.examples;

import dev.prewarm.Prewarmer;
import dev.prewarm.Scheduler;
import dev.prewarm.Workflow;
import dev.prewarm.WorkflowRun;
import dev.prewarm.knative.client.KnativeWarmupClient;
import dev.prewarm.testing.knative.MockKnative;
import dev.prewarm.testing.knative.PodTimeline;
import dev.prewarm.testing.knative.ServiceStats;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What happened in one contestant's run of the paper's workflow: over HTTP, against services of its own.
 *
 * @param contestant whose run it was
 * @param measurement its figures
 * @param startedAt when the run started, as the other instants on the clock of the services
 * @param tasks the tasks, in their order
 * @param pods the instances, in the order of the tasks that they are for
 */
record PaperRun(
        Contestant contestant,
        Measurement measurement,
        Instant startedAt,
        List<SequentialOrchestrator.Span> tasks,
        List<PodTimeline> pods) {
    private static final Duration AHEAD = Duration.ofSeconds(2);

    /** Runs it; returns when the last task has been answered. */
    static PaperRun of(Contestant contestant, PaperWorkflow paper, Scheduler clock) throws Exception {
        try (MockKnative services = paper.services();
                KnativeWarmupClient client = KnativeWarmupClient.builder().build();
                Prewarmer prewarmer = Prewarmer.builder(client)
                        .strategy(contestant.strategy())
                        .build()) {
            SequentialOrchestrator orchestrator = new SequentialOrchestrator(new HttpCalls(), services::now);
            Workflow workflow = paper.workflow(services, contestant.priors());
            if (contestant.announced()) {
                Duration ahead = paper.speed().real(AHEAD);
                prewarmer.expect(workflow, clock.now().plus(ahead));
                await(clock, ahead);
            }
            Instant startedAt = services.now();
            List<SequentialOrchestrator.Span> tasks;
            try (WorkflowRun run = prewarmer.start(workflow)) {
                tasks = orchestrator.execute(workflow, run);
            }
            double seconds = seconds(Duration.between(startedAt, services.now()));
            return new PaperRun(
                    contestant,
                    measure(contestant, seconds, workflow, services, prewarmer),
                    startedAt,
                    tasks,
                    workflow.tasks().stream()
                            .flatMap(task -> services.timelines(task.id()).stream())
                            .toList());
        }
    }

    private static void await(Scheduler clock, Duration delay) throws Exception {
        CompletableFuture<Instant> over = new CompletableFuture<>();
        clock.schedule(delay, () -> over.complete(clock.now()));
        over.get();
    }

    private static Measurement measure(
            Contestant contestant, double seconds, Workflow workflow, MockKnative services, Prewarmer prewarmer) {
        long coldStartsMet = 0;
        Duration idle = Duration.ZERO;
        for (var task : workflow.tasks()) {
            ServiceStats stats = services.settledStats(task.id());
            coldStartsMet += stats.coldStartsMet();
            idle = idle.plus(stats.idle()).plus(stats.wasted());
        }
        return new Measurement(
                contestant.name(),
                seconds,
                coldStartsMet,
                seconds(idle),
                prewarmer.stats().sent());
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1e3;
    }
}
