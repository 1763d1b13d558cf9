package dev.prewarm.simulator.report;

import static com.google.common.base.Preconditions.checkArgument;

import dev.prewarm.simulator.comparison.ComparisonResult;
import dev.prewarm.simulator.contestant.ContestantGroup;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What a comparison's costs are in money, of whatever currency.
 *
 * @param instanceCost what one instance-second costs, above 0
 * @param secondWorth what one second of a run's delay is worth, above 0
 * @param runsPerMonth how many runs there are in a month; null if it is not known
 */
public record Money(
        double instanceCost, double secondWorth, @Nullable Long runsPerMonth) {
    /** The most that is accepted as a price of anything. */
    public static final double MOST = 1e6;

    /** @throws IllegalArgumentException if a number is out of its range */
    public Money {
        checkArgument(
                instanceCost > 0 && instanceCost <= MOST,
                "cost of an instance-second: %s, but above 0 and at most a million is allowed",
                instanceCost);
        checkArgument(
                secondWorth > 0 && secondWorth <= MOST,
                "worth of a second: %s, but above 0 and at most a million is allowed",
                secondWorth);
        checkArgument(
                runsPerMonth == null || runsPerMonth > 0, "runs per month: %s, but above 0 is needed", runsPerMonth);
    }

    /** The price of latency: how many instance-seconds a second of delay is worth. */
    public double price() {
        return secondWorth / instanceCost;
    }

    /** How many runs there are in a month; empty if it is not known. */
    public OptionalLong monthly() {
        return (runsPerMonth == null) ? OptionalLong.empty() : OptionalLong.of(runsPerMonth);
    }

    /** What a cost is in money, which is counted in instance-seconds. */
    public double of(double instanceSeconds) {
        return instanceSeconds * instanceCost;
    }

    /** What a cost of a run comes to in a month; empty if it is not known how many runs there are. */
    public OptionalDouble aMonth(double instanceSeconds) {
        return (runsPerMonth == null)
                ? OptionalDouble.empty()
                : OptionalDouble.of(of(instanceSeconds) * runsPerMonth.doubleValue());
    }

    /** For how many runs it is told in tables, so that two digits after the point say something: 1, a thousand or a million. */
    static long runsToTell(ComparisonResult result, @Nullable Money money) {
        double most = (money == null)
                ? 1
                : result.strategies().stream()
                        .filter(strategy -> strategy.group() == ContestantGroup.USABLE)
                        .mapToDouble(strategy -> money.of(strategy.cost()))
                        .max()
                        .orElse(1);
        return (most >= 1) ? 1 : (most >= 1e-3) ? 1_000 : 1_000_000;
    }

    /** The heading of such figures, after "money". */
    static String runs(long told) {
        return (told == 1) ? "a run" : Figures.count(told) + " runs";
    }

    /** As {@code 0.0120 a run, 120.00 a month of 10,000 runs}. */
    public String said(double instanceSeconds) {
        String run = Figures.money(of(instanceSeconds)) + " a run";
        OptionalDouble month = aMonth(instanceSeconds);
        return month.isEmpty()
                ? run
                : run + ", " + Figures.money(month.getAsDouble()) + " in a month of "
                        + Figures.count(monthly().getAsLong()) + " runs";
    }
}
