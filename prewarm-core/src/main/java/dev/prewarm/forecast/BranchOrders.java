package dev.prewarm.forecast;

import dev.prewarm.Dependency;
import dev.prewarm.Dependency.Trigger;
import dev.prewarm.Task;
import dev.prewarm.Workflow;
import java.util.BitSet;
import java.util.IdentityHashMap;

/**
 * In which order the futures take the branches of a workflow: those after one task together if they are alternatives, or if
 * they follow its failure, since it fails for all of them in the same futures.
 */
final class BranchOrders {
    private static final long BRANCH = 3L << 32;
    private static final long FAILURE = 5L << 32;

    private final IdentityHashMap<Object, int[]> ofBranches = new IdentityHashMap<>();
    private final IdentityHashMap<Task, int[]> ofFailures = new IdentityHashMap<>();
    /** By index, the tasks that something follows if they fail. */
    private final BitSet mayFail = new BitSet();

    BranchOrders(Workflow workflow) {
        for (Task task : workflow.tasks()) {
            for (Dependency dependency : workflow.outgoing(task)) {
                if (dependency.trigger() == Trigger.FAILURE) {
                    mayFail.set(task.index());
                }
            }
        }
    }

    boolean mayFail(Task task) {
        return mayFail.get(task.index());
    }

    int[] of(Dependency dependency) {
        if (dependency.alternative()) {
            Task from = dependency.from();
            return ofBranches.computeIfAbsent(from, f -> Permutations.shuffled(BRANCH + 2L * from.index() + 1));
        }
        if (dependency.trigger() == Trigger.FAILURE) {
            return ofFailures.computeIfAbsent(dependency.from(), from -> Permutations.shuffled(FAILURE + from.index()));
        }
        long seed = BRANCH + 2L * dependency.to().index();
        return ofBranches.computeIfAbsent(dependency, d -> Permutations.shuffled(seed));
    }
}
