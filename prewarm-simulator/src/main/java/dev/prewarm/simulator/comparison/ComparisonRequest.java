package dev.prewarm.simulator.comparison;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.prewarm.PrewarmStrategy;
import dev.prewarm.simulator.contestant.Contestant;
import dev.prewarm.simulator.workload.Scenario;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** What is to be compared: a scenario, and who takes part. Immutable, as far as the contestants' suppliers are. */
public final class ComparisonRequest {
    private final Scenario scenario;
    private final ImmutableList<String> strategies;
    private final ImmutableMap<String, Contestant> own;
    private final double price;
    private final long seed;
    private final boolean timelines;

    private ComparisonRequest(Builder builder) {
        this.scenario = builder.scenario;
        this.strategies = ImmutableList.copyOf(builder.strategies);
        this.own = ImmutableMap.copyOf(builder.own);
        this.price = builder.price;
        this.seed = builder.seed;
        this.timelines = builder.timelines;
        checkArgument(!strategies.isEmpty(), "a comparison needs at least one contestant");
    }

    /** A builder with a price of 10, the seed 1, and nobody who takes part. */
    public static Builder builder(Scenario scenario) {
        return new Builder(scenario);
    }

    /** What runs. */
    public Scenario scenario() {
        return scenario;
    }

    /** The names of the contestants, in the order in which they were given. */
    public List<String> strategies() {
        return strategies;
    }

    /** The contestant of that name, if it was given as an object and not by its name alone. */
    public Optional<Contestant> own(String name) {
        return Optional.ofNullable(own.get(name));
    }

    /** How many idle instance-seconds a second of delay is worth. */
    public double price() {
        return price;
    }

    /** What all is drawn from. */
    public long seed() {
        return seed;
    }

    /** Whether one run of each contestant is to be drawn. */
    public boolean timelines() {
        return timelines;
    }

    /** Builds a {@link ComparisonRequest}. Not thread-safe. */
    public static final class Builder {
        private Scenario scenario;
        private final Set<String> strategies = new LinkedHashSet<>();
        private final Map<String, Contestant> own = new LinkedHashMap<>();
        private double price = 10;
        private long seed = 1;
        private boolean timelines;

        private Builder(Scenario scenario) {
            this.scenario = requireNonNull(scenario, "scenario");
        }

        /** How many runs are measured; as the scenario says by default. */
        public Builder runs(int count) {
            this.scenario = scenario.toBuilder().runs(count).build();
            return this;
        }

        /** Adds contestants that the comparison knows by their names, see {@link Comparison#contestants}; each once. */
        public Builder contestants(String... names) {
            return contestants(List.of(names));
        }

        /** As {@link #contestants(String...)}. */
        public Builder contestants(List<String> names) {
            strategies.addAll(names);
            return this;
        }

        /**
         * Adds a contestant.
         *
         * @param name what it is called in the result; none that the comparison knows
         * @param strategy makes the strategy for the simulation, which is the only one to use it
         * @throws IllegalArgumentException if there is one of that name already, or the name is blank
         */
        public Builder contestant(String name, Supplier<? extends PrewarmStrategy> strategy) {
            requireNonNull(strategy, "strategy");
            return contestant(new Contestant(name, name, observations -> strategy.get(), Contestant.Upkeep.NONE));
        }

        /**
         * Adds a contestant.
         *
         * @throws IllegalArgumentException if there is one of its name already, or the name is blank
         */
        public Builder contestant(Contestant contestant) {
            String name = contestant.name();
            checkArgument(!name.isBlank(), "a contestant needs a name, but it was blank: \"%s\"", name);
            checkArgument(strategies.add(name), "contestant %s: there is one of that name already", name);
            own.put(name, contestant);
            return this;
        }

        /** How many idle instance-seconds a second of delay is worth, above 0; 10 by default. */
        public Builder price(double idleInstanceSeconds) {
            checkArgument(
                    idleInstanceSeconds > 0 && idleInstanceSeconds <= 1e6,
                    "price: %s, but above 0 and at most a million is allowed",
                    idleInstanceSeconds);
            this.price = idleInstanceSeconds;
            return this;
        }

        /** What all is drawn from; 1 by default. */
        public Builder seed(long number) {
            this.seed = number;
            return this;
        }

        /** Whether one run of each contestant is to be drawn; not by default. */
        public Builder timelines(boolean drawn) {
            this.timelines = drawn;
            return this;
        }

        /**
         * The request.
         *
         * @throws IllegalArgumentException if there is no contestant
         */
        public ComparisonRequest build() {
            return new ComparisonRequest(this);
        }
    }
}
