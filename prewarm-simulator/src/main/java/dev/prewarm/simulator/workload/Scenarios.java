package dev.prewarm.simulator.workload;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.prewarm.text.NearestName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The named scenarios: a grid of workflows, each of which can be crossed with every {@link ScenarioAxis}. */
public final class Scenarios {
    private static final int PRODUCTION_SHAPES = 20;
    private static final Pattern RANDOM = Pattern.compile("random-([1-9]\\d{0,5})");

    /** What is assumed where a part of the grid says nothing of durations: median 2 s, CV 0.2. */
    private static final Distribution WORK = Distribution.logNormal(2, 0.2);

    /** What is assumed where a part of the grid says nothing of cold starts: mean 1.5 s, CV 0.3. */
    private static final Distribution START = Distribution.logNormalByMean(1.5, 0.45);

    private Scenarios() {}

    /** All named scenarios, in the order in which they are listed. */
    public static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>();
        all.add(paper());
        all.add(superAdditive());
        all.addAll(applications());
        all.addAll(widthByDepth());
        all.addAll(production());
        all.addAll(scientific());
        all.addAll(branches());
        return ImmutableList.copyOf(all);
    }

    /**
     * The scenario of that name, changed by the axes that are named after it, as in {@code paper+window-6s+lost}. Beside
     * the listed ones there are {@code random-1} to {@code random-999999}, of which everything is drawn.
     *
     * @throws InvalidInputException if there is none; the message names the nearest
     */
    public static Scenario named(String name) {
        List<String> parts = Splitter.on('+').splitToList(name.trim());
        Scenario scenario = unchanged(parts.get(0));
        for (String axis : parts.subList(1, parts.size())) {
            scenario = ScenarioAxis.named(axis).applyTo(scenario);
        }
        return scenario;
    }

    private static Scenario unchanged(String name) {
        Matcher random = RANDOM.matcher(name);
        if (random.matches()) {
            return RandomScenarios.of(Integer.parseInt(random.group(1)));
        }
        Map<String, Scenario> byName =
                all().stream().collect(ImmutableMap.toImmutableMap(Scenario::name, scenario -> scenario));
        Scenario scenario = byName.get(name);
        if (scenario == null) {
            throw new InvalidInputException(
                    "unknown scenario \"" + name + "\"" + NearestName.hint(name, byName.keySet()));
        }
        return scenario;
    }

    /** The scenario of a workload from a file, with the defaults of {@link Scenario#builder}. */
    public static Scenario of(Workload workload) {
        WorkflowShape shape = WorkflowShape.of(workload);
        return Scenario.builder(workload.name(), workload)
                .description(shape.tasks() + " tasks, depth " + shape.depth() + ", width " + shape.width())
                .build();
    }

    private static Scenario paper() {
        Distribution coldStart = Distribution.constant(1);
        return scenario(
                WorkloadShapes.chain(
                        "paper",
                        List.of(Distribution.constant(3), Distribution.constant(7), Distribution.constant(5)),
                        List.of(coldStart, coldStart, coldStart)),
                "the paper's chain: 3 s, 7 s, 5 s, cold start 1 s",
                builder -> builder);
    }

    private static Scenario superAdditive() {
        Distribution nothing = Distribution.constant(0);
        Distribution coldStart = Distribution.constant(6.9);
        return scenario(
                WorkloadShapes.chain(
                        "super-additive", List.of(nothing, nothing, nothing), List.of(coldStart, coldStart, coldStart)),
                "three services that do nothing, cold start 6.9 s each",
                builder -> builder);
    }

    private static List<Scenario> applications() {
        return List.of(
                application("video", List.of(log(2.96, .09), log(0.95, .10), log(9.24, .30)), cold(0, 0.35, 4.615)),
                application("ml", List.of(log(6.01, .11), log(8.34, .05), log(0.002, 0)), cold(0, 2.68, 0.13)),
                application("chatbot", List.of(log(10.31, .06), log(3.00, .21)), cold(0, 1.30)));
    }

    private static Scenario application(String name, List<Distribution> durations, List<Distribution> coldStarts) {
        return scenario(
                WorkloadShapes.chain(name, durations, coldStarts),
                "an application in the shape of ORION's " + name + ", its root warm, trained",
                builder -> builder.rootsWarm(true).trained(true));
    }

    private static Distribution log(double median, double cv) {
        return Distribution.logNormal(median, cv);
    }

    private static List<Distribution> cold(double... means) {
        ImmutableList.Builder<Distribution> coldStarts = ImmutableList.builder();
        for (double mean : means) {
            coldStarts.add(Distribution.logNormalByMean(mean, 0.3 * mean));
        }
        return coldStarts.build();
    }

    private static List<Scenario> widthByDepth() {
        List<Scenario> scenarios = new ArrayList<>();
        for (int concurrency : new int[] {1, 10}) {
            for (int depth : new int[] {2, 4, 8, 16}) {
                Workload chain = WorkloadShapes.chain(
                        "grid-1x" + depth + "-cc" + concurrency,
                        Collections.nCopies(depth, WORK),
                        Collections.nCopies(depth, START));
                scenarios.add(scenario(
                        chain.withServices(service -> service.withConcurrency(concurrency)),
                        "a chain of " + depth + ", containerConcurrency " + concurrency,
                        builder -> builder));
            }
            for (int width : new int[] {2, 4, 8, 16, 32, 48}) {
                scenarios.add(scenario(
                        WorkloadShapes.forkJoin(
                                "grid-" + width + "x3-cc" + concurrency, width, concurrency, WORK, START),
                        "a split, " + width + " calls of one service, a join, containerConcurrency " + concurrency,
                        builder -> builder));
            }
        }
        return scenarios;
    }

    private static List<Scenario> production() {
        List<Scenario> scenarios = new ArrayList<>();
        for (int number = 1; number <= PRODUCTION_SHAPES; number++) {
            Workload workload = ProductionShapes.of("production-" + number, number);
            scenarios.add(scenario(workload, "production shape: " + shape(workload), builder -> builder));
        }
        for (int number = 1; number <= PRODUCTION_SHAPES; number++) {
            Workload workload = ProductionShapes.steady("production-steady-" + number, number);
            scenarios.add(scenario(
                    workload, "production shape, durations steady per task: " + shape(workload), builder -> builder));
        }
        return scenarios;
    }

    private static List<Scenario> scientific() {
        return ScientificShapes.all().stream()
                .map(workload -> scenario(workload, "scientific workflow: " + shape(workload), builder -> builder))
                .toList();
    }

    private static String shape(Workload workload) {
        WorkflowShape shape = WorkflowShape.of(workload);
        return shape.tasks() + " tasks, depth " + shape.depth() + ", width " + shape.width();
    }

    private static List<Scenario> branches() {
        List<Scenario> scenarios = new ArrayList<>();
        for (double probability : new double[] {0.5, 0.8, 0.95}) {
            for (boolean early : new boolean[] {false, true}) {
                String suffix = "-" + DurationText.number(probability) + (early ? "-early" : "");
                String when = ", decided " + (early ? "two tasks before" : "at the task before");
                scenarios.add(scenario(
                        WorkloadShapes.branchChain(
                                "branch-chain" + suffix, probability, early ? "t2" : "t3", WORK, START),
                        "a chain whose last two tasks follow with probability " + probability + when,
                        builder -> builder));
                scenarios.add(scenario(
                        WorkloadShapes.branchDiamond(
                                "branch-diamond" + suffix, probability, early ? "t1" : "t2", WORK, START),
                        "a diamond of two alternatives, one with probability " + probability + when,
                        builder -> builder));
            }
        }
        return scenarios;
    }

    private static Scenario scenario(Workload workload, String description, UnaryOperator<Scenario.Builder> change) {
        return change.apply(Scenario.builder(workload.name(), workload).description(description))
                .build();
    }
}
