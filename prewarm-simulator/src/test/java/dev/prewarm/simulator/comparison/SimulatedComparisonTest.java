package dev.prewarm.simulator.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.prewarm.PrewarmStrategy;
import dev.prewarm.simulator.comparison.Comparison.Progress;
import dev.prewarm.simulator.contestant.ContestantGroup;
import dev.prewarm.simulator.report.ComparisonJson;
import dev.prewarm.simulator.report.ComparisonPage;
import dev.prewarm.simulator.workload.Arrivals;
import dev.prewarm.simulator.workload.AutoscalerModel;
import dev.prewarm.simulator.workload.Distribution;
import dev.prewarm.simulator.workload.InvalidInputException;
import dev.prewarm.simulator.workload.Scenario;
import dev.prewarm.simulator.workload.Scenarios;
import dev.prewarm.simulator.workload.Workload;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SimulatedComparisonTest {
    private final SimulatedComparison comparison = new SimulatedComparison(1);

    @Test
    void theSameRequestGivesTheSameResult() {
        assertThat(comparison.run(request("branch-diamond-0.8", 20), Progress.NONE))
                .isEqualTo(comparison.run(request("branch-diamond-0.8", 20), Progress.NONE));
    }

    @Test
    void theNumberOfThreadsDoesNotChangeAByte() throws IOException {
        ComparisonRequest request = ComparisonRequest.builder(Scenarios.named("video+poisson-2"))
                .runs(20)
                .contestants(comparison.contestants())
                .timelines(true)
                .build();
        String one = written(request, 1);

        assertThat(written(request, 2)).isEqualTo(one);
        assertThat(written(request, 16)).isEqualTo(one);
    }

    private static String written(ComparisonRequest request, int threads) throws IOException {
        ComparisonResult result = new SimulatedComparison(threads).run(request, Progress.NONE);
        StringWriter text = new StringWriter();
        ComparisonJson.write(result, text);
        ComparisonPage.of(request.scenario(), result).writeTo(text);
        return text.toString();
    }

    @Test
    void theStrategiesComeInTheOrderInWhichTheyWereAskedFor() {
        ComparisonRequest request =
                request("paper", 5, 10, false, "clairvoyant", "full-path", "none", "cost-aware", "next-hop");

        assertThat(comparison.run(request, Progress.NONE).strategies())
                .extracting(StrategyResult::name)
                .containsExactly("clairvoyant", "full-path", "none", "cost-aware", "next-hop");
    }

    @Test
    void aStrategyOfOnesOwnTakesPart() {
        ComparisonRequest request = ComparisonRequest.builder(Scenarios.named("paper"))
                .runs(5)
                .contestants("none", "next-hop")
                .contestant("mine", PrewarmStrategy::nextHop)
                .build();
        ComparisonResult result = Comparison.simulated().run(request);

        assertThat(result.strategies()).extracting(StrategyResult::name).containsExactly("none", "next-hop", "mine");
        assertThat(result.find("mine").orElseThrow().makespanSeconds())
                .isEqualTo(result.find("next-hop").orElseThrow().makespanSeconds())
                .isEqualTo(Measure.of(16));
    }

    @Test
    void eachSimulationHasAStrategyOfItsOwn() {
        AtomicInteger made = new AtomicInteger();
        ComparisonRequest request = ComparisonRequest.builder(Scenarios.named("paper"))
                .runs(2)
                .contestant("mine", () -> {
                    made.incrementAndGet();
                    return PrewarmStrategy.none();
                })
                .build();
        comparison.run(request);
        comparison.run(request);

        assertThat(made).hasValue(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"next-hop", "cost-aware", "cost-aware-7", "clairvoyant-mine"})
    void theNameOfAnotherContestantIsRefused(String name) {
        ComparisonRequest request = ComparisonRequest.builder(Scenarios.named("paper"))
                .contestant(name, PrewarmStrategy::none)
                .build();
        assertThatThrownBy(() -> comparison.run(request))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("one of the simulator's own");
    }

    @Test
    void aNameIsGivenOnce() {
        ComparisonRequest.Builder request =
                ComparisonRequest.builder(Scenarios.named("paper")).contestant("mine", PrewarmStrategy::none);
        assertThatThrownBy(() -> request.contestant("mine", PrewarmStrategy::none))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("contestant mine: there is one of that name already");
    }

    @Test
    void costAwareIsTheOneAtThePriceThatIsGiven() {
        double patient = cost("ml", 1, "cost-aware").spentInstanceSeconds();
        double hurried = cost("ml", 100, "cost-aware").spentInstanceSeconds();

        assertThat(patient).isLessThan(hurried);
    }

    private StrategyResult cost(String scenario, double price, String strategy) {
        return comparison
                .run(request(scenario, 30, price, false, strategy), Progress.NONE)
                .find(strategy)
                .orElseThrow();
    }

    @Test
    void theClairvoyantHidesAllThatCanBeHidden() {
        StrategyResult bound = cost("paper", 10, "clairvoyant");

        assertThat(bound.hidden()).hasValue(1.0);
        assertThat(bound.makespanSeconds().mean()).isCloseTo(16, within(1e-6));
        assertThat(cost("paper", 10, "clairvoyant-announced").makespanSeconds().mean())
                .isCloseTo(15, within(1e-6));
    }

    @Test
    void whereNothingIsHideableThereIsNoShare() {
        Scenario scenario = Scenarios.named("paper").toBuilder().runs(3).build();
        Scenario warm = scenario.toBuilder()
                .workload(scenario.workload().withServices(service -> service.withColdStart(Distribution.constant(0))))
                .build();

        ComparisonResult result = comparison.run(
                ComparisonRequest.builder(warm).contestants("full-path").build(), Progress.NONE);

        assertThat(result.strategies().get(0).hidden()).isEmpty();
    }

    @Test
    void knativesOwnAutoscalerAddsTheLatencyOfItsControlPlaneToEachColdStart() {
        Scenario scenario = Scenarios.named("paper").toBuilder()
                .autoscaler(AutoscalerModel.KPA)
                .runs(20)
                .build();
        ComparisonRequest request = ComparisonRequest.builder(scenario)
                .contestants("none", "full-path")
                .build();

        ComparisonResult result = comparison.run(request, Progress.NONE);

        assertThat(result.strategies().get(0).makespanSeconds().mean()).isBetween(18.06, 18.15);
        assertThat(result.strategies().get(1).makespanSeconds().mean()).isBetween(16.02, 16.05);
        assertThat(comparison.run(request, Progress.NONE)).isEqualTo(result);
    }

    @Test
    void everyServiceIsRetainedForItsOwnTime() {
        Workload workload = Scenarios.named("paper").workload();
        Scenario scenario = Scenario.builder(
                        "retained",
                        workload.withServices(service -> service.withRetention(
                                Duration.ofSeconds(service.name().equals("t2") ? 100 : 10))))
                .arrivals(new Arrivals.Every(Duration.ofSeconds(90)))
                .runs(10)
                .build();

        StrategyResult none = comparison
                .run(ComparisonRequest.builder(scenario).contestants("none").build(), Progress.NONE)
                .strategies()
                .get(0);

        assertThat(none.coldStartsMet().mean()).isCloseTo((3 + 9 * 2) / 10.0, within(1e-9));
    }

    @Test
    void progressIsToldOncePerSimulation() {
        List<Integer> done = new ArrayList<>();

        comparison.run(request("paper", 2, 10, false, "none", "full-path"), (what, count, of) -> done.add(count));

        assertThat(done).containsExactly(1, 2);
    }

    @Test
    void anUnknownStrategyIsNamedWithTheNearestOne() {
        assertThatThrownBy(() -> comparison.run(request("paper", 2, 10, false, "full-pth"), Progress.NONE))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("full-pth")
                .hasMessageContaining("full-path");
    }

    @Test
    void aTimelineShowsTasksAndInstancesOfOneRun() {
        RunTimeline timeline = comparison
                .run(request("paper", 4, 10, true, "next-hop"), Progress.NONE)
                .find("next-hop")
                .flatMap(StrategyResult::drawn)
                .orElseThrow();

        assertThat(timeline.endSeconds()).isCloseTo(16, within(1e-6));
        assertThat(timeline.rows()).filteredOn(row -> !row.instance()).hasSize(3);
        assertThat(timeline.rows()).filteredOn(RunTimeline.Row::instance).hasSize(3);
        assertThat(timeline.rows().get(0).segments().get(0).kind()).isEqualTo(RunTimeline.SegmentKind.WAITING);
    }

    @Test
    void theInstancesOfATaskStandBelowIt() {
        assertThat(rows("paper", "next-hop"))
                .containsExactly("t1", "t1, instance", "t2", "t2, instance", "t3", "t3, instance");
    }

    /** A split, four calls of one service by one call at a time, and a join. */
    @Test
    void eachInstanceStandsBelowTheTaskThatItServedFirst() {
        assertThat(rows("grid-4x3-cc1", "full-path"))
                .containsSubsequence("work1", "work, instance 1", "work2", "work, instance 2")
                .containsSubsequence("work4", "work, instance 4");
    }

    private List<String> rows(String scenario, String strategy) {
        return comparison
                .run(request(scenario, 4, 10, true, strategy), Progress.NONE)
                .find(strategy)
                .flatMap(StrategyResult::drawn)
                .orElseThrow()
                .rows()
                .stream()
                .map(RunTimeline.Row::name)
                .toList();
    }

    /** The paper's chain: two seconds hidden at a price of 10, for nine instance-seconds, in every run. */
    @Test
    void whatARunCostsBesideNoneIsToldRunByRun() {
        ComparisonResult result =
                comparison.run(request("paper", 4, 10, false, "none", "next-hop", "clairvoyant"), Progress.NONE);
        assertThat(result.find("none").orElseThrow().paired())
                .isEqualTo(new PairedCosts(0, List.of(0.0, 0.0, 0.0, 0.0)));
        assertThat(result.find("next-hop").orElseThrow().paired().mean()).isCloseTo(-11, within(1e-6));
        assertThat(result.find("next-hop").orElseThrow().paired().groups())
                .hasSize(4)
                .allSatisfy(cost -> assertThat(cost).isCloseTo(-11, within(1e-6)));
        assertThat(result.find("clairvoyant").orElseThrow().paired().mean()).isCloseTo(-20, within(1e-6));
    }

    @ParameterizedTest
    @CsvSource({
        "none, USABLE", "cost-aware, USABLE", "timed-lead-p90, USABLE", "fission-prewarm-all, PUBLISHED",
        "orion-static, PUBLISHED", "pinger, INSTEAD", "always-on, INSTEAD", "clairvoyant-announced, BOUND"
    })
    void contestantsSayWhatTheyAre(String name, ContestantGroup group) {
        StrategyResult contestant = comparison
                .run(request("paper", 1, 10, false, name), Progress.NONE)
                .find(name)
                .orElseThrow();
        assertThat(contestant.group()).isEqualTo(group);
        assertThat(contestant.description()).isNotBlank();
    }

    /** The order that an independent simulation on ORION's raw samples gives. */
    @ParameterizedTest
    @ValueSource(strings = {"video", "ml", "chatbot"})
    void theThreeApplicationsComeInTheOrderOfTheReference(String application) {
        ComparisonResult result = comparison.run(
                request(application, 100, 10, false, "none", "next-hop", "full-path", "timed-lead", "cost-aware"),
                Progress.NONE);
        double none = makespan(result, "none");
        double nextHop = makespan(result, "next-hop");
        double fullPath = makespan(result, "full-path");
        double costAware = makespan(result, "cost-aware");

        assertThat(none).isGreaterThan(nextHop);
        assertThat(nextHop).isGreaterThanOrEqualTo(fullPath);
        assertThat(costAware).isCloseTo(fullPath, within(0.1));
        assertThat(makespan(result, "timed-lead")).isGreaterThanOrEqualTo(costAware);
        assertThat(idle(result, "full-path")).isGreaterThanOrEqualTo(idle(result, "next-hop"));
        assertThat(idle(result, "cost-aware")).isLessThan(idle(result, "next-hop") / 4);
    }

    private static double makespan(ComparisonResult result, String strategy) {
        return result.find(strategy).orElseThrow().makespanSeconds().mean();
    }

    private static double idle(ComparisonResult result, String strategy) {
        return result.find(strategy).orElseThrow().idleInstanceSeconds().mean();
    }

    private ComparisonRequest request(String scenario, int runs) {
        return request(scenario, runs, 10, true, comparison.contestants().toArray(String[]::new));
    }

    private static ComparisonRequest request(
            String scenario, int runs, double price, boolean timelines, String... strategies) {
        return ComparisonRequest.builder(Scenarios.named(scenario))
                .runs(runs)
                .contestants(strategies)
                .price(price)
                .timelines(timelines)
                .build();
    }
}
