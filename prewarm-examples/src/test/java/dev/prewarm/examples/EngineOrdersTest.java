package dev.prewarm.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.PrewarmStrategy;
import dev.prewarm.server.PrewarmServer;
import dev.prewarm.server.config.ConfigLoader;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Orders in Camel and in the runtime of Serverless Workflow. */
@Tag("once")
@Timeout(120)
class EngineOrdersTest {
    static Stream<Named<Function<OrderServices, EngineRun.Orders>>> engines() {
        return Stream.of(
                Named.of("camel", services -> new CamelOrders(services)::run),
                Named.of("serverless-workflow", services -> new ServerlessOrders(services)::run));
    }

    @ParameterizedTest
    @MethodSource("engines")
    void withoutWarmingEachServiceIsColdInEachRun(Function<OrderServices, EngineRun.Orders> engine) throws Exception {
        try (OrderServices services = new OrderServices(new Speed(10))) {
            List<EngineRun> runs = engine.apply(services).run(PrewarmStrategy.none(), 2);

            assertThat(runs).extracting(EngineRun::coldStartsMet).containsExactly(5L, 5L);
            assertThat(runs).extracting(EngineRun::servicesWarmed).containsOnly(0L);
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void inTheSecondRunWhatComesNextIsKnown(Function<OrderServices, EngineRun.Orders> engine) throws Exception {
        try (OrderServices services = new OrderServices(new Speed(10))) {
            List<EngineRun> runs = engine.apply(services).run(PrewarmStrategy.nextHop(), 2);

            // All but the first service, which nothing announces.
            assertThat(runs.get(1).servicesWarmed()).isEqualTo(4);
        }
    }

    @Test
    void aServerThatIsToldOfServerlessWorkflowsWarmsThem() throws Exception {
        try (OrderServices services = new OrderServices(new Speed(10))) {
            ConfigLoader config = new ConfigLoader()
                    .set("listen.host", "127.0.0.1")
                    .set("listen.port", "0")
                    .set("strategy.name", "nextHop")
                    .set("holdout", "0")
                    .set("data", "");
            for (String name : OrderServices.NAMES) {
                config.add(
                        "services",
                        Map.of("name", name, "url", services.uri(name).toString(), "retention", "400ms"));
            }
            try (PrewarmServer server = PrewarmServer.start(config.load())) {
                List<EngineRun> runs =
                        new ServerlessOrders(services).tell(URI.create("http://127.0.0.1:" + server.port()), 2);

                // The definition says what comes next, so that the first run is warmed, too.
                assertThat(runs).extracting(EngineRun::servicesWarmed).containsExactly(4L, 4L);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"camel", "serverless-workflow"})
    void theCommandPrintsALineForEachStrategy(String example) {
        CommandLineResult result = CommandLineResult.of(example, "--speed=20", "--runs=1");

        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).containsSubsequence("none ", "next-hop ", "cost-aware ");
    }
}
