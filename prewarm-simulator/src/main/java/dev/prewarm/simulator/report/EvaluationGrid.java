package dev.prewarm.simulator.report;

import com.google.common.collect.ImmutableList;
import dev.prewarm.simulator.workload.Scenario;
import dev.prewarm.simulator.workload.ScenarioAxis;
import dev.prewarm.simulator.workload.Scenarios;
import java.util.List;

/** The scenarios of the committed report: all that have a name, and a choice of them crossed with every axis. */
final class EvaluationGrid {
    /** The prices at which contestants are ranked: those at which the cost-aware strategy takes part. */
    static final List<Integer> PRICES = List.of(3, 10, 30, 100);

    /** One of each kind. */
    private static final List<String> CROSSED = List.of("paper", "video", "branch-diamond-0.5", "production-4");

    /** Of the random production shapes, which come in two series of twenty, so many of each. */
    private static final int SHAPES = 8;

    private EvaluationGrid() {}

    private static boolean kept(Scenario scenario) {
        String name = scenario.name();
        return !name.startsWith("production-") || Integer.parseInt(name.replaceAll("\\D", "")) <= SHAPES;
    }

    /** The scenarios, each with so many runs. */
    static List<Scenario> scenarios(int runs) {
        ImmutableList.Builder<Scenario> scenarios = ImmutableList.builder();
        Scenarios.all().stream().filter(EvaluationGrid::kept).forEach(scenarios::add);
        for (String name : CROSSED) {
            for (ScenarioAxis axis : ScenarioAxis.all()) {
                scenarios.add(axis.applyTo(Scenarios.named(name)));
            }
        }
        return scenarios.build().stream()
                .map(scenario -> scenario.toBuilder().runs(runs).build())
                .toList();
    }
}
