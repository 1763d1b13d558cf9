package dev.prewarm.simulator.comparison;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import dev.prewarm.simulator.workload.Scenario;

/**
 * What is to be compared.
 *
 * @param scenario what runs
 * @param strategies the names of the contestants
 * @param price how many idle instance-seconds a second of delay is worth, above 0
 * @param seed what all is drawn from
 * @param timelines whether one run of each contestant is to be drawn
 */
public record ComparisonRequest(
        Scenario scenario, ImmutableList<String> strategies, double price, long seed, boolean timelines) {
    /** @throws IllegalArgumentException if there is no contestant or the price is out of its range */
    public ComparisonRequest {
        requireNonNull(scenario, "scenario");
        checkArgument(!strategies.isEmpty(), "a comparison needs at least one contestant");
        checkArgument(price > 0 && price <= 1e6, "price: %s, but above 0 and at most a million is allowed", price);
    }
}
