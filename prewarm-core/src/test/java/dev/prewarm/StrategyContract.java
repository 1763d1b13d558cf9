package dev.prewarm;

import static dev.prewarm.TaskOption.after;
import static dev.prewarm.TaskOption.lasting;
import static dev.prewarm.TaskOption.needing;
import static dev.prewarm.TaskOption.width;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.testing.RecordingWarmupClient;
import dev.prewarm.testing.VirtualScheduler;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What holds for every strategy, seen through a run with branches, a join, failures, shared and local targets. */
abstract class StrategyContract {
    private static final Target SHARED = Target.builder("shared", URI.create("http://shared.test"))
            .concurrency(1)
            .build();

    private final VirtualScheduler scheduler = new VirtualScheduler();
    private final List<String> violations = new ArrayList<>();
    private int plans;
    private int warmups;

    private final Workflow workflow = Workflow.builder("contract")
            .task("fetch", target("fetch"), lasting(Duration.ofSeconds(2)))
            .localTask("decide", after("fetch"), lasting(Duration.ofMillis(300)))
            .task("left", SHARED, after("decide").asAlternative(0.7), lasting(Duration.ofSeconds(3)))
            .task("right", SHARED, after("decide").asAlternative(0.3))
            .task("map", SHARED, after("fetch"), width(3), lasting(Duration.ofSeconds(1)))
            .task("maybe", target("maybe"), after("map").withProbability(0.4))
            .task("join", target("join"), after("left", "right", "map"), needing(2), lasting(Duration.ofSeconds(1)))
            .task("store", target("store"), after("join", "maybe"))
            .build();

    abstract PrewarmStrategy strategy();

    private static Target target(String name) {
        return Target.of(name, URI.create("http://" + name + ".test"));
    }

    /** Checks each plan while its view is valid. */
    private Plan checked(RunView run) {
        PrewarmStrategy strategy = strategy();
        Plan plan = strategy.plan(run);
        plans++;
        warmups += plan.warmups().size();
        Plan again = strategy().plan(run);
        if (!plan.equals(strategy.plan(run)) || !plan.equals(again)) {
            violations.add("equal views give " + plan + " and " + again);
        }
        Set<Task> wished = new HashSet<>();
        for (Warmup warmup : plan.warmups()) {
            if (warmup.sendAt().isBefore(run.now())) {
                violations.add("before now: " + warmup);
            }
            if (run.state(warmup.task()) != TaskState.PENDING) {
                violations.add("task is " + run.state(warmup.task()) + ": " + warmup);
            }
            if (!wished.add(warmup.task())) {
                violations.add("twice: " + warmup);
            }
        }
        return plan;
    }

    private Prewarmer prewarmer(PrewarmStrategy strategy) {
        return Prewarmer.builder(RecordingWarmupClient.of(scheduler, Duration.ofSeconds(1)))
                .scheduler(scheduler)
                .strategy(strategy)
                .build();
    }

    private void step(Runnable event) {
        event.run();
        scheduler.advance(Duration.ofMillis(700));
    }

    private void twentyRuns(Prewarmer prewarmer) {
        for (int i = 0; i < 20; i++) {
            String taken = (i % 3 == 0) ? "right" : "left";
            if (i % 4 == 0) {
                prewarmer.expect(workflow, scheduler.now().plusSeconds(20), Duration.ofSeconds(2));
                scheduler.advance(Duration.ofSeconds(19));
            }
            WorkflowRun run = prewarmer.start(workflow);
            step(() -> run.started("fetch"));
            step(() -> run.failed("fetch", new IllegalStateException("on purpose")));
            step(() -> run.started("fetch"));
            step(() -> run.finished("fetch"));
            step(() -> run.started("decide"));
            step(() -> run.width("map", 4));
            step(() -> run.started("map"));
            step(() -> run.finished("decide"));
            step(() -> run.started(taken));
            step(() -> run.finished("map"));
            step(() -> run.skipped("maybe"));
            step(() -> run.finished(taken));
            step(() -> run.started("join"));
            step(() -> run.finished("join"));
            step(() -> run.started("store"));
            step(() -> run.finished("store"));
            step(run::close);
            scheduler.advance(Duration.ofMinutes(i % 2 * 5L));
        }
    }

    @Test
    void plansArePureAndWarmOnlyWhatIsToCome() {
        Prewarmer prewarmer = prewarmer(this::checked);
        twentyRuns(prewarmer);
        assertThat(violations).isEmpty();
        assertThat(plans).isGreaterThan(20 * 16);
        assertThat(warmups).isPositive();
        assertThat(prewarmer.stats().balanced()).isTrue();
        assertThat(prewarmer.stats().problems()).isZero();
    }

    @Test
    void anotherThreadPlansTheSame() {
        Prewarmer prewarmer = prewarmer(run -> {
            Plan plan = strategy().plan(run);
            if (!plan.equals(inAnotherThread(run))) {
                violations.add("another thread does not plan " + plan);
            }
            return plan;
        });
        twentyRuns(prewarmer);
        assertThat(violations).isEmpty();
        assertThat(prewarmer.stats().problems()).isZero();
    }

    private Plan inAnotherThread(RunView run) {
        FutureTask<Plan> task = new FutureTask<>(() -> strategy().plan(run));
        Thread thread = new Thread(task, "another");
        thread.start();
        try {
            return task.get(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theSameEventsGiveTheSameDecisions() {
        List<String> first = decisions();
        List<String> second = decisions();
        assertThat(second).isEqualTo(first).isNotEmpty();
    }

    private List<String> decisions() {
        VirtualScheduler own = new VirtualScheduler();
        List<String> decisions = new ArrayList<>();
        Prewarmer prewarmer = Prewarmer.builder(RecordingWarmupClient.of(own, Duration.ofSeconds(1)))
                .scheduler(own)
                .strategy(strategy())
                .listener(new PrewarmListener() {
                    @Override
                    public void onDecision(WorkflowRun run, Decision decision) {
                        decisions.add(run.id() + " " + decision.describe());
                    }
                })
                .build();
        for (int i = 0; i < 5; i++) {
            WorkflowRun run = prewarmer.start(workflow);
            for (String task : List.of("fetch", "decide", "map", "left", "maybe", "join", "store")) {
                run.started(task);
                own.advance(Duration.ofMillis(1_300));
                run.finished(task);
            }
            run.close();
            own.advance(Duration.ofMinutes(2));
        }
        return decisions;
    }
}
