package dev.prewarm.engine;

import dev.prewarm.Estimate;
import dev.prewarm.Problem;
import dev.prewarm.Target;
import dev.prewarm.Task;
import dev.prewarm.Workflow;
import dev.prewarm.forecast.LearnedStatistics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is believed of all targets, by their names. The latest workflow that was started says what a target is; what was
 * learned stays with the name. Confined to the loop.
 */
final class Targets {
    /** Targets that are remembered before those of which nothing is known any more are forgotten. */
    private static final int MANY = 1_024;

    /** More than the services of a cluster. */
    private static final int MOST_COUNTED = 100_000;

    private final LearnedStatistics statistics;
    private final Ledger ledger;
    private final Consumer<Problem> problems;
    private final Map<String, TargetState> states = new HashMap<>();
    /** What the platform has counted of targets that no run has named yet. */
    private final Map<String, Count> counted = new HashMap<>();

    /** So many instances, at an instant. */
    private record Count(int instances, long at) {}

    private int sizeAfterPurge;

    /** The target that was asked for last, and its state: each event asks several times. */
    private @Nullable Target latest;

    private @Nullable TargetState latestState;

    Targets(Knowledge knowledge, Ledger ledger, Consumer<Problem> problems) {
        this.statistics = knowledge.statistics;
        this.ledger = ledger;
        this.problems = problems;
    }

    /** What is known of the duration of a task. */
    Estimate duration(Workflow workflow, Task task) {
        return statistics.of(workflow).duration(task);
    }

    /** How long nearly all calls of a task take at most, in seconds. */
    double atMost(Workflow workflow, Task task) {
        return statistics.of(workflow).atMost(task);
    }

    @SuppressWarnings("ReferenceEquality") // an equal one is found by its name
    TargetState of(Target target, long now) {
        if (target == latest && latestState != null) {
            return latestState;
        }
        TargetState state = states.get(target.name());
        if (state == null) {
            if (states.size() >= 2 * Math.max(MANY, sizeAfterPurge)) {
                forgetUnknown(now);
            }
            state = new TargetState(target, statistics.declare(target));
            states.put(target.name(), state);
            Count some = counted.remove(target.name());
            if (some != null) {
                state.count(some.instances(), some.at());
            }
        }
        latest = target;
        latestState = state;
        return state;
    }

    /**
     * The platform has counted a target's instances.
     *
     * @return the runs that rely on more than there are now
     */
    List<Run> count(String target, int instances, long now) {
        TargetState state = states.get(target);
        if (state != null) {
            return state.count(instances, now);
        } else if (counted.size() < MOST_COUNTED || counted.containsKey(target)) {
            counted.put(target, new Count(instances, now));
        }
        return List.of();
    }

    /** A run starts, or is announced: from now on its targets are what its workflow says they are. */
    void declare(Run run, long now) {
        for (Target target : run.workflow.targets()) {
            TargetState state = of(target, now);
            statistics.keep(target, state.statistics);
            if (!state.target().equals(target)) {
                if (state.flaps(target)) {
                    problems.accept(Problem.of(
                            Problem.Kind.TARGET_CONTRADICTED,
                            run.id(),
                            "target " + target.name() + " is " + settings(target) + " here, and "
                                    + settings(state.target())
                                    + " in other workflows; the latest one that starts holds for all"));
                }
                statistics.declare(target);
                state.become(target, now, ledger::lapsed);
            }
        }
    }

    private static String settings(Target target) {
        return target.uri() + " with concurrency " + target.concurrency() + ", retention " + target.retention()
                + ", min-scale " + target.minScale();
    }

    private void forgetUnknown(long now) {
        latestState = null;
        states.values().removeIf(target -> {
            target.prune(now, ledger::lapsed);
            return target.forgettable();
        });
        sizeAfterPurge = states.size();
    }

    /** Stops waiting for the client, at the end of all things. */
    void abandon() {
        states.values().forEach(TargetState::abandon);
    }
}
