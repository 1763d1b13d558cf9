package dev.prewarm.spring;

import static dev.prewarm.spring.PropertyCheck.check;
import static dev.prewarm.spring.PropertyCheck.made;
import static dev.prewarm.spring.PropertyCheck.onlyWith;

import dev.prewarm.PrewarmStrategy;
import dev.prewarm.WarmupLimits;
import dev.prewarm.spring.PrewarmProperties.Strategy;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What properties say to the builder of a Prewarmer. */
final class BuilderSettings {
    private static final double DEFAULT_PRICE = 10;

    private BuilderSettings() {}

    static PrewarmStrategy strategy(PrewarmProperties properties) {
        Double price = properties.priceOfLatency();
        Duration lead = properties.lead();
        Double quantile = properties.leadQuantile();
        onlyWith(Strategy.COST_AWARE, properties, "price-of-latency", price);
        onlyWith(Strategy.TIMED_LEAD, properties, "lead", lead);
        onlyWith(Strategy.TIMED_LEAD, properties, "lead-quantile", quantile);
        return switch (properties.strategy()) {
            case NONE -> PrewarmStrategy.none();
            case NEXT_HOP -> PrewarmStrategy.nextHop();
            case FULL_PATH -> PrewarmStrategy.fullPath();
            case COST_AWARE ->
                made(
                        "price-of-latency",
                        price,
                        () -> PrewarmStrategy.costAware((price == null) ? DEFAULT_PRICE : price));
            case TIMED_LEAD -> timedLead(lead, quantile);
        };
    }

    private static PrewarmStrategy timedLead(@Nullable Duration lead, @Nullable Double quantile) {
        if (lead != null && quantile == null) {
            return made("lead", lead, () -> PrewarmStrategy.timedLead(lead));
        } else if (quantile != null && lead == null) {
            return made("lead-quantile", quantile, () -> PrewarmStrategy.timedLead(quantile.doubleValue()));
        }
        throw PropertyCheck.refused(
                "strategy",
                "timed-lead",
                "it needs one of prewarm.lead and prewarm.lead-quantile, but "
                        + ((lead == null) ? "none is" : "both are") + " set");
    }

    static WarmupLimits limits(PrewarmProperties.Limits limits) {
        atLeastOne("limits.in-flight-per-target", limits.inFlightPerTarget());
        atLeastOne("limits.in-flight", limits.inFlight());
        atLeastOne("limits.burst", limits.burst());
        WarmupLimits inFlight = WarmupLimits.DEFAULT.withInFlight(limits.inFlightPerTarget(), limits.inFlight());
        WarmupLimits rate = made(
                "limits.instances-per-second",
                limits.instancesPerSecond(),
                () -> inFlight.withRate(limits.instancesPerSecond(), limits.burst()));
        return made("limits.timeout", limits.timeout(), () -> rate.withTimeout(limits.timeout()));
    }

    private static void atLeastOne(String property, int value) {
        check(value >= 1, property, value, "at least 1 is needed");
    }
}
