package dev.prewarm.benchmarks;

import static java.util.Objects.requireNonNull;

import dev.prewarm.Dependency;
import dev.prewarm.PrewarmStrategy;
import dev.prewarm.Prewarmer;
import dev.prewarm.Scheduler;
import dev.prewarm.Statistics;
import dev.prewarm.Task;
import dev.prewarm.WarmupClient;
import dev.prewarm.WarmupResult;
import dev.prewarm.Workflow;
import dev.prewarm.WorkflowRun;
import dev.prewarm.testing.VirtualScheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Runs one workflow after another in virtual time, one event at a time: the whole engine, with an orchestrator that
 * costs little. A task takes 2 s with a coefficient of variation of about 0.2, and a cold start 1.5 s; what could start at the
 * same time is called one after the other, half a millisecond apart. Between runs all targets become cold.
 */
final class Orchestrator {
    private static final Duration COLD_START = Duration.ofMillis(1_500);
    private static final double BETWEEN_CALLS = 0.0005;
    private static final Duration BETWEEN_RUNS = Duration.ofMinutes(5);

    private final VirtualScheduler scheduler = new VirtualScheduler();
    private final RandomGenerator random = new SplittableRandom(1);
    private final Workflow workflow;
    private final Prewarmer prewarmer;
    private final PriorityQueue<Due> due = new PriorityQueue<>();
    private final int[] missing;
    private @Nullable WorkflowRun run;
    private long sequence;

    Orchestrator(Workflow workflow, PrewarmStrategy strategy, Statistics statistics) {
        this.workflow = workflow;
        this.missing = new int[workflow.tasks().size()];
        this.prewarmer = Prewarmer.builder(coldStarts(scheduler))
                .scheduler(scheduler)
                .strategy(strategy)
                .statistics(statistics)
                .build();
    }

    /** Answers each warm-up after a cold start; unlike the recording client it keeps nothing. */
    private static WarmupClient coldStarts(Scheduler scheduler) {
        WarmupResult started = WarmupResult.started(COLD_START);
        return request -> {
            CompletableFuture<WarmupResult> answer = new CompletableFuture<>();
            scheduler.schedule(COLD_START, () -> answer.complete(started));
            return answer;
        };
    }

    /** Moves time on until an event of the kind is due, telling those that come before it. */
    void advanceTo(TaskEvent kind) {
        while (advance().kind != kind) {
            tell();
        }
    }

    /** Moves time on to the next event, starting a run if none is open; what the engine has to do till then is done. */
    private Due advance() {
        if (due.isEmpty()) {
            beginRun();
        }
        Due next = requireNonNull(due.peek());
        scheduler.runUntil(next.at);
        return next;
    }

    /** Tells the event that is due, and lets the engine handle it. Advance first. */
    void tell() {
        Due event = requireNonNull(due.poll());
        WorkflowRun open = requireNonNull(run);
        if (event.kind == TaskEvent.STARTED) {
            open.started(event.task.id());
        } else {
            open.finished(event.task.id());
        }
        scheduler.runPending();
        follow(event);
    }

    /** One event: time moves on to it, then it is told and handled. */
    void step() {
        advance();
        tell();
    }

    private void beginRun() {
        if (run != null) {
            run.close();
            scheduler.advance(BETWEEN_RUNS);
        }
        run = prewarmer.start(workflow);
        scheduler.runPending();
        for (Task task : workflow.tasks()) {
            missing[task.index()] = workflow.incoming(task).size();
        }
        for (Task root : workflow.roots()) {
            add(TaskEvent.STARTED, root, 0);
        }
    }

    private void follow(Due event) {
        if (event.kind == TaskEvent.STARTED) {
            add(TaskEvent.FINISHED, event.task, 2 * Math.exp(0.2 * random.nextGaussian()));
        } else {
            double wait = 0;
            for (Dependency dependency : workflow.outgoing(event.task)) {
                if (--missing[dependency.to().index()] == 0) {
                    wait += BETWEEN_CALLS;
                    add(TaskEvent.STARTED, dependency.to(), wait);
                }
            }
        }
    }

    private void add(TaskEvent kind, Task task, double inSeconds) {
        Instant at = scheduler.now().plusNanos(Math.round(1e9 * inSeconds));
        due.add(new Due(at, sequence++, kind, task));
    }

    private record Due(Instant at, long sequence, TaskEvent kind, Task task) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int byTime = at.compareTo(other.at);
            return (byTime != 0) ? byTime : Long.compare(sequence, other.sequence);
        }
    }
}
