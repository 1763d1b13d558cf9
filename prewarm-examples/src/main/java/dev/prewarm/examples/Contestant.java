package dev.prewarm.examples;

import dev.prewarm.PrewarmStrategy;
import java.util.List;

/**
 * One way to run the paper's workflow.
 *
 * @param name what it is called in the results
 * @param strategy what decides
 * @param announced whether the run is announced ahead of its start
 * @param priors whether durations and cold starts are declared, as one who has measured them would
 * @param note what a reader of the results must know; may be empty
 */
record Contestant(String name, PrewarmStrategy strategy, boolean announced, boolean priors, String note) {
    static List<Contestant> all() {
        return List.of(
                new Contestant("none", PrewarmStrategy.none(), false, false, ""),
                new Contestant("next-hop", PrewarmStrategy.nextHop(), false, false, ""),
                new Contestant("full-path", PrewarmStrategy.fullPath(), false, false, ""),
                new Contestant(
                        "full-path-announced", PrewarmStrategy.fullPath(), true, false, "was announced 2 s ahead"),
                new Contestant(
                        "cost-aware",
                        PrewarmStrategy.costAware(10),
                        false,
                        true,
                        "was told durations and cold starts, to 2 %"));
    }
}
