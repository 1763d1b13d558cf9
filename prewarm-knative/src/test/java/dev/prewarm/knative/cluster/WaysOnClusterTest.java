package dev.prewarm.knative.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.prewarm.WarmupRequest;
import dev.prewarm.WarmupResult;
import dev.prewarm.knative.Scaling;
import dev.prewarm.knative.client.KnativeWarmupClient;
import dev.prewarm.knative.client.KubernetesRevisionScaler;
import dev.prewarm.knative.client.WarmupMode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each way of warming, what instances answer, how long one is kept, and bursts. */
@Tag("cluster")
final class WaysOnClusterTest {
    private static final Duration RETENTION = Duration.ofSeconds(61);

    private static final Map<String, Cluster.Deployed> SERVICES = new HashMap<>();

    private final Cluster cluster = new Cluster();

    /** All at first, so that their first pods go at the same time, and not one after the other. */
    @BeforeAll
    static void deploy() {
        try (Cluster cluster = new Cluster()) {
            deploy(cluster, "fan-70-1", 1, Map.of("target-utilization-percentage", "70"));
            deploy(cluster, "fan-100-1", 1, Map.of("target-utilization-percentage", "100"));
            deploy(cluster, "fan-70-10", 1, Map.of("activation-scale", "10"));
            deploy(cluster, "fan-annotation", 1, Map.of());
            deploy(cluster, "fan-cold", 1, Map.of());
            deploy(cluster, "burst", 1, Map.of());
            deploy(cluster, "cancelled", 0, Map.of());
            deploy(cluster, "answers", 0, Map.of());
            for (String[] setting :
                    new String[][] {{"window", "60s"}, {"window", "10s"}, {"scale-to-zero-pod-retention-period", "20s"}
                    }) {
                deploy(cluster, life(setting[0], setting[1]), 0, Map.of(setting[0], setting[1]));
            }
        }
    }

    private static void deploy(Cluster cluster, String name, int concurrency, Map<String, String> annotations) {
        SERVICES.put(name, cluster.deploy(name, Duration.ofSeconds(2), concurrency, RETENTION, annotations));
    }

