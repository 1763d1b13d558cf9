package dev.prewarm;

import static dev.prewarm.TaskOption.after;
import static dev.prewarm.TaskOption.lasting;
import static dev.prewarm.TaskOption.width;

import dev.prewarm.strategy.CostAwareStrategy;
import dev.prewarm.testing.VirtualScheduler;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Some runs at a time of a random workflow on a few shared targets, with random durations, failures, skips and cold
 * starts; what is seen to be wrong is noted. The same seed gives the same.
 */
final class RandomRuns implements WarmupClient {
    private static final int RUNS = 12;

    private final Random random;
    private final VirtualScheduler scheduler = new VirtualScheduler();
    private final Workflow workflow;
    private final boolean plansMoreRounds;
    private final Map<String, Orchestrated> byRun = new HashMap<>();
    final Prewarmer prewarmer;
    final List<String> violations = new ArrayList<>();
    final List<String> decisions = new ArrayList<>();

    RandomRuns(long seed, PrewarmStrategy strategy) {
        random = new Random(seed);
        workflow = workflow();
        plansMoreRounds = strategy instanceof CostAwareStrategy;
        prewarmer = Prewarmer.builder(this)
                .scheduler(scheduler)
                .strategy(strategy)
                .limits(WarmupLimits.DEFAULT.withInFlight(2, 5).withRate(2, 5))
                .listener(new PrewarmListener() {
                    @Override
                    public void onDecision(WorkflowRun run, Decision decision) {
                        decisions.add(run.id() + " " + decision.describe());
                        note(prewarmer.stats().balanced(), "the books do not balance: " + prewarmer.stats());
                    }

                    @Override
                    public void onProblem(Problem problem) {
                        violations.add(problem.toString());
                    }
                })
                .build();
    }

    private Workflow workflow() {
        List<Target> targets = new ArrayList<>();
        for (int concurrency : new int[] {0, 1, 10}) {
            String name = "target" + concurrency;
            targets.add(Target.builder(name, URI.create("http://" + name + ".test"))
                    .concurrency(concurrency)
                    .build());
        }
        Workflow.Builder builder = Workflow.builder("random");
        int size = 3 + random.nextInt(8);
        for (int task = 0; task < size; task++) {
            List<TaskOption> options = new ArrayList<>();
            List<String> before = new ArrayList<>();
            for (int from = 0; from < task; from++) {
                if (random.nextInt(task) < 2) {
                    before.add("t" + from);
                }
            }
            if (!before.isEmpty()) {
                options.add(after(before.toArray(String[]::new)));
            }
            if (random.nextBoolean()) {
                options.add(lasting(Duration.ofMillis(200 + random.nextInt(3_000))));
            }
            options.add(width(1 + random.nextInt(3)));
            TaskOption[] all = options.toArray(TaskOption[]::new);
            if (random.nextInt(5) == 0) {
                builder.localTask("t" + task, all);
            } else {
                builder.task("t" + task, targets.get(random.nextInt(targets.size())), all);
            }
        }
        return builder.build();
    }

    private void note(boolean right, String wrong) {
        if (!right) {
            violations.add(wrong);
        }
    }

    @Override
    public CompletionStage<WarmupResult> warmUp(WarmupRequest request) {
        Orchestrated run = byRun.get(request.runId());
        boolean needed = run != null
                && !run.closed
                && workflow.tasks().stream()
                        .filter(task -> task.target().equals(java.util.Optional.of(request.target())))
                        .anyMatch(task -> run.oracle.state(task) == TaskState.PENDING);
        note(needed, "nothing pending needs " + request);
        CompletableFuture<WarmupResult> answer = new CompletableFuture<>();
        Duration coldStart = millis(500, 2_500);
        switch (random.nextInt(10)) {
            case 0 -> answer.complete(WarmupResult.failed("on purpose", true));
            case 1 -> answer.completeExceptionally(new IllegalStateException("on purpose"));
            case 2 -> note(!answer.isDone(), "it is never answered");
            case 3, 4 -> scheduler.schedule(coldStart, () -> answer.complete(WarmupResult.alreadyWarm(coldStart)));
            default -> scheduler.schedule(coldStart, () -> answer.complete(WarmupResult.started(coldStart)));
        }
        return answer;
    }

    private Duration millis(int least, int most) {
        return Duration.ofMillis(least + random.nextInt(most - least));
    }

    /** Runs all to their ends, and on until everything has lapsed. */
    RandomRuns toTheEnd() {
        for (int i = 0; i < RUNS; i++) {
            scheduler.schedule(millis(0, 60_000), () -> new Orchestrated().start());
        }
        scheduler.advance(Duration.ofMinutes(30));
        PrewarmStats stats = prewarmer.stats();
        note(stats.runsStarted() == RUNS, "not all runs started: " + stats);
        note(stats.runsOpen() == 0 && stats.pending() == 0 && stats.open() == 0, "something is left open: " + stats);
        note(stats.balanced(), "the books do not balance: " + stats);
        byRun.values().forEach(Orchestrated::checkOnce);
        return this;
    }

    private final class Orchestrated {
        final RunOracle oracle = new RunOracle(workflow);
        final WorkflowRun run = prewarmer.start(workflow);
        private final Set<Task> seen = new HashSet<>();
        boolean closed;

        void start() {
            byRun.put(run.id(), this);
            goOn();
        }

        private void tell(OrchestratorEvent.Kind kind, Task task) {
            OrchestratorEvent event = new OrchestratorEvent(kind, task.id());
            oracle.apply(event);
            event.tell(run);
        }

        private void goOn() {
            for (Task task : workflow.tasks()) {
                if (oracle.ready(task) && seen.add(task)) {
                    scheduler.schedule(millis(0, 50), () -> call(task));
                }
            }
            if (oracle.ended()) {
                closed = true;
                run.close();
            }
        }

        private void call(Task task) {
            if (random.nextInt(8) == 0) {
                tell(OrchestratorEvent.Kind.SKIPPED, task);
                goOn();
            } else {
                attempt(task);
            }
        }

        private void attempt(Task task) {
            tell(OrchestratorEvent.Kind.STARTED, task);
            scheduler.schedule(millis(100, 6_000), () -> {
                if (random.nextInt(8) == 0) {
                    tell(OrchestratorEvent.Kind.FAILED, task);
                    scheduler.schedule(millis(0, 1_000), () -> attempt(task));
                } else {
                    tell(OrchestratorEvent.Kind.FINISHED, task);
                    goOn();
                }
            });
        }

        /** Only a strategy that refreshes, or adds what others have taken, may warm for a task again. */
        void checkOnce() {
            for (Task task : workflow.tasks()) {
                long sent = run.decisions().stream()
                        .filter(decision -> decision.kind() == Decision.Kind.SENT)
                        .filter(decision -> decision.task().equals(task.id()))
                        .count();
                note(sent <= 1 || plansMoreRounds, task + " of " + run + " was warmed " + sent + " times");
            }
        }
    }
}
