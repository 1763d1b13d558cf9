package dev.prewarm.simulator.contestant;

import dev.prewarm.Dependency;
import dev.prewarm.Target;
import dev.prewarm.Task;
import dev.prewarm.Workflow;
import java.util.BitSet;

/**
 * The most likely path of a workflow and when to warm its tasks: all certain steps, of alternatives the most probable
 * one, and other uncertain steps from a probability of a half. Immutable.
 */
final class LikelyPath {
    private static final double NEVER = Double.POSITIVE_INFINITY;

    private final BitSet tasks;
    /** In seconds after the arrival, by task; infinite for what is not to be warmed. */
    private final double[] warmAt;

    private LikelyPath(BitSet tasks, double[] warmAt) {
        this.tasks = tasks;
        this.warmAt = warmAt;
    }

    static LikelyPath of(Workflow workflow, Observations observations) {
        BitSet tasks = new BitSet();
        double[] startsAt = new double[workflow.tasks().size()];
        double[] warmAt = new double[startsAt.length];
        for (Task task : workflow.tasks()) {
            boolean root = workflow.incoming(task).isEmpty();
            boolean reached = root;
            for (Dependency dependency : workflow.incoming(task)) {
                Task before = dependency.from();
                if (tasks.get(before.index()) && likely(workflow, dependency, observations)) {
                    reached = true;
                    double finish = observations.seen(before)
                            ? startsAt[before.index()] + observations.meanDuration(before)
                            : NEVER;
                    startsAt[task.index()] = Math.max(startsAt[task.index()], finish);
                }
            }
            tasks.set(task.index(), reached);
            Target target = task.target().orElse(null);
            warmAt[task.index()] = (reached && !root && target != null)
                    ? Math.max(0, startsAt[task.index()] - observations.meanColdStart(target))
                    : NEVER;
        }
        return new LikelyPath(tasks, warmAt);
    }

    private static boolean likely(Workflow workflow, Dependency dependency, Observations observations) {
        double probability = observations.probability(dependency);
        if (!dependency.alternative()) {
            return probability >= 0.5;
        }
        for (Dependency other : workflow.outgoing(dependency.from())) {
            double rival = observations.probability(other);
            boolean first = other.to().index() < dependency.to().index();
            if (other.alternative()
                    && other != dependency
                    && (rival > probability || (rival == probability && first))) {
                return false;
            }
        }
        return true;
    }

    boolean contains(Task task) {
        return tasks.get(task.index());
    }

    boolean warms(Task task) {
        return warmAt[task.index()] < NEVER;
    }

    /** In seconds after the arrival. */
    double warmAt(Task task) {
        return warmAt[task.index()];
    }
}
