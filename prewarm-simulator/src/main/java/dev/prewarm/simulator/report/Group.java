package dev.prewarm.simulator.report;

import dev.prewarm.simulator.workload.Arrivals;
import dev.prewarm.simulator.workload.AutoscalerModel;
import dev.prewarm.simulator.workload.Drift;
import dev.prewarm.simulator.workload.Scenario;
import dev.prewarm.simulator.workload.WarmupFaults;
import dev.prewarm.simulator.workload.WorkflowShape;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/**
 * Scenarios that have something in common; a scenario may be in several groups.
 *
 * @param name for people
 * @param members which ones
 */
record Group(String name, Predicate<Scenario> members) {
    static final Duration DENSE_GAP = Duration.ofSeconds(30);
    static final int WIDE = 8;

    /** All that are not dense. */
    static final Group SPARSE = new Group("all but dense arrivals", scenario -> !dense(scenario));

    static final Group DENSE_ARRIVALS = new Group("dense arrivals", Group::dense);

    /** In the order of reports. */
    static final List<Group> ALL = List.of(
            SPARSE,
            DENSE_ARRIVALS,
            new Group("branches", Group::branches),
            new Group("forks of concurrency 1", scenario -> scenario.name().matches("grid-\\d+x3-cc1")),
            new Group(
                    "wide layers",
                    scenario -> WorkflowShape.of(scenario.workload()).width() >= WIDE),
            new Group("scientific", scenario -> scenario.name().contains("-like-")),
            new Group("production", scenario -> production(scenario) && plain(scenario)),
            new Group("drift", scenario -> !scenario.drift().equals(Drift.NONE)),
            new Group("faults", Group::faults),
            new Group("contention", scenario -> scenario.platform().contention() > 0),
            new Group("announced", scenario -> scenario.announce().isPresent()),
            new Group("short windows", scenario -> has(scenario, "window-6s")),
            new Group("Knative's autoscaler, concurrency 1", scenario -> kpa(scenario) && has(scenario, "kpa-cc1")),
            new Group("Knative's autoscaler, concurrency 10", scenario -> kpa(scenario) && has(scenario, "kpa-cc10")));

    private static boolean dense(Scenario scenario) {
        if (scenario.arrivals() instanceof Arrivals.Every every) {
            return every.gap().compareTo(DENSE_GAP) <= 0;
        }
        return scenario.arrivals() instanceof Arrivals.Poisson poisson
                && poisson.perMinute() * DENSE_GAP.toSeconds() >= 60;
    }

    private static boolean kpa(Scenario scenario) {
        return scenario.platform().autoscaler() == AutoscalerModel.KPA;
    }

    /** Of the shapes of production workflows, crossed with an axis or not. */
    static boolean production(Scenario scenario) {
        return scenario.name().startsWith("production-");
    }

    private static boolean plain(Scenario scenario) {
        return !scenario.name().contains("+");
    }

    private static boolean has(Scenario scenario, String axis) {
        return (scenario.name() + "+").contains("+" + axis + "+");
    }

    private static boolean faults(Scenario scenario) {
        return !scenario.faults().equals(WarmupFaults.NONE)
                || scenario.platform().creationsPerSecond() > 0;
    }

    private static boolean branches(Scenario scenario) {
        return scenario.workload().steps().stream()
                .flatMap(step -> step.after().stream())
                .anyMatch(predecessor -> predecessor.probability() < 1);
    }

    List<Regret> of(List<Regret> cells) {
        return cells.stream().filter(cell -> members.test(cell.scenario())).toList();
    }
}
