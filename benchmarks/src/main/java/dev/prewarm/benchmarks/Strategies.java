package dev.prewarm.benchmarks;

import dev.prewarm.PrewarmStrategy;

/** The strategies that are measured, by the names that they have as parameters. */
final class Strategies {
    private Strategies() {}

    static PrewarmStrategy named(String name) {
        return switch (name) {
            case "none" -> PrewarmStrategy.none();
            case "next-hop" -> PrewarmStrategy.nextHop();
            case "full-path" -> PrewarmStrategy.fullPath();
            case "timed-lead" -> PrewarmStrategy.timedLead(0.5);
            case "cost-aware" -> PrewarmStrategy.costAware(10);
            default ->
                throw new IllegalArgumentException(
                        "strategy \"" + name + "\": none, next-hop, full-path, timed-lead and cost-aware are allowed");
        };
    }
}
