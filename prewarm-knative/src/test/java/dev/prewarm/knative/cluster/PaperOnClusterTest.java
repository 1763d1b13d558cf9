package dev.prewarm.knative.cluster;

import static dev.prewarm.TaskOption.after;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.PrewarmStrategy;
import dev.prewarm.Prewarmer;
import dev.prewarm.Target;
import dev.prewarm.Workflow;
import dev.prewarm.WorkflowRun;
import dev.prewarm.knative.client.KnativeWarmupClient;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The workflow of Kim, Yhu, Yu (2022), three services in a row that take 3, 7 and 5 s, by every strategy. */
@Tag("cluster")
final class PaperOnClusterTest {
    private static final int ROUNDS = Integer.getInteger("prewarm.cluster.rounds", 5);
    private static final int UNTOLD_RUNS = 8;
    private static final Duration AHEAD = Duration.ofSeconds(3);
    /** What a busy machine adds to a run now and then: no strategy may be slower than none by more. */
    private static final double NOISE_SECONDS = 1.5;

    private final Cluster cluster = new Cluster();

    /** One strategy, with services and beliefs of its own, so that the others' runs are no matter to it. */
    private final class Lane implements AutoCloseable {
        private final String name;
        private final List<Cluster.Deployed> services = new ArrayList<>();
        private final KnativeWarmupClient client = cluster.client().build();
        private final Prewarmer prewarmer;
        private final Workflow workflow;
        private final List<Double> makespans = new ArrayList<>();
        private final List<Double> idle = new ArrayList<>();

        Lane(
                String name,
                PrewarmStrategy strategy,
                String setting,
                Duration retention,
                Map<String, String> annotations) {
            this.name = name;
            int[] seconds = {3, 7, 5};
            for (int i = 0; i < seconds.length; i++) {
                services.add(cluster.deploy(
                        "step" + i + "-" + name + "-" + setting,
                        Duration.ofSeconds(seconds[i]),
                        0,
                        retention,
                        annotations));
            }
            this.prewarmer = Prewarmer.builder(client).strategy(strategy).build();
            this.workflow = Workflow.builder("paper-" + name)
                    .task("first", services.get(0).target())
                    .task("second", services.get(1).target(), after("first"))
                    .task("third", services.get(2).target(), after("second"))
                    .build();
        }

        void run(ReadyInstants readyInstants) {
            services.forEach(cluster::awaitZero);
            Instant from = cluster.scheduler.now();
            if (name.equals("announced")) {
                prewarmer.expect(workflow, cluster.scheduler.wallClock().plus(AHEAD));
                cluster.pause(AHEAD);
            }
            Instant begun = cluster.scheduler.now();
            double idleSeconds = 0;
            try (WorkflowRun run = prewarmer.start(workflow)) {
                for (int i = 0; i < services.size(); i++) {
                    String task = workflow.tasks().get(i).id();
                    Instant startedAt = cluster.scheduler.now();
                    run.started(task);
                    assertThat(cluster.call(services.get(i).target(), "/").statusCode())
                            .isEqualTo(200);
                    run.finished(task);
                    for (Instant ready :
                            readyInstants.since(from, services.get(i).revision().revision())) {
                        idleSeconds +=
                                Math.max(0, Duration.between(ready, startedAt).toMillis() / 1e3);
                    }
                }
            }
            makespans.add(cluster.since(begun));
            idle.add(idleSeconds);
        }

        @Override
        public void close() {
            prewarmer.close();
            client.close();
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"stock, 61, ''", "window-10s, 11, 10s"})
    void everyStrategyInTurns(String setting, int retention, String window) throws IOException {
        Map<String, String> annotations = window.isEmpty() ? Map.of() : Map.of("window", window);
        Map<String, PrewarmStrategy> strategies = new LinkedHashMap<>();
        strategies.put("none", PrewarmStrategy.none());
        strategies.put("next-hop", PrewarmStrategy.nextHop());
        strategies.put("full-path", PrewarmStrategy.fullPath());
        strategies.put("announced", PrewarmStrategy.fullPath());
        strategies.put("cost-aware", PrewarmStrategy.costAware(10));
        List<Lane> lanes = new ArrayList<>();
        try (ReadyInstants readyInstants = new ReadyInstants(cluster, Set.of("default"))) {
            strategies.forEach((name, strategy) ->
                    lanes.add(new Lane(name, strategy, setting, Duration.ofSeconds(retention), annotations)));
            for (int round = 0; round < ROUNDS; round++) {
                for (Lane lane : lanes) {
                    lane.run(readyInstants);
                }
            }
            Page.section(
                    "The paper's workflow, " + setting,
                    cluster.versions(),
                    "| strategy | makespans of " + ROUNDS
                            + " rounds, s | mean | idle pod-seconds a run |\n|---|---|---|---|\n"
                            + String.join(
                                    "",
                                    lanes.stream().map(PaperOnClusterTest::row).toList()));
            double none = mean(lanes.get(0).makespans);
            for (Lane lane : lanes) {
                assertThat(mean(lane.makespans)).as(lane.name).isLessThan(none + NOISE_SECONDS);
            }
        } finally {
            lanes.forEach(Lane::close);
            cluster.close();
        }
    }

    @Test
    void costAwareFindsOutAWindowThatItWasNotTold() throws IOException {
        try (ReadyInstants readyInstants = new ReadyInstants(cluster, Set.of("default"));
                Lane lane = new Lane(
                        "cost-aware",
                        PrewarmStrategy.costAware(10),
                        "untold-10s",
                        Target.DEFAULT_RETENTION,
                        Map.of("window", "10s"))) {
            for (int run = 0; run < UNTOLD_RUNS; run++) {
                lane.run(readyInstants);
            }
            Page.section(
                    "The paper's workflow, a window of 10 s that nobody told",
                    cluster.versions(),
                    "Cost-aware believes that instances are kept for 61 s; runs come as soon as all are gone.\n\n"
                            + "| strategy | makespans of " + UNTOLD_RUNS
                            + " runs in a row, s | mean | idle pod-seconds a run |\n|---|---|---|---|\n" + row(lane));
            assertThat(lane.makespans.get(4)).isLessThan(lane.makespans.get(1) + NOISE_SECONDS);
        } finally {
            cluster.close();
        }
    }

    private static String row(Lane lane) {
        return "| %s | %s | %.2f | %s |%n"
                .formatted(lane.name, all(lane.makespans, "%.2f"), mean(lane.makespans), all(lane.idle, "%.1f"));
    }

    private static String all(List<Double> values, String format) {
        return String.join(" ", values.stream().map(format::formatted).toList());
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }
}
