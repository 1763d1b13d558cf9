package dev.prewarm.simulator.workload;

import dev.prewarm.Dependency;
import dev.prewarm.Task;

/**
 * The size and form of a workload.
 *
 * @param tasks the number of tasks
 * @param edges the number of dependencies
 * @param depth the number of tasks on the longest path
 * @param width the number of tasks on the most populous level, the level being the longest path from a root
 * @param criticalPathSeconds the longest path by median durations: the least a run takes if nothing is ever cold
 */
public record WorkflowShape(int tasks, int edges, int depth, int width, double criticalPathSeconds) {
    /** Measures a workload. */
    public static WorkflowShape of(Workload workload) {
        int size = workload.workflow().tasks().size();
        int[] level = new int[size];
        int[] population = new int[size + 1];
        double[] finish = new double[size];
        int edges = 0;
        int depth = 0;
        int width = 0;
        double longest = 0;
        for (Task task : workload.workflow().tasks()) {
            int at = task.index();
            double start = 0;
            for (Dependency dependency : workload.workflow().incoming(task)) {
                int from = dependency.from().index();
                level[at] = Math.max(level[at], level[from] + 1);
                start = Math.max(start, finish[from]);
                edges++;
            }
            finish[at] = start + workload.step(task).duration().median();
            depth = Math.max(depth, level[at] + 1);
            width = Math.max(width, ++population[level[at]]);
            longest = Math.max(longest, finish[at]);
        }
        return new WorkflowShape(size, edges, depth, width, longest);
    }
}
