package dev.prewarm.knative.client;

import dev.prewarm.SystemScheduler;
import dev.prewarm.Target;
import dev.prewarm.WarmupRequest;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Set;

/**
 * A process of its own that warms four instances by annotation, and then does nothing until it is killed. It ends by
 * itself when its standard input does, so that it does not outlive the tests, however these end.
 */
final class KilledWarmer {
    static final String OWNER = "orders";
    static final int INSTANCES = 4;
    /** Much longer than any test takes, so that nothing is released by anybody in time. */
    static final Duration RETENTION = Duration.ofHours(1);

    private KilledWarmer() {}

    /**
     * Warms, and waits to be killed.
     *
     * @param args the address of the API server
     */
    public static void main(String[] args) throws IOException {
        Config config = new ConfigBuilder(Config.empty())
                .withMasterUrl(args[0])
                .withNamespace("shop")
                .build();
        SystemScheduler clock = new SystemScheduler();
        KubernetesClient kubernetes =
                new KubernetesClientBuilder().withConfig(config).build();
        KnativeWarmupClient client = KnativeWarmupClient.builder()
                .mode(WarmupMode.REVISION_ANNOTATION)
                .revisionScaler(scaler(kubernetes, OWNER).build())
                .build();
        client.warmUp(WarmupRequest.builder(target(), clock.now().plus(RETENTION))
                        .instances(INSTANCES)
                        .runId("run-1")
                        .build())
                .thenAccept(System.out::println);
        InputStream untilTheTestsEnd = System.in;
        while (untilTheTestsEnd.read() >= 0) {
            // Nothing is ever written to it.
        }
        // Without any hook: it is to end as one that is killed does.
        Runtime.getRuntime().halt(1);
    }

    static KubernetesRevisionScaler.Builder scaler(KubernetesClient kubernetes, String owner) {
        return KubernetesRevisionScaler.builder(kubernetes, owner).namespaces(Set.of("shop"));
    }

    static Target target() {
        return Target.builder("shop/resize", URI.create("http://resize.shop.svc.cluster.local"))
                .retention(RETENTION)
                .build();
    }
}
