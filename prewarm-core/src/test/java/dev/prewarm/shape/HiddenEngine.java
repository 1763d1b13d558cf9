package dev.prewarm.shape;

import dev.prewarm.Target;
import dev.prewarm.WarmupClient;
import dev.prewarm.WarmupRequest;
import dev.prewarm.WarmupResult;
import dev.prewarm.shape.HiddenWorkflow.HiddenTask;
import dev.prewarm.testing.VirtualScheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** An engine in virtual time that runs a {@link HiddenWorkflow} on services that are cold unless they were warmed. */
final class HiddenEngine implements WarmupClient {
    private static final Duration COLD_START = Duration.ofSeconds(2);

    /** Who hears of a run. */
    interface Observer {
        void started(String task, Instant at);

        void finished(String task, Instant at);

        void end();
    }

    final VirtualScheduler scheduler = new VirtualScheduler();
    /** Each edge, as "from>to", whose end has started a task. */
    final Set<String> waitedFor = new HashSet<>();

    private final HiddenWorkflow workflow;
    private final Map<String, Instant> readyAt = new HashMap<>();

    HiddenEngine(HiddenWorkflow workflow) {
        this.workflow = workflow;
    }

    @Override
    public CompletionStage<WarmupResult> warmUp(WarmupRequest request) {
        Duration wait = touch(request.target());
        CompletableFuture<WarmupResult> answer = new CompletableFuture<>();
        scheduler.schedule(
                wait,
                () -> answer.complete(wait.isZero() ? WarmupResult.alreadyWarm(wait) : WarmupResult.started(wait)));
        return answer;
    }

    private Duration touch(Target target) {
        Instant ready =
                readyAt.computeIfAbsent(target.name(), name -> scheduler.now().plus(COLD_START));
        Duration wait = Duration.between(scheduler.now(), ready);
        return wait.isNegative() ? Duration.ZERO : wait;
    }

    /** Runs it once, and lets everything scale to zero after that. Returns how long it took. */
    Duration run(Random random, Observer observer) {
        Map<String, Double> durations = new HashMap<>();
        workflow.tasks().forEach(task -> durations.put(task.id(), task.draw(random)));
        Instant start = scheduler.now();
        List<String> ended = new ArrayList<>();
        start("", new HashSet<>(), ended, durations, observer);
        while (ended.size() < workflow.tasks().size() && scheduler.runNext()) {
            // The work is in the condition.
        }
        Duration took = Duration.between(start, scheduler.now());
        observer.end();
        scheduler.advance(Duration.ofMinutes(10));
        readyAt.clear();
        return took;
    }

    private void start(
            String trigger, Set<String> started, List<String> ended, Map<String, Double> durations, Observer observer) {
        for (HiddenTask task : workflow.tasks()) {
            long arrived = task.after().stream().filter(ended::contains).count();
            if (arrived >= task.needs() && started.add(task.id())) {
                if (task.after().contains(trigger)) {
                    waitedFor.add(trigger + ">" + task.id());
                }
                observer.started(task.id(), scheduler.now());
                Duration wait = workflow.target(task.id()).map(this::touch).orElse(Duration.ZERO);
                Duration work = Duration.ofNanos(Math.round(durations.get(task.id()) * 1e9));
                scheduler.schedule(wait.plus(work), () -> {
                    observer.finished(task.id(), scheduler.now());
                    ended.add(task.id());
                    start(task.id(), started, ended, durations, observer);
                });
            }
        }
    }
}
