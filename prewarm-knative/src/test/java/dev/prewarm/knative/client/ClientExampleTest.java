package dev.prewarm.knative.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.WarmupRequest;
import dev.prewarm.WarmupResult;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The example of the package's documentation. */
final class ClientExampleTest {
    private final Fixture fixture = new Fixture();
    private final Tokens tokens = new Tokens();

    /** Stands for what gets tokens. */
    private static final class Tokens {
        String get() {
            return "t-1";
        }
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    private WarmupResult warmUp(WarmupRequest request) {
        try (KnativeWarmupClient client = KnativeWarmupClient.builder()
                .path("/warmup")
                .headers(asked -> Map.of("Authorization", "Bearer " + tokens.get()))
                .build()) {
            CompletionStage<WarmupResult> result = client.warmUp(request);
            return result.toCompletableFuture().join(); // closing ends what is under way
        }
    }

    @Test
    void aServiceIsWarmedAtItsPathWithTheCallersCredentials() {
        ConcurrentLinkedQueue<String> heads = new ConcurrentLinkedQueue<>();
        try (RawServer server = new RawServer((head, socket) -> {
            heads.add(head);
            RawServer.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        })) {
            assertThat(warmUp(fixture.cold(server.uri()))).isInstanceOf(WarmupResult.AlreadyWarm.class);
            assertThat(heads.poll()).startsWith("GET /warmup ").contains("Authorization: Bearer t-1");
        }
    }
}
