package dev.prewarm.engine;

import dev.prewarm.Problem;
import dev.prewarm.Target;
import dev.prewarm.forecast.LearnedStatistics;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What is believed of all targets, by their names. The latest workflow that was started says what a target is; what was
 * learned stays with the name. Confined to the loop.
 */
final class Targets {
    /** Targets that are remembered before those of which nothing is known any more are forgotten. */
    private static final int MANY = 1_024;

    private final LearnedStatistics statistics;
    private final Ledger ledger;
    private final Consumer<Problem> problems;
    private final Map<String, TargetState> states = new HashMap<>();
    private int sizeAfterPurge;

    Targets(LearnedStatistics statistics, Ledger ledger, Consumer<Problem> problems) {
        this.statistics = statistics;
        this.ledger = ledger;
        this.problems = problems;
    }

    LearnedStatistics statistics() {
        return statistics;
    }

    TargetState of(Target target, long now) {
        TargetState state = states.get(target.name());
        if (state == null) {
            if (states.size() >= 2 * Math.max(MANY, sizeAfterPurge)) {
                forgetUnknown(now);
            }
            state = new TargetState(target, statistics.of(target));
            states.put(target.name(), state);
        }
        return state;
    }

    /** A run starts, or is announced: from now on its targets are what its workflow says they are. */
    void declare(Run run, long now) {
        for (Target target : run.workflow.targets()) {
            TargetState state = of(target, now);
            if (!state.target().equals(target)) {
                if (state.flaps(target)) {
                    problems.accept(Problem.of(
                            Problem.Kind.TARGET_CONTRADICTED,
                            run.handle.id(),
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
