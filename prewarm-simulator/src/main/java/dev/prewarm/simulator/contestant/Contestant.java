package dev.prewarm.simulator.contestant;

import static java.util.Objects.requireNonNull;

import dev.prewarm.PrewarmStrategy;
import dev.prewarm.simulator.comparison.Comparison;
import java.util.function.Function;

/**
 * A policy in a {@link Comparison}: a strategy for the engine, or one of those that look at no run at all.
 *
 * @param name what it is called in reports and on the command line
 * @param description one line for people, with the source of what was published
 * @param strategy makes the strategy for a simulation
 * @param upkeep what is done besides, whatever runs
 * @param group what it is to the reader of a comparison
 */
public record Contestant(
        String name,
        String description,
        Function<Observations, PrewarmStrategy> strategy,
        Upkeep upkeep,
        ContestantGroup group) {
    /** Checks that nothing is null. */
    public Contestant {
        requireNonNull(name, "name");
        requireNonNull(description, "description");
        requireNonNull(strategy, "strategy");
        requireNonNull(upkeep, "upkeep");
        requireNonNull(group, "group");
    }

    /** What is done to the services whatever runs. */
    public enum Upkeep {
        /** Nothing. */
        NONE,
        /** Every service is called every five minutes. */
        PINGED,
        /** Every service keeps as many instances as its widest step needs. */
        ALWAYS_ON
    }

    /** A contestant that can be used, and only has a strategy. */
    public static Contestant of(String name, String description, PrewarmStrategy strategy) {
        requireNonNull(strategy, "strategy");
        return made(name, description, observations -> strategy);
    }

    /** The same, with a strategy of its own for each simulation. */
    public static Contestant made(String name, String description, Function<Observations, PrewarmStrategy> strategy) {
        return new Contestant(name, description, strategy, Upkeep.NONE, ContestantGroup.USABLE);
    }

    @Override
    public String toString() {
        return name;
    }
}
