package dev.prewarm.strategy;

import dev.prewarm.Plan;
import dev.prewarm.PrewarmStrategy;
import dev.prewarm.RunView;

/** Warms nothing. It loses every cold start, and costs nothing. */
public record NoStrategy() implements PrewarmStrategy {
    @Override
    public Plan plan(RunView run) {
        return Plan.empty();
    }

    @Override
    public String toString() {
        return "none";
    }
}
