package dev.prewarm.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.PrewarmStrategy;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("once")
@Timeout(120)
class TemporalOrdersTest {
    private static final Speed SPEED = new Speed(2);

    private static List<EngineRun> run(PrewarmStrategy strategy, int runs) throws Exception {
        TestEnvironmentOptions options =
                TestEnvironmentOptions.newBuilder().setUseTimeskipping(false).build();
        try (TestWorkflowEnvironment temporal = TestWorkflowEnvironment.newInstance(options);
                OrderServices services = new OrderServices(SPEED)) {
            return new TemporalOrders(temporal.getWorkflowClient(), services, true).run(strategy, runs);
        }
    }

    @Test
    void withoutWarmingEachServiceIsColdInEachRun() throws Exception {
        assertThat(run(PrewarmStrategy.none(), 1))
                .extracting(EngineRun::coldStartsMet)
                .containsExactly(5L);
    }

    @Test
    void fromTheSecondRunOnTheShapeIsKnown() throws Exception {
        List<EngineRun> runs = run(PrewarmStrategy.nextHop(), 2);

        assertThat(runs.get(0).coldStartsMet()).isEqualTo(5);
        // All but the first service, which nothing announces.
        assertThat(runs).extracting(EngineRun::servicesWarmed).containsExactly(0L, 4L);
    }

    @Test
    void theCommandPrintsALineForEachStrategy() {
        CommandLineResult result = CommandLineResult.of("temporal", "--speed=10", "--runs=1");

        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).containsSubsequence("none ", "next-hop ", "cost-aware ");
    }

    @Test
    void aDeclaredWorkflowIsKnownFromTheFirstRunOn() throws Exception {
        TestEnvironmentOptions options =
                TestEnvironmentOptions.newBuilder().setUseTimeskipping(false).build();
        try (TestWorkflowEnvironment temporal = TestWorkflowEnvironment.newInstance(options);
                OrderServices services = new OrderServices(SPEED)) {
            TemporalOrders orders = new TemporalOrders(temporal.getWorkflowClient(), services, true);

            assertThat(orders.runDeclared(PrewarmStrategy.nextHop(), 1))
                    .extracting(EngineRun::servicesWarmed)
                    .containsExactly(4L);
        }
    }

    @Test
    void theActivitiesMayRunInAnotherProcess() {
        CommandLineResult result =
                CommandLineResult.of("temporal", "--speed=20", "--runs=1", "--declared", "--activities-apart");

        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).containsSubsequence("none ", "5 cold", "next-hop ", "cost-aware ", "declared ");
    }
}