    private static String life(String key, String value) {
        return "life-" + value + "-" + key.length();
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    private Cluster.Deployed fresh(String name) {
        Cluster.Deployed service = Objects.requireNonNull(SERVICES.get(name));
        cluster.awaitZero(service);
        return service;
    }

    private WarmupResult warmUp(KnativeWarmupClient client, Cluster.Deployed service, int instances) {
        return client.warmUp(WarmupRequest.builder(
                                service.target(), cluster.scheduler.now().plus(Duration.ofMinutes(2)))
                        .instances(instances)
                        .build())
                .toCompletableFuture()
                .join();
    }

    @ParameterizedTest(name = "utilization {0} %, {1} at first")
    @CsvSource({"70, 1", "100, 1", "70, 10"})
    void tenInstancesByHeldRequests(int utilization, int first) throws IOException {
        Cluster.Deployed service = fresh("fan-" + utilization + "-" + first);
        try (KnativeWarmupClient client = cluster.client()
                .scaling(target -> Optional.of(new Scaling(utilization / 100.0, first)))
                .heldRequests(0.7, Duration.ofSeconds(5), 64)
                .build()) {
            Instant sentAt = cluster.scheduler.now();
            WarmupResult result = warmUp(client, service, 10);
            double answered = cluster.since(sentAt);
            assertThat(result).isInstanceOf(WarmupResult.Started.class);
            cluster.await("ten pods are ready", () -> cluster.podsReady(service) >= 10);
            tell(
                    "held requests, utilization " + utilization + " %, activation-scale " + first,
                    service,
                    "All answered after %.1f s, which counts %d as started; ten pods ready after %.1f s. "
                            .formatted(
                                    answered, ((WarmupResult.Started) result).instancesOf(10), cluster.since(sentAt)));
        }
    }

    @Test
    void tenInstancesByAnnotation() throws IOException {
        assumeTrue(
                annotationsReachTheAutoscaler(),
                "Knative Serving " + cluster.servingVersion() + ": before 1.21, a floor on a Revision has no effect");
        Cluster.Deployed service = fresh("fan-annotation");
        try (KubernetesRevisionScaler scaler = KubernetesRevisionScaler.builder(cluster.kubernetes, "cluster-test")
                        .namespaces(Set.of(service.revision().namespace()))
                        .build();
                KnativeWarmupClient client = cluster.client()
                        .mode(WarmupMode.REVISION_ANNOTATION)
                        .revisionScaler(scaler)
                        .build()) {
            Instant sentAt = cluster.scheduler.now();
            assertThat(warmUp(client, service, 10)).isInstanceOf(WarmupResult.Started.class);
            assertThat(cluster.podsReady(service)).isGreaterThanOrEqualTo(10);
            tell("annotation", service, "Ready after %.1f s. ".formatted(cluster.since(sentAt)));
        }
    }

    @Test
    void tenCallsAtOnceWithoutAWarmUp() throws IOException {
        tell("nothing", fresh("fan-cold"), "");
    }

    /** Calls what was warmed ten times at once, each for two seconds, and tells how that went. */
    private void tell(String way, Cluster.Deployed service, String warmed) throws IOException {
        long pods = cluster.podsReady(service);
        List<Double> seconds = cluster.callAtOnce(service.target(), "/?ms=2000", 10);
        Page.section(
                "Ten instances by " + way,
                cluster.versions(),
                "%s%d pods ready before ten calls of 2 s at once; the first was answered after %.2f s, the last after %.2f s.%n"
                        .formatted(warmed, pods, seconds.get(0), seconds.get(9)));
    }

    @SuppressWarnings("StringSplitter") // no part of a version is empty
    private boolean annotationsReachTheAutoscaler() {
        String[] version = cluster.servingVersion().split("\\.");
        return version.length >= 2 && Integer.parseInt(version[1].replaceAll("[^0-9].*", "")) >= 21;
    }

    @Test
    void aCancelledRequestWakesAnInstanceAndReachesNone() throws IOException {
        Cluster.Deployed service = fresh("cancelled");
        try (KnativeWarmupClient client =
                cluster.client().mode(WarmupMode.CANCELLED_REQUEST).build()) {
            warmUp(client, service, 1);
            cluster.await("an instance is ready", () -> cluster.podsReady(service) >= 1);
            // The function says of each instance's first call that it is the first.
            assertThat(cluster.call(service.target(), "/?ms=1").headers().firstValue("X-First"))
                    .contains("true");
        }
    }

    @ParameterizedTest
    @CsvSource({"401", "404", "302", "405", "415", "429", "500"})
    void whateverTheInstanceAnswersItIsUp(int status) {
        Cluster.Deployed service = Objects.requireNonNull(SERVICES.get("answers"));
        try (KnativeWarmupClient client = cluster.client()
                .path("/x?ms=1&status=" + status)
                .retries(0, Duration.ofMillis(1), Duration.ofMillis(1))
                .build()) {
            WarmupResult result = warmUp(client, service, 1);
            // Without an ingress, nobody tells an instance's 429 from that of a limit in front of it.
            assertThat(result instanceof WarmupResult.Failed).isEqualTo(status == 429);
        }
    }

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource({"window, 60s, 59.0, 64.5", "window, 10s, 9.0, 14.5", "scale-to-zero-pod-retention-period, 20s, 79, 84.5"
    })
    void anInstanceIsKeptAsLongAsTheSettingsSay(String key, String value, double least, double most)
            throws IOException {
        Cluster.Deployed service = fresh(life(key, value));
        assertThat(cluster.call(service.target(), "/?ms=1").statusCode()).isEqualTo(200);
        Instant endedAt = cluster.scheduler.now();
        cluster.await("it goes", () -> cluster.replicas(service) == 0);
        double kept = cluster.since(endedAt);
        Page.section(
                "Life after one request, " + key + " " + value,
                cluster.versions(),
                "%.2f s until no replica was wanted.%n".formatted(kept));
        assertThat(kept).isBetween(least, most);
    }

    @Test
    void aBurstOfCallsIsServedByAsManyPodsAsTheTargetAsksFor() throws IOException {
        Cluster.Deployed service = fresh("burst");
        ExecutorService callers = Executors.newFixedThreadPool(10);
        try {
            Instant sentAt = cluster.scheduler.now();
            List<CompletableFuture<Integer>> answers = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                answers.add(CompletableFuture.supplyAsync(
                        () -> cluster.call(service.target(), "/?ms=10000").statusCode(), callers));
            }
            int[] most = new int[1];
            while (!answers.stream().allMatch(CompletableFuture::isDone)) {
                most[0] = Math.max(most[0], cluster.replicas(service));
                cluster.pause(Duration.ofMillis(200));
            }
            assertThat(answers).allMatch(answer -> answer.join() == 200);
            Page.section(
                    "A burst of ten calls of 10 s at a concurrency of 1",
                    cluster.versions(),
                    "%d replicas at most; all answered after %.1f s.%n".formatted(most[0], cluster.since(sentAt)));
            assertThat(most[0]).isBetween(10, 20);
        } finally {
            callers.shutdownNow();
        }
    }
}
