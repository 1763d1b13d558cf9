package dev.prewarm.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.prewarm.Target;
import dev.prewarm.knative.client.KubernetesRevisionScaler;
import dev.prewarm.server.config.ConfigLoader;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where the server sets floors: beyond its own namespace, in all of them or in the one that is covered. */
final class AnnotatingServerTest {
    private final Queue<String> asked = new ConcurrentLinkedQueue<>();
    private HttpServer cluster;
    private KubernetesClient kubernetes;

    /** A cluster in which there is nothing. */
    @BeforeEach
    void start() throws IOException {
        cluster = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        cluster.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI().getPath());
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
        });
        cluster.start();
        kubernetes = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withMasterUrl(
                                "http://127.0.0.1:" + cluster.getAddress().getPort())
                        .withNamespace("prewarm")
                        .build())
                .build();
    }

    @AfterEach
    void stop() {
        kubernetes.close();
        cluster.stop(0);
    }

    private void holdOneOf(String service, ConfigLoader settings) throws Exception {
        try (KubernetesRevisionScaler scaler =
                ServerParts.scaler(settings.set("warmups.mode", "annotation").load(), kubernetes)) {
            Target target = Target.of(service, URI.create("http://resize.shop.svc.cluster.local"));
            scaler.hold(target, 1, Instant.EPOCH)
                    .handle((revision, failure) -> failure)
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void allNamespacesAreCoveredUnlessOneIsSet() throws Exception {
        holdOneOf("shop/resize", new ConfigLoader());
        assertThat(asked).containsExactly("/apis/serving.knative.dev/v1/namespaces/shop/services/resize");
    }

    @Test
    void theNamespaceThatIsSetIsCovered() throws Exception {
        holdOneOf("shop/resize", new ConfigLoader().set("kubernetes.namespace", "shop"));
        assertThat(asked).containsExactly("/apis/serving.knative.dev/v1/namespaces/shop/services/resize");
    }
}
