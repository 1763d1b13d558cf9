package dev.prewarm.simulator.contestant;

import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableList;
import dev.prewarm.PrewarmStrategy;
import dev.prewarm.simulator.contestant.Contestant.Upkeep;
import dev.prewarm.simulator.replay.ReplayStrategy;
import dev.prewarm.simulator.workload.DurationText;
import dev.prewarm.simulator.workload.Scenario;
import java.util.List;
import java.util.function.Supplier;

/** The contestants of comparisons: what this library offers, what was published, and what people do instead. */
public final class Contestants {
    /** The name of the cost-aware strategy at the price by which a comparison ranks. */
    public static final String COST_AWARE = "cost-aware";

    private static final String ORION = "orion-static";
    private static final String TUNED = "a fixed delay a task from the start, tuned offline (Mahgoub et al. 2022)";

    private static final ImmutableList<Contestant> ALL = ImmutableList.of(
            Contestant.of("none", "nothing is warmed", PrewarmStrategy.none()),
            Contestant.of(
                    "next-hop", "what comes next, when a task is called (Kim et al. 2022)", PrewarmStrategy.nextHop()),
            Contestant.of("full-path", "everything, when the run starts (Kim et al. 2022)", PrewarmStrategy.fullPath()),
            Contestant.of(
                    "timed-lead", "a median cold start before the predicted start", PrewarmStrategy.timedLead(0.5)),
            Contestant.of(
                    "timed-lead-p90",
                    "the 90th percentile of the cold start before the predicted start",
                    PrewarmStrategy.timedLead(0.9)),
            costAware(3),
            costAware(10),
            costAware(30),
            costAware(100),
            new Contestant(
                    "fission-prewarm-all",
                    "all that has not started, each time a level of tasks has finished (Fission Workflows)",
                    FissionStrategy::all,
                    Upkeep.NONE),
            new Contestant(
                    "fission-prewarm-horizon",
                    "the next level, each time a level of tasks has finished (Fission Workflows)",
                    FissionStrategy::horizon,
                    Upkeep.NONE),
            new Contestant(
                    "xanadu-jit",
                    "the most likely path, by mean durations and cold starts (Daw et al. 2020)",
                    XanaduStrategy::new,
                    Upkeep.NONE),
            new Contestant(
                    ORION,
                    TUNED,
                    observations -> OrionStrategy.tuned(observations.scenario(), observations.seed()),
                    Upkeep.NONE),
            new Contestant(
                    "bermbach-global",
                    "what lies within one cold start after a task that starts (Bermbach et al. 2020)",
                    BermbachStrategy::new,
                    Upkeep.NONE),
            new Contestant("pinger", "every service, every five minutes", o -> PrewarmStrategy.none(), Upkeep.PINGED),
            new Contestant(
                    "always-on",
                    "as many instances as the widest step needs are kept for ever",
                    o -> PrewarmStrategy.none(),
                    Upkeep.ALWAYS_ON));

    private Contestants() {}

    /** All of them, in the order of reports. */
    public static List<Contestant> all() {
        return ALL;
    }

    /** All of them for simulations of one scenario with several seeds: what is tuned offline is so once, with the given seed. */
    public static List<Contestant> tunedFor(Scenario scenario, long seed) {
        Supplier<PrewarmStrategy> tuned = Suppliers.memoize(() -> OrionStrategy.tuned(scenario, seed));
        return ALL.stream()
                .map(contestant -> contestant.name().equals(ORION)
                        ? new Contestant(ORION, TUNED, observations -> tuned.get(), Upkeep.NONE)
                        : contestant)
                .collect(ImmutableList.toImmutableList());
    }

    /** The cost-aware strategy at a price as replay and search decide, under the name of the one that decides by rules. */
    public static Contestant replay(double price) {
        return Contestant.of(
                costAware(price).name(), "least expected cost, by replay and search", ReplayStrategy.of(price));
    }

    /**
     * The one of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Contestant named(String name) {
        return ALL.stream()
                .filter(contestant -> contestant.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no contestant is named " + name + ": " + ALL));
    }

    /** This library's cost-aware strategy at a price of latency. */
    public static Contestant costAware(double price) {
        return Contestant.of(
                COST_AWARE + "-" + DurationText.number(price),
                "least expected cost, a second of delay worth " + DurationText.number(price) + " idle instance-seconds",
                PrewarmStrategy.costAware(price));
    }
}
