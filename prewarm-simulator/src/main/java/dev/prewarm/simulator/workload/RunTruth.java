package dev.prewarm.simulator.workload;

import dev.prewarm.Dependency;
import dev.prewarm.Target;
import dev.prewarm.Task;
import dev.prewarm.simulator.workload.Draws.Purpose;
import java.util.BitSet;

/**
 * What will happen in one run of a scenario, whatever a strategy does: how long each call takes, how long each instance
 * takes to start, and which branches are taken. Immutable.
 */
public final class RunTruth {
    private final Scenario scenario;
    private final Draws draws;
    private final int run;
    private final double factor;
    private final BitSet live = new BitSet();

    /** The truth of a run, counted from 0; runs for training are counted from {@link Scenario#MOST_RUNS}. */
    public RunTruth(Scenario scenario, Draws draws, int run) {
        this.scenario = scenario;
        this.draws = draws;
        this.run = run;
        this.factor = (run >= Scenario.MOST_RUNS) ? 1 : scenario.drift().factor(run, scenario.runs());
        for (Task task : scenario.workload().workflow().tasks()) {
            live.set(task.index(), runs(task, scenario.workload()));
        }
    }

    private boolean runs(Task task, Workload workload) {
        boolean root = true;
        for (Dependency dependency : workload.workflow().incoming(task)) {
            root = false;
            if (taken(dependency)) {
                return true;
            }
        }
        return root;
    }

    /** The number of the run. */
    public int run() {
        return run;
    }

    /** How long a call of the task takes when warm, in seconds; calls are counted from 0 up to the task's width. */
    public double duration(Task task, int call) {
        Distribution duration = scenario.workload().step(task).duration();
        return factor * duration.draw(draws.uniform(Purpose.DURATION, run, task.index(), call));
    }

    /** How long the task takes when warm, in seconds: its longest call. */
    public double duration(Task task) {
        double longest = 0;
        for (int call = 0; call < task.width(); call++) {
            longest = Math.max(longest, duration(task, call));
        }
        return longest;
    }

    /** How long an instance of the service takes to start, in seconds; instances of a run are counted from 0. */
    public double coldStart(Target target, int instance) {
        Workload workload = scenario.workload();
        return workload.service(target.name())
                .coldStart()
                .draw(draws.uniform(Purpose.COLD_START, run, workload.ordinal(target.name()), instance));
    }

    /** What becomes of a warm-up of the service; warm-ups of a run are counted from 0. */
    public WarmupFaults.Fate fate(Target target, int warmup) {
        int ordinal = scenario.workload().ordinal(target.name());
        return scenario.faults().fate(draws.uniform(Purpose.WARMUP_FAULT, run, ordinal, warmup));
    }

    /** Whether the task runs: it is a root, or one of the steps to it is taken. */
    public boolean runs(Task task) {
        return live.get(task.index());
    }

    /** Whether the task before the step runs, and the step is taken. */
    public boolean taken(Dependency dependency) {
        if (!live.get(dependency.from().index())) {
            return false;
        }
        Predecessor step = scenario.workload().predecessor(dependency);
        if (step.probability() == 1) {
            return true;
        }
        return step.alternative() ? chosen(dependency) : draw(dependency) < step.probability();
    }

    private double draw(Dependency dependency) {
        return draws.uniform(
                Purpose.BRANCH,
                run,
                dependency.from().index(),
                1 + dependency.to().index());
    }

    /** One number for all alternatives after a task; what remains above their sum stands for none of them. */
    private boolean chosen(Dependency dependency) {
        Workload workload = scenario.workload();
        double u = draws.uniform(Purpose.BRANCH, run, dependency.from().index());
        double sum = 0;
        for (Dependency other : workload.workflow().outgoing(dependency.from())) {
            Predecessor step = workload.predecessor(other);
            if (step.alternative()) {
                sum += step.probability();
                if (u < sum) {
                    return other == dependency;
                }
            }
        }
        return false;
    }
}
