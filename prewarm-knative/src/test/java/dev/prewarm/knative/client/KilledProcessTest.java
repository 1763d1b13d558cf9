package dev.prewarm.knative.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.Cancellable;
import dev.prewarm.Scheduler;
import dev.prewarm.knative.ClusterObjects;
import dev.prewarm.knative.RevisionName;
import io.fabric8.knative.client.KnativeClient;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that has warmed by annotation is killed; what it left behind is found, and removed when it has lapsed. */
@Tag("once")
@EnableKubernetesMockClient(crud = true, https = false)
final class KilledProcessTest {
    private static final String PREFIX = "autoscaling.knative.dev/";
    private static final String MIN_SCALE = PREFIX + "min-scale";
    private static final String BEFORE = PREFIX + "prewarm-before";
    private static final String FLOOR = PREFIX + "prewarm-floor-" + KilledWarmer.OWNER;
    /** A JVM that starts, on a machine that has other things to do. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** What the users of the service had set. */
    private static final Map<String, String> OWN = Map.of(MIN_SCALE, "1", "example.com/team", "images");

    private final Fixture fixture = new Fixture();
    private KubernetesClient kubernetes;
    private Process process;

    @TempDir
    private Path directory;

    @BeforeEach
    void start() {
        KnativeClient knative = kubernetes.adapt(KnativeClient.class);
        knative.services().resource(ClusterObjects.readyService("resize")).create();
        knative.revisions()
                .resource(ClusterObjects.revision("resize", 1, 1L, OWN))
                .create();
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (process != null) {
            process.destroyForcibly();
            // A directory in use could not be deleted.
            process.waitFor();
        }
        fixture.close();
    }

    /** Without those that the mock API server keeps, without a value, after a patch that removes them. */
    private Map<String, String> annotations() {
        Map<String, String> annotations = new HashMap<>(kubernetes
                .adapt(KnativeClient.class)
                .revisions()
                .inNamespace("shop")
                .withName("resize-00001")
                .get()
                .getMetadata()
                .getAnnotations());
        annotations.values().removeIf(Objects::isNull);
        return annotations;
    }

    /** Kills a process as soon as it has set its floor; returns when that lapses. */
    private Instant killOneThatWarms() throws IOException, InterruptedException {
        Path output = directory.resolve("output");
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledWarmer.class.getName(),
                        kubernetes.getMasterUrl().toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        fixture.await(
                "the floor is set",
                PATIENCE,
                () -> !process.isAlive() || annotations().containsKey(FLOOR));
        assertThat(annotations()).as(Files.readString(output)).containsKey(FLOOR);
        assertThat(process.isAlive()).as("it was alive until it was killed").isTrue();
        process.destroyForcibly();
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

        String[] floor = annotations().get(FLOOR).split(" until ", -1);
        assertThat(floor[0]).isEqualTo(Integer.toString(KilledWarmer.INSTANCES));
        assertThat(annotations())
                .containsEntry(MIN_SCALE, Integer.toString(KilledWarmer.INSTANCES))
                .containsEntry(BEFORE, "1")
                .containsEntry("example.com/team", "images")
                .hasSize(4);
        return Instant.parse(floor[1]);
    }

    @Test
    void theNextStartOfTheSameOwnerRemovesWhatAKilledProcessHasSet() throws Exception {
        Instant lapsesAt = killOneThatWarms();
        Map<String, String> left = annotations();
        try (KubernetesRevisionScaler scaler =
                KilledWarmer.scaler(kubernetes, KilledWarmer.OWNER).build()) {
            assertThat(Fixture.await(
                            scaler.releaseLapsed(lapsesAt.minusSeconds(1)).toCompletableFuture()))
                    .as("it is found, and left alone as long as it may be wanted")
                    .contains(lapsesAt);
            assertThat(annotations()).isEqualTo(left);
        }
        Scheduler after = new Later(fixture.scheduler, lapsesAt);
        try (KubernetesRevisionScaler scaler = KilledWarmer.scaler(kubernetes, KilledWarmer.OWNER)
                .scheduler(after)
                .build()) {
            KnativeWarmupClient restarted = fixture.client()
                    .mode(WarmupMode.REVISION_ANNOTATION)
                    .revisionScaler(scaler)
                    .scheduler(after)
                    .build();
            fixture.await("the floor is gone", () -> !annotations().containsKey(FLOOR));
            restarted.close();
            assertThat(annotations()).isEqualTo(OWN);
        }
    }

    @Test
    void anotherOwnerThatWarmsTheSameRevisionRemovesItInPassing() throws Exception {
        Instant lapsesAt = killOneThatWarms();
        Map<String, String> left = annotations();
        try (KubernetesRevisionScaler other = KilledWarmer.scaler(kubernetes, "billing")
                .scheduler(new Later(fixture.scheduler, lapsesAt))
                .build()) {
            assertThat(Fixture.await(other.releaseLapsed(lapsesAt).toCompletableFuture()))
                    .isEmpty();
            assertThat(annotations()).as("it looks for its own only").isEqualTo(left);

            RevisionName revision = Fixture.await(other.hold(KilledWarmer.target(), 2, lapsesAt.plusSeconds(60))
                    .toCompletableFuture());
            assertThat(annotations()).doesNotContainKey(FLOOR).containsEntry(MIN_SCALE, "2");

            Fixture.await(other.release(revision).toCompletableFuture());
            assertThat(annotations()).isEqualTo(OWN);
        }
    }

    /** The clock of a process that is started when the other one's floor has lapsed. */
    private static final class Later implements Scheduler {
        private final Scheduler scheduler;
        private final Duration ahead;

        Later(Scheduler scheduler, Instant now) {
            this.scheduler = scheduler;
            this.ahead = Duration.between(scheduler.now(), now);
        }

        @Override
        public Instant now() {
            return scheduler.now().plus(ahead);
        }

        @Override
        public Cancellable schedule(Duration delay, Runnable task) {
            return scheduler.schedule(delay, task);
        }
    }
}
