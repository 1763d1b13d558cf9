package dev.prewarm.testing;

import static dev.prewarm.TaskOption.after;
import static dev.prewarm.TaskOption.lasting;
import static dev.prewarm.TaskOption.needing;
import static dev.prewarm.TaskOption.width;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.prewarm.Decision;
import dev.prewarm.Plan;
import dev.prewarm.PrewarmListener;
import dev.prewarm.PrewarmStrategy;
import dev.prewarm.Prewarmer;
import dev.prewarm.RunView;
import dev.prewarm.Target;
import dev.prewarm.Task;
import dev.prewarm.TaskState;
import dev.prewarm.Warmup;
import dev.prewarm.Workflow;
import dev.prewarm.WorkflowRun;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * What holds for every strategy, as tests of JUnit: a subclass that names the strategy has them.
 *
 * <pre>{@code
 * final class MyStrategyContractTest extends StrategyContract {
 *     @Override
 *     protected PrewarmStrategy strategy() {
 *         return new MyStrategy();
 *     }
 * }
 * }</pre>
 *
 * <p>The strategy plans for runs with branches, a join, failures, announcements, shared targets and a step without one. It
 * must be pure: equal views give equal plans, on every thread, and the same events the same decisions. It warms a task at
 * most once for one need, nothing before now, and nothing for a task that runs, is over or is skipped.
 *
 * <p>Needs {@code org.junit.jupiter:junit-jupiter-api}, which this module does not bring.
 */
public abstract class StrategyContract {
    /** What is wrong with one plan is mostly wrong with the next one as well. */
    private static final int MOST_VIOLATIONS = 5;

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

    /** For the subclass, which JUnit makes anew for each test. */
    protected StrategyContract() {}

    /** The strategy, made anew at each call; all that are made are to plan the same. */
    protected abstract PrewarmStrategy strategy();

    /** Whether the strategy is expected to warm anything in these runs; true unless overridden. */
    protected boolean warms() {
        return true;
    }

    private static Target target(String name) {
        return Target.of(name, URI.create("http://" + name + ".test"));
    }

    private void violation(String what) {
        if (violations.size() < MOST_VIOLATIONS) {
            violations.add(what);
        }
    }

    /** Checks each plan while its view is valid. */
    private Plan checked(RunView run) {
        PrewarmStrategy strategy = strategy();
        Plan plan = strategy.plan(run);
        plans++;
        warmups += plan.warmups().size();
        Plan again = strategy().plan(run);
        if (!plan.equals(strategy.plan(run)) || !plan.equals(again)) {
            violation("equal views give " + plan + " and " + again);
        }
        Set<Task> wished = new HashSet<>();
        for (Warmup warmup : plan.warmups()) {
            if (warmup.sendAt().isBefore(run.now())) {
                violation("before now: " + warmup);
            }
            if (run.state(warmup.task()) != TaskState.PENDING && !run.retrying().contains(warmup.task())) {
                violation("task is " + run.state(warmup.task()) + ": " + warmup);
            }
            if (!wished.add(warmup.task())) {
                violation("twice: " + warmup);
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
        assertEquals(List.of(), violations);
        assertTrue(plans > 20 * 16, () -> "only " + plans + " plans were asked for");
        assertTrue(warmups > 0 || !warms(), "nothing was warmed");
        assertTrue(prewarmer.stats().balanced(), () -> "the books balance: " + prewarmer.stats());
        assertEquals(0, prewarmer.stats().problems(), "problems, such as a plan that threw");
    }

    @Test
    void anotherThreadPlansTheSame() {
        Prewarmer prewarmer = prewarmer(run -> {
            Plan plan = strategy().plan(run);
            if (!plan.equals(inAnotherThread(run))) {
                violation("another thread does not plan " + plan);
            }
            return plan;
        });
        twentyRuns(prewarmer);
        assertEquals(List.of(), violations);
        assertEquals(0, prewarmer.stats().problems(), "problems, such as a plan that threw");
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
        assertEquals(first, second);
        assertFalse(first.isEmpty() && warms(), "nothing was decided");
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
