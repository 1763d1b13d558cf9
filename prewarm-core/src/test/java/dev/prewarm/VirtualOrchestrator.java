package dev.prewarm;

import dev.prewarm.testing.VirtualScheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * An orchestrator and a platform in virtual time, as small as they can be: each target has one instance of unlimited
 * concurrency, which never lapses; a call to a target that was not warmed waits for its cold start.
 */
final class VirtualOrchestrator implements WarmupClient {
    final VirtualScheduler scheduler = new VirtualScheduler();
    private final Map<String, Instant> readyAt = new HashMap<>();
    private final Function<Task, Duration> work;
    private final Duration coldStart;
    int coldStartsMet;
    int warmupsReceived;

    VirtualOrchestrator(Function<Task, Duration> work, Duration coldStart) {
        this.work = work;
        this.coldStart = coldStart;
    }

    @Override
    public CompletionStage<WarmupResult> warmUp(WarmupRequest request) {
        warmupsReceived++;
        Duration wait = touch(request.target());
        CompletableFuture<WarmupResult> answer = new CompletableFuture<>();
        scheduler.schedule(
                wait,
                () -> answer.complete(wait.isZero() ? WarmupResult.alreadyWarm(wait) : WarmupResult.started(wait)));
        return answer;
    }

    /** How long a request to the target has to wait from now. */
    private Duration touch(Target target) {
        Instant ready =
                readyAt.computeIfAbsent(target.name(), name -> scheduler.now().plus(coldStart));
        Duration wait = Duration.between(scheduler.now(), ready);
        return wait.isNegative() ? Duration.ZERO : wait;
    }

    void scaleToZero() {
        readyAt.clear();
    }

    /** Runs the workflow to its end, and returns how long it took. */
    Duration run(Prewarmer prewarmer, Workflow workflow) {
        Instant start = scheduler.now();
        try (WorkflowRun run = prewarmer.start(workflow)) {
            Set<Task> called = new HashSet<>();
            Set<Task> finished = new HashSet<>();
            callReady(run, workflow, called, finished);
            while (finished.size() < workflow.tasks().size() && scheduler.runNext()) {
                // The work is in the condition.
            }
        }
        Duration took = Duration.between(start, scheduler.now());
        scheduler.runPending();
        return took;
    }

    private void callReady(WorkflowRun run, Workflow workflow, Set<Task> called, Set<Task> finished) {
        for (Task task : workflow.tasks()) {
            boolean ready = workflow.incoming(task).stream().allMatch(in -> finished.contains(in.from()));
            if (ready && called.add(task)) {
                run.started(task.id());
                Duration wait = task.target().map(this::touch).orElse(Duration.ZERO);
                coldStartsMet += wait.isZero() ? 0 : 1;
                scheduler.schedule(wait.plus(work.apply(task)), () -> {
                    run.finished(task.id());
                    finished.add(task);
                    callReady(run, workflow, called, finished);
                });
            }
        }
    }
}
