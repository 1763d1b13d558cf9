package dev.prewarm.simulator.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.Plan;
import dev.prewarm.PrewarmStrategy;
import dev.prewarm.RunView;
import dev.prewarm.architecture.DocumentedExample;
import dev.prewarm.simulator.workload.Scenarios;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The example of how a strategy of one's own is compared. */
class ComparisonExampleTest {
    private static final class MyStrategy implements PrewarmStrategy {
        @Override
        public Plan plan(RunView run) {
            return Plan.empty();
        }
    }

    @Test
    void aStrategyThatWarmsNothingTakesEighteenSeconds() {
        ComparisonRequest request = ComparisonRequest.builder(Scenarios.named("paper"))
                .runs(50)
                .contestants("none", "cost-aware")
                .contestant("mine", MyStrategy::new)
                .build();
        ComparisonResult result = Comparison.simulated().run(request);
        double seconds = result.find("mine").orElseThrow().makespanSeconds().mean();

        assertThat(seconds).isEqualTo(18);
    }

    @ParameterizedTest
    @ValueSource(strings = {"src/main/java/dev/prewarm/simulator/comparison/Comparison.java", "../docs/simulator.md"})
    void theExamplesAreThisOne(String documentation) throws IOException {
        DocumentedExample.assertTested(
                Path.of(documentation),
                Path.of("src/test/java/dev/prewarm/simulator/comparison/ComparisonExampleTest.java"));
    }
}
