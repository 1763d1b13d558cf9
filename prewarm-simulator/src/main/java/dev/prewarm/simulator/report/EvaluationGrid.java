package dev.prewarm.simulator.report;

import com.google.common.collect.ImmutableList;
import dev.prewarm.simulator.workload.Scenario;
import dev.prewarm.simulator.workload.ScenarioAxis;
import dev.prewarm.simulator.workload.Scenarios;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** The scenarios of the committed report: all that have a name, a choice of them crossed with every axis, and a few more. */
final class EvaluationGrid {
    /** The prices at which contestants are ranked: those at which the cost-aware strategy takes part. */
    static final List<Integer> PRICES = List.of(3, 10, 30, 100);

    /** One of each kind. */
    private static final List<String> CROSSED = List.of("paper", "video", "branch-diamond-0.5", "production-4");

    /** What several axes make of a workflow, and one axis of workflows that are not crossed with all. */
    private static final List<String> MORE = List.of(
            "grid-1x4-cc1+kpa-cc1",
            "grid-8x3-cc1+kpa-cc1",
            "grid-8x3-cc10+kpa-cc10",
            "paper+kpa-cc1+every-30s",
            "branch-diamond-0.5+kpa-cc1+every-30s",
            "branch-diamond-0.5+kpa-cc10+every-30s",
            "grid-1x4-cc1+window-6s",
            "grid-8x3-cc1+window-6s",
            "grid-8x3-cc1+contention",
            "grid-8x3-cc1+drift",
            "grid-8x3-cc10+drift",
            "grid-8x3-cc1+creation-2",
            "grid-8x3-cc10+lost");

    /** Of the random production shapes, which come in two series of twenty, so many of each. */
    private static final int SHAPES = 6;

    /** What has more tasks is large, and has this part of the runs. */
    private static final int LARGE = 12;

    private static final int LARGE_BY = 4;

    private EvaluationGrid() {}

    private static boolean kept(Scenario scenario) {
        String name = scenario.name();
        return !name.startsWith("production-") || Integer.parseInt(name.replaceAll("\\D", "")) <= SHAPES;
    }

    /** The scenarios, each with so many runs, but for large ones, which have fewer. */
    static List<Scenario> scenarios(int runs) {
        ImmutableList.Builder<Scenario> scenarios = ImmutableList.builder();
        Scenarios.all().stream().filter(EvaluationGrid::kept).forEach(scenarios::add);
        for (String name : CROSSED) {
            for (ScenarioAxis axis : ScenarioAxis.all()) {
                scenarios.add(axis.applyTo(Scenarios.named(name)));
            }
        }
        MORE.stream().map(Scenarios::named).forEach(scenarios::add);
        return withRuns(scenarios.build(), runs);
    }

    /** So many scenarios that are no part of the grid. */
    static List<Scenario> random(int count, int runs) {
        return withRuns(
                IntStream.rangeClosed(1, count)
                        .mapToObj(number -> Scenarios.named("random-" + number))
                        .toList(),
                runs);
    }

    private static List<Scenario> withRuns(List<Scenario> scenarios, int runs) {
        return scenarios.stream()
                .map(scenario -> scenario.toBuilder()
                        .runs(large(scenario) ? Math.max(1, runs / LARGE_BY) : runs)
                        .build())
                .toList();
    }

    /** Whether simulating it takes long. */
    static boolean large(Scenario scenario) {
        return scenario.workload().workflow().tasks().size() > LARGE;
    }

    /** Those whose figures are those of no earlier one: an axis may change nothing about a workflow. */
    static List<List<GridCell>> distinct(List<List<GridCell>> cells) {
        Set<List<?>> seen = new HashSet<>();
        return cells.stream()
                .filter(seeds -> seen.add(seeds.stream().map(GridCell::figures).toList()))
                .toList();
    }
}
