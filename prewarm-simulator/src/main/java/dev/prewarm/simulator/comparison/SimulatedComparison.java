package dev.prewarm.simulator.comparison;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Maps;
import dev.prewarm.simulator.comparison.SimulationResult.Figure;
import dev.prewarm.simulator.contestant.Contestant;
import dev.prewarm.simulator.contestant.ContestantGroup;
import dev.prewarm.simulator.contestant.Contestants;
import dev.prewarm.simulator.workload.Draws;
import dev.prewarm.simulator.workload.InvalidInputException;
import dev.prewarm.simulator.workload.RunTruth;
import dev.prewarm.simulator.workload.Scenario;
import dev.prewarm.simulator.workload.WorkflowShape;
import dev.prewarm.text.NearestName;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A comparison by simulation: the engine of the library, with each contestant's strategy, on the model of Knative.
 *
 * <p>Results do not depend on the number of threads. Safe for use by any thread.
 */
public final class SimulatedComparison implements Comparison {
    /** The bound where runs are announced early enough to have everything warm. */
    private static final String CLAIRVOYANT_ANNOUNCED = StrategyResult.CLAIRVOYANT + "-announced";

    private final int threads;

    /**
     * A comparison on so many threads.
     *
     * @param threads 1 to 64
     */
    public SimulatedComparison(int threads) {
        checkArgument(threads >= 1 && threads <= 64, "threads: %s, but 1 to 64 is allowed", threads);
        this.threads = threads;
    }

    @Override
    public List<String> contestants() {
        Set<String> names = new LinkedHashSet<>();
        for (Contestant contestant : Contestants.all()) {
            boolean costAware = contestant.name().startsWith(Contestants.COST_AWARE);
            names.add(costAware ? Contestants.COST_AWARE : contestant.name());
        }
        names.add(StrategyResult.CLAIRVOYANT);
        names.add(CLAIRVOYANT_ANNOUNCED);
        return ImmutableList.copyOf(names);
    }

    @Override
    public ComparisonResult run(ComparisonRequest request, Progress progress) {
        List<Contestant> contestants = contestants(request);
        Scenario scenario = request.scenario();
        int drawn = request.timelines() ? representative(scenario, request.seed()) : Simulation.NOTHING_DRAWN;
        List<SimulationResult> results = Workers.map(
                threads,
                contestants,
                contestant -> new Simulation(scenario, contestant, request.seed(), drawn).run(),
                (contestant, done) -> progress.onProgress(contestant.name(), done, contestants.size()));
        return result(
                request, Maps.uniqueIndex(results, result -> result.contestant().name()));
    }

    /** Those to be simulated, each once, and the ones that forecast first: they take by far the longest. */
    private List<Contestant> contestants(ComparisonRequest request) {
        Set<Contestant> contestants = new LinkedHashSet<>();
        contestants.add(Contestants.named(StrategyResult.NONE));
        for (String name : request.strategies()) {
            boolean known = contestants().contains(name);
            if (request.own(name).isPresent()) {
                if (known || reserved(name)) {
                    throw new InvalidInputException(
                            "contestant " + name + ": this name is one of the simulator's own; give it another one");
                }
            } else if (!known) {
                throw new InvalidInputException(
                        "unknown strategy \"" + name + "\"" + NearestName.hint(name, contestants()));
            }
            if (!bound(name)) {
                contestants.add(contestant(name, request));
            }
        }
        return contestants.stream()
                .sorted(Comparator.comparing(contestant -> !contestant.name().startsWith(Contestants.COST_AWARE)))
                .toList();
    }

    /** The contestant of that name, which is none of a bound. */
    private static Contestant contestant(String name, ComparisonRequest request) {
        return request.own(name)
                .orElseGet(() -> name.equals(Contestants.COST_AWARE)
                        ? Contestants.costAware(request.price())
                        : Contestants.named(name));
    }

    private static boolean bound(String name) {
        return name.startsWith(StrategyResult.CLAIRVOYANT);
    }

    /** Whether results of that name would be taken for others. */
    private static boolean reserved(String name) {
        return bound(name) || name.startsWith(Contestants.COST_AWARE + "-");
    }

