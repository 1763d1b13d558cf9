package dev.prewarm.simulator.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScenariosTest {
    @Test
    void namesAreUnique() {
        assertThat(Scenarios.all()).extracting(Scenario::name).doesNotHaveDuplicates();
    }

    @Test
    void thePaperIsAChainOfFifteenSeconds() {
        assertThat(WorkflowShape.of(Scenarios.named("paper").workload())).isEqualTo(new WorkflowShape(3, 2, 3, 1, 15));
    }

    @Test
    void everyAxisAppliesToEveryScenario() {
        for (Scenario scenario : Scenarios.all()) {
            for (ScenarioAxis axis : ScenarioAxis.all()) {
                assertThat(axis.applyTo(scenario).name()).isEqualTo(scenario.name() + "+" + axis.name());
            }
        }
    }

    @Test
    void axesAreNamedAfterThePlus() {
        Scenario scenario = Scenarios.named("paper+window-6s+creation-2+lost");
        assertThat(scenario.platform())
                .isEqualTo(new PlatformSettings(Duration.ofSeconds(6), 2, 0, AutoscalerModel.IDEAL));
        assertThat(scenario.faults()).isEqualTo(new WarmupFaults(0.05, 0));
        assertThat(scenario.workload().services())
                .allSatisfy(service -> assertThat(service.retention()).isEqualTo(Duration.ofSeconds(7)));
    }

    private static Scenario retained(Duration retention) {
        Scenario paper = Scenarios.named("paper");
        return Scenarios.of(paper.workload().withServices(service -> service.withRetention(retention)));
    }

    private static List<Duration> retentions(Scenario scenario) {
        return scenario.workload().services().stream()
                .map(Service::retention)
                .distinct()
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"contention", "creation-2", "lost", "trained", "poisson-2", "kpa-cc1"})
    void whatIsNoWindowLeavesServicesRetainedAsTheyWere(String axis) {
        Scenario changed = ScenarioAxis.named(axis).applyTo(retained(Duration.ofSeconds(11)));
        assertThat(retentions(changed)).containsExactly(Duration.ofSeconds(11));
    }

    @Test
    void anotherWindowOfThePlatformRetainsServicesAccordingly() {
        Scenario.Builder builder = retained(Duration.ofSeconds(11)).toBuilder();
        builder.platform(PlatformSettings.DEFAULT.withWindow(Duration.ofSeconds(90)));
        assertThat(retentions(builder.build())).containsExactly(Duration.ofSeconds(91));
    }

    @Test
    void aWindowThatIsSaidCountsAlsoWhereItIsTheOneOfThePlatform() {
        Scenario changed = ScenarioAxis.named("window-60s").applyTo(retained(Duration.ofSeconds(11)));
        assertThat(retentions(changed)).containsExactly(Duration.ofSeconds(61));
    }

    @Test
    void anotherVariationOfColdStartsKeepsTheirMean() {
        Scenario scenario = Scenarios.named("video+cold-cv-2.2");
        assertThat(scenario.workload().service("t3").coldStart().mean()).isCloseTo(4.615, within(1e-9));
    }

    @Test
    void scientificWorkflowsAreNamedAfterTheirShapeAndNumberOfTasks() {
        assertThat(ScientificShapes.all())
                .allSatisfy(workload -> assertThat(workload.name())
                        .endsWith("-like-" + WorkflowShape.of(workload).tasks()));
        WorkflowShape montage =
                WorkflowShape.of(Scenarios.named("montage-like-26").workload());
        assertThat(montage.depth()).isEqualTo(8);
        assertThat(montage.width()).isEqualTo(9);
        assertThat(montage.edges()).isEqualTo(2 * 9 + 9 + 1 + 2 * 6 + 6 + 7 + 1);
    }

    @Test
    void theNearestNameIsNamed() {
        assertThatThrownBy(() -> Scenarios.named("papper"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("unknown scenario \"papper\"; did you mean \"paper\"?");
        assertThatThrownBy(() -> Scenarios.named("paper+los"))
                .hasMessage("unknown axis \"los\"; did you mean \"lost\"?");
    }

    @Test
    void ofDrawnScenariosTheSameNumberIsTheSameScenario() {
        for (int number = 1; number <= 100; number++) {
            Scenario scenario = Scenarios.named("random-" + number);
            assertThat(scenario.name()).isEqualTo("random-" + number);
            assertThat(describe(Scenarios.named("random-" + number))).isEqualTo(describe(scenario));
        }
        assertThat(describe(Scenarios.named("random-1"))).isNotEqualTo(describe(Scenarios.named("random-2")));
        assertThat(Scenarios.named("random-999999+lost").faults().lost()).isEqualTo(0.05);
    }

    private static String describe(Scenario scenario) {
        return scenario.description()
                + scenario.workload().services()
                + scenario.workload().steps()
                + scenario.platform()
                + scenario.arrivals();
    }

    @ParameterizedTest
    @ValueSource(strings = {"random-0", "random-01", "random-1000000", "random-", "random-x"})
    void aDrawnScenarioIsNamedByANumberFromOneOn(String name) {
        assertThatThrownBy(() -> Scenarios.named(name))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("unknown scenario \"" + name + "\"");
    }

    @Test
    void drawnScenariosAreOfManyKinds() {
        List<Scenario> drawn = IntStream.rangeClosed(1, 200)
                .mapToObj(number -> Scenarios.named("random-" + number))
                .toList();
        assertThat(drawn)
                .filteredOn(s -> s.arrivals() instanceof Arrivals.Sequential)
                .hasSizeBetween(70, 130);
        assertThat(drawn)
                .filteredOn(s -> s.platform().autoscaler() == AutoscalerModel.KPA)
                .hasSizeBetween(40, 95);
        assertThat(drawn)
                .filteredOn(s -> WorkflowShape.of(s.workload()).width() > 4)
                .hasSizeBetween(40, 140);
        assertThat(drawn).filteredOn(s -> s.announce().isPresent()).hasSizeBetween(10, 60);
    }

    @Test
    void productionShapesHaveThePublishedQuantiles() {
        int count = 2000;
        int[] widths = new int[count];
        int[] depths = new int[count];
        int[] tasks = new int[count];
        for (int i = 0; i < count; i++) {
            WorkflowShape shape = WorkflowShape.of(ProductionShapes.of("shape", i));
            widths[i] = shape.width();
            depths[i] = shape.depth();
            tasks[i] = shape.tasks();
        }
        int[] width = quantiles(widths);
        assertThat(width[0]).isEqualTo(1);
        assertThat(width[1]).isEqualTo(2);
        assertThat(width[2]).isBetween(2, 5);
        assertThat(width[3]).isBetween(14, 17);
        assertThat(quantiles(depths)).containsExactly(2, 4, 5, 7);
        int[] size = quantiles(tasks);
        assertThat(size[0]).isBetween(2, 3);
        assertThat(size[1]).isBetween(4, 6);
        assertThat(size[2]).isBetween(5, 9);
        assertThat(size[3]).isBetween(15, 21);
    }

    private static int[] quantiles(int[] values) {
        Arrays.sort(values);
        int n = values.length;
        return new int[] {values[n / 2 - 1], values[n * 9 / 10 - 1], values[n * 95 / 100 - 1], values[n * 99 / 100 - 1]
        };
    }
}
