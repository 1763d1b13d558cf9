package dev.prewarm.simulator.comparison;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import dev.prewarm.simulator.workload.AutoscalerModel;
import java.util.List;
import java.util.Optional;

/**
 * What all contestants came to in a scenario, on the same draws.
 *
 * @param workflow the name of the workflow
 * @param scenario the name of the scenario
 * @param autoscaler what decided on the number of instances
 * @param tasks the number of its tasks
 * @param edges the number of its dependencies
 * @param runs how many runs were measured
 * @param seed what all was drawn from
 * @param price how many idle instance-seconds a second of delay is worth
 * @param hideableSeconds what cold starts delay a run that nothing is done for, beyond the bound
 * @param strategies the contestants, in the order in which they were asked for
 */
public record ComparisonResult(
        String workflow,
        String scenario,
        AutoscalerModel autoscaler,
        int tasks,
        int edges,
        int runs,
        long seed,
        double price,
        Measure hideableSeconds,
        List<StrategyResult> strategies) {
    /** Checks that there is a contestant. */
    public ComparisonResult {
        strategies = List.copyOf(strategies);
        requireNonNull(hideableSeconds, "hideableSeconds");
        checkArgument(!strategies.isEmpty(), "a comparison needs at least one contestant");
    }

    /** The result of that contestant, if it took part. */
    public Optional<StrategyResult> find(String name) {
        return strategies.stream()
                .filter(strategy -> strategy.name().equals(name))
                .findFirst();
    }
}