    /** Of the runs in the second half, when something has been learned, the one of median length if all is warm. */
    private static int representative(Scenario scenario, long seed) {
        Draws draws = new Draws(seed);
        double[] lengths = new double[scenario.runs()];
        Arrays.setAll(
                lengths,
                run -> Bound.of(new RunTruth(scenario, draws, run), scenario, Bound.LONG_BEFORE)
                        .allWarm());
        int first = scenario.runs() / 2;
        List<Integer> runs = IntStream.range(first, scenario.runs())
                .boxed()
                .sorted(Comparator.comparingDouble(run -> lengths[run]))
                .toList();
        return runs.get(runs.size() / 2);
    }

    private static ComparisonResult result(ComparisonRequest request, Map<String, SimulationResult> results) {
        Scenario scenario = request.scenario();
        SimulationResult none = requireNonNull(results.get(StrategyResult.NONE));
        double[] hideable = new double[none.runs()];
        Arrays.setAll(hideable, run -> none.get(Figure.MAKESPAN, run) - none.get(Figure.CLAIRVOYANT, run));
        ImmutableList.Builder<StrategyResult> strategies = ImmutableList.builder();
        for (String name : request.strategies()) {
            if (bound(name)) {
                boolean announced = name.equals(CLAIRVOYANT_ANNOUNCED);
                strategies.add(bound(name, none, announced ? Figure.ALL_WARM : Figure.CLAIRVOYANT, request));
            } else {
                String contestant = contestant(name, request).name();
                strategies.add(strategy(name, requireNonNull(results.get(contestant)), none, request));
            }
        }
        return new ComparisonResult(
                scenario.workload().name(),
                scenario.name(),
                scenario.platform().autoscaler(),
                scenario.workload().workflow().tasks().size(),
                WorkflowShape.of(scenario.workload()).edges(),
                scenario.runs(),
                request.seed(),
                request.price(),
                Measure.of(hideable),
                strategies.build());
    }

    private static StrategyResult strategy(
            String name, SimulationResult result, SimulationResult none, ComparisonRequest request) {
        double price = request.price();
        double[] beyondNone = new double[none.runs()];
        Arrays.setAll(
                beyondNone,
                run -> price * (result.get(Figure.MAKESPAN, run) - none.get(Figure.MAKESPAN, run))
                        + result.get(Figure.SURPLUS, run)
                        - none.get(Figure.SURPLUS, run));
        return new StrategyResult(
                name,
                result.contestant().description(),
                result.contestant().group(),
                none.hiddenShare(result.mean(Figure.MAKESPAN)),
                result.cost(price, none),
                PairedCosts.of(request.scenario().arrivals(), beyondNone),
                result.measure(Figure.MAKESPAN),
                result.measure(Figure.IDLE),
                result.measure(Figure.WASTED),
                result.measure(Figure.COLD_STARTS),
                result.measure(Figure.SENT),
                result.measure(Figure.USED),
                result.measure(Figure.LATE),
                result.measure(Figure.UNUSED),
                result.timeline());
    }

    private static StrategyResult bound(
            String name, SimulationResult none, Figure makespan, ComparisonRequest request) {
        Measure nothing = Measure.of(0);
        double price = request.price();
        double[] beyondNone = new double[none.runs()];
        Arrays.setAll(beyondNone, run -> price * (none.get(makespan, run) - none.get(Figure.MAKESPAN, run)));
        return new StrategyResult(
                name,
                (makespan == Figure.ALL_WARM)
                        ? "knows all that will happen, long enough before a run starts"
                        : "knows all that will happen, from the start of a run on",
                ContestantGroup.BOUND,
                none.hiddenShare(none.mean(makespan)),
                price * (none.mean(makespan) - none.mean(Figure.ALL_WARM)),
                PairedCosts.of(request.scenario().arrivals(), beyondNone),
                none.measure(makespan),
                nothing,
                nothing,
                nothing,
                nothing,
                nothing,
                nothing,
                nothing,
                null);
    }
}
