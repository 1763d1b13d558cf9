package dev.prewarm.simulator.command;

import dev.prewarm.simulator.report.Figures;
import dev.prewarm.simulator.report.Money;
import dev.prewarm.simulator.workload.InvalidInputException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say what a second of delay is worth, in instance-seconds or in money. */
final class PriceOptions {
    private static final double DEFAULT_PRICE = 10;

    /** What is written with a few digits is the same. */
    private static final double ROUNDED = 1e-3;

    @Option(
            names = "--price",
            paramLabel = "N",
            description = "how many idle instance-seconds one second of delay is worth; default: 10, or what"
                    + " --second-worth and --instance-cost give")
    @Nullable
    Double price;

    @Option(
            names = "--instance-cost",
            paramLabel = "MONEY",
            description =
                    "what one instance-second costs; with --second-worth or --price, costs are told in money, too")
    @Nullable
    Double instanceCost;

    @Option(
            names = "--second-worth",
            paramLabel = "MONEY",
            description = "what one second less of a run is worth; with --instance-cost it gives the price")
    @Nullable
    Double secondWorth;

    /** How many idle instance-seconds one second of delay is worth. */
    double price() {
        check("--price", price);
        check("--instance-cost", instanceCost);
        check("--second-worth", secondWorth);
        if (instanceCost == null || secondWorth == null) {
            if (price == null && (instanceCost != null || secondWorth != null)) {
                throw new InvalidInputException(
                        instanceCost != null
                                ? "--instance-cost without a price: give --second-worth or --price, too"
                                : "--second-worth without a price: give --instance-cost or --price, too");
            }
            return (price == null) ? DEFAULT_PRICE : price;
        }
        double given = secondWorth / instanceCost;
        if (given <= 0 || given > Money.MOST) {
            throw new InvalidInputException("--second-worth by --instance-cost is a price of "
                    + Figures.significant(given) + ", but above 0 and at most a million is allowed");
        }
        if (price != null && Math.abs(price - given) > ROUNDED * given) {
            throw new InvalidInputException("--price " + Figures.significant(price)
                    + ", but --second-worth by --instance-cost is a price of " + Figures.significant(given)
                    + "; give two of the three");
        }
        return given;
    }

    private static void check(String option, @Nullable Double value) {
        if (value != null && !(value > 0 && value <= Money.MOST)) {
            throw new InvalidInputException(option + ": " + value + ", but above 0 and at most a million is allowed");
        }
    }

    /**
     * What costs are in money; empty if it was not said.
     *
     * @param runsPerMonth how many runs there are in a month; null if it is not known
     */
    Optional<Money> money(@Nullable Long runsPerMonth) {
        double known = price();
        if (instanceCost != null) {
            return Optional.of(new Money(instanceCost, known * instanceCost, runsPerMonth));
        }
        return (secondWorth == null)
                ? Optional.empty()
                : Optional.of(new Money(secondWorth / known, secondWorth, runsPerMonth));
    }
}
