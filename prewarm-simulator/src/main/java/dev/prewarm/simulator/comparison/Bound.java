package dev.prewarm.simulator.comparison;

import dev.prewarm.Dependency;
import dev.prewarm.Task;
import dev.prewarm.simulator.workload.RunTruth;
import dev.prewarm.simulator.workload.Scenario;
import java.util.Arrays;
import java.util.List;

/**
 * The makespans, in seconds, that one run would have under policies that know everything.
 *
 * @param allWarm nothing is ever cold
 * @param clairvoyant every instance is ordered at the earliest instant that the policy may act and no later than needed:
 *     {@code start = max(ready, coldStart - lead)} for each task, where ready is the latest finish of its live predecessors
 */
record Bound(double allWarm, double clairvoyant) {
    /** So long before the start of a run that everything can be hidden. */
    static final double LONG_BEFORE = Double.POSITIVE_INFINITY;

    /** @param lead how many seconds before the start of the run the policy may act */
    static Bound of(RunTruth truth, Scenario scenario, double lead) {
        return new Bound(makespan(truth, scenario, LONG_BEFORE), makespan(truth, scenario, lead));
    }

    private static double makespan(RunTruth truth, Scenario scenario, double lead) {
        List<Task> tasks = scenario.workload().workflow().tasks();
        double[] finish = new double[tasks.size()];
        double last = 0;
        for (Task task : tasks) {
            if (truth.runs(task)) {
                double ready = ready(task, truth, scenario, finish);
                boolean alreadyWarm = scenario.rootsWarm()
                        && scenario.workload().workflow().incoming(task).isEmpty();
                double coldStart = alreadyWarm
                        ? 0
                        : task.target()
                                .filter(target -> target.minScale() < target.instancesFor(task.width()))
                                .map(target -> truth.coldStart(target, 0))
                                .orElse(0.0);
                finish[task.index()] = Math.max(ready, coldStart - lead) + truth.duration(task);
                last = Math.max(last, finish[task.index()]);
            }
        }
        return last;
    }

    private static double ready(Task task, RunTruth truth, Scenario scenario, double[] finish) {
        double[] finishes =
                new double[scenario.workload().workflow().incoming(task).size()];
        int live = 0;
        for (Dependency dependency : scenario.workload().workflow().incoming(task)) {
            if (truth.taken(dependency)) {
                finishes[live++] = finish[dependency.from().index()];
            }
        }
        if (live == 0) {
            return 0;
        }
        Arrays.sort(finishes, 0, live);
        int needed = (task.needs() == 0) ? live : Math.min(live, task.needs());
        return finishes[needed - 1];
    }
}
