package dev.prewarm.knative.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prewarm.Target;
import dev.prewarm.WarmupResult;
import dev.prewarm.knative.RevisionName;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The ways to reach a service. */
final class AddressingTest {
    private static final RevisionName REVISION = new RevisionName("shop", "resize-00002");

    private final Fixture fixture = new Fixture();
    private final MockWebServer server = new MockWebServer();

    @BeforeEach
    void start() throws IOException {
        server.start();
        server.enqueue(new MockResponse.Builder().code(200).build());
    }

    @AfterEach
    void stop() {
        server.close();
        fixture.close();
    }

    private RecordedRequest sent(Addressing addressing) throws InterruptedException {
        Target target = Target.builder("resize", URI.create("http://resize.shop.example.com:81/x"))
                .coldStart(Duration.ofSeconds(30))
                .build();
        try (KnativeWarmupClient client =
                fixture.client().addressing(addressing).build()) {
            assertThat(Fixture.result(client, fixture.request(target, 1, 1, Fixture.PATIENCE)))
                    .isInstanceOf(WarmupResult.AlreadyWarm.class);
            return server.takeRequest(0, TimeUnit.SECONDS);
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "jdk.httpclient.allowRestrictedHeaders", matches = "host")
    void anIngressIsToldTheHost() throws Exception {
        RecordedRequest request = sent(Addressing.ingress(server.url("/ignored").uri()));
        assertThat(request.getHeaders().get("Host")).isEqualTo("resize.shop.example.com:81");
        assertThat(request.getTarget()).isEqualTo("/x/warmup");
    }

    @Test
    void theActivatorIsToldTheRevision() throws Exception {
        RecordedRequest request = sent(Addressing.activator(server.url("/").uri(), target -> REVISION));
        assertThat(request.getHeaders().get("Knative-Serving-Revision")).isEqualTo("resize-00002");
        assertThat(request.getHeaders().get("Knative-Serving-Namespace")).isEqualTo("shop");
    }

    @Test
    void aRevisionHasItsOwnHost() {
        Target target = Target.of("resize", URI.create("http://resize.shop.example.com"));
        assertThat(Addressing.revision("cluster.local", any -> REVISION)
                        .address(target)
                        .uri())
                .isEqualTo(URI.create("http://resize-00002.shop.svc.cluster.local"));
    }

    @Test
    void anIngressWithAPasswordIsRefusedAndNotQuoted() {
        assertThatThrownBy(() -> Addressing.ingress(URI.create("http://u:hunter2@host")))
                .hasMessageContaining("without user info")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void aRevisionWhoseNameWouldChangeTheHostIsRefused() {
        assertThatThrownBy(() -> new RevisionName("shop", "evil.example/")).hasMessageContaining("lower-case letters");
        assertThatThrownBy(() -> Addressing.revision("evil/", any -> REVISION)).hasMessageContaining("DNS name");
    }
}
