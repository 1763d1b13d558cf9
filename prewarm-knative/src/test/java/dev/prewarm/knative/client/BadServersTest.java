package dev.prewarm.knative.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.Target;
import dev.prewarm.WarmupResult;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Servers that hang, break, lie and babble. */
final class BadServersTest {
    private final Fixture fixture = new Fixture();

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void aHungServerIsCutOffAtTheDeadlineAndItsConnectionClosed() {
        try (RawServer server =
                        new RawServer((head, socket) -> socket.getInputStream().read());
                KnativeWarmupClient client = fixture.client().build()) {
            WarmupResult.Failed failed = Fixture.failure(
                    client, fixture.request(Target.of("a", server.uri()), 1, 0, Duration.ofMillis(300)));
            assertThat(failed.retryable()).isTrue();
            assertThat(failed.reason()).containsAnyOf("deadline", "no answer within");
            fixture.await("the connection is closed", () -> server.openConnections() == 0);
        }
    }

    @Test
    void aHungServerIsCutOffAtTheRequestTimeout() {
        try (RawServer server =
                        new RawServer((head, socket) -> socket.getInputStream().read());
                KnativeWarmupClient client =
                        fixture.client().requestTimeout(Duration.ofMillis(250)).build()) {
            assertThat(Fixture.failure(client, fixture.cold(server.uri())).reason())
                    .contains("within 250 ms");
            fixture.await("the connection is closed", () -> server.openConnections() == 0);
        }
    }

    @Test
    void aServerThatResetsIsAFailureWorthRepeating() {
        try (RawServer server = new RawServer((head, socket) -> {
                    socket.setSoLinger(true, 0);
                    socket.close();
                });
                KnativeWarmupClient client = fixture.client().build()) {
            WarmupResult.Failed failed = Fixture.failure(client, fixture.cold(server.uri()));
            assertThat(failed.reason()).contains("the connection broke");
            assertThat(failed.retryable()).isTrue();
        }
    }

    @Test
    void garbageIsNotRepeatedAndNotQuoted() {
        try (RawServer server = new RawServer((head, socket) -> {
                    RawServer.write(socket, "SSH-2.0-hunter2\r\n\r\n");
                    socket.close();
                });
                KnativeWarmupClient client = fixture.client().build()) {
            WarmupResult.Failed failed = Fixture.failure(client, fixture.cold(server.uri()));
            assertThat(failed.reason()).contains("not HTTP/1.1").doesNotContain("hunter2");
            assertThat(failed.retryable()).isFalse();
        }
    }

    @Test
    void aHugeBodyIsNotRead() {
        AtomicLong written = new AtomicLong();
        CountDownLatch over = new CountDownLatch(1);
        try (RawServer server = new RawServer((head, socket) -> {
                    RawServer.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n");
                    byte[] piece = new byte[8192];
                    try {
                        for (int i = 0; i < 100_000_000 / piece.length; i++) {
                            socket.getOutputStream().write(piece);
                            written.addAndGet(piece.length);
                        }
                    } finally {
                        over.countDown();
                    }
                });
                KnativeWarmupClient client = fixture.client().build()) {
            assertThat(Fixture.result(client, fixture.warm(server.uri()))).isInstanceOf(WarmupResult.AlreadyWarm.class);
            Fixture.await(over);
            // What is beyond the client's bound is in the sockets' buffers.
            assertThat(written.get()).isLessThan(20_000_000);
        }
    }

    @Test
    void aHugeBodyOfAFailureIsNotReadEither() {
        CountDownLatch over = new CountDownLatch(1);
        AtomicLong written = new AtomicLong();
        try (RawServer server = new RawServer((head, socket) -> {
                    RawServer.write(socket, "HTTP/1.1 503 No\r\nTransfer-Encoding: chunked\r\n\r\n");
                    String chunk = "1000\r\n" + "x".repeat(4096) + "\r\n";
                    try {
                        while (written.addAndGet(chunk.length()) < 100_000_000) {
                            RawServer.write(socket, chunk);
                        }
                    } finally {
                        over.countDown();
                    }
                });
                KnativeWarmupClient client = fixture.client().build()) {
            assertThat(Fixture.failure(client, fixture.cold(server.uri())).reason())
                    .contains("503");
            Fixture.await(over);
            assertThat(written.get()).isLessThan(20_000_000);
        }
    }

    @Test
    void aHeaderWithoutEndIsGivenUp() {
        AtomicLong written = new AtomicLong();
        try (RawServer server = new RawServer((head, socket) -> {
                    RawServer.write(socket, "HTTP/1.1 200 OK\r\nX: ");
                    while (written.addAndGet(4_096) < 100_000_000) {
                        RawServer.write(socket, "x".repeat(4_096));
                    }
                });
                KnativeWarmupClient client = fixture.client().build()) {
            assertThat(Fixture.failure(client, fixture.cold(server.uri())).retryable())
                    .isFalse();
            assertThat(written.get()).isLessThan(20_000_000);
        }
    }

    @Test
    void anEndlessBodyHoldsUpNeitherTheResultNorItsConnection() {
        try (RawServer server = new RawServer((head, socket) -> {
                    RawServer.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nx");
                    socket.getInputStream().read();
                });
                KnativeWarmupClient client =
                        fixture.client().requestTimeout(Duration.ofMillis(600)).build()) {
            assertThat(Fixture.result(client, fixture.warm(server.uri()))).isInstanceOf(WarmupResult.AlreadyWarm.class);
            fixture.await("the connection is closed", () -> server.openConnections() == 0);
        }
    }

    @Test
    void aFailureWhoseTextNeverEndsIsJudgedByItsStatus() {
        try (RawServer server = new RawServer((head, socket) -> {
                    RawServer.write(socket, "HTTP/1.1 502 Bad\r\nContent-Length: 1000\r\n\r\nx");
                    socket.getInputStream().read();
                });
                KnativeWarmupClient client =
                        fixture.client().requestTimeout(Duration.ofMillis(300)).build()) {
            assertThat(Fixture.failure(client, fixture.cold(server.uri())).reason())
                    .contains("502");
            fixture.await("the connection is closed", () -> server.openConnections() == 0);
        }
    }

    @Test
    void aRedirectIsNotFollowedAndItsAddressNotQuoted() {
        AtomicInteger followed = new AtomicInteger();
        try (RawServer elsewhere = new RawServer((head, socket) -> {
                    followed.incrementAndGet();
                    socket.close();
                });
                RawServer server = new RawServer((head, socket) -> RawServer.write(
                        socket,
                        "HTTP/1.1 302 Found\r\nLocation: " + elsewhere.uri()
                                + "/?token=hunter2\r\nContent-Length: 0\r\n\r\n"));
                KnativeWarmupClient client = fixture.client().build()) {
            // The instance has answered, so it is up; where it sends others is none of a warm-up's business.
            WarmupResult result = Fixture.result(client, fixture.cold(server.uri()));
            assertThat(result).isNotInstanceOf(WarmupResult.Failed.class);
            assertThat(result.toString()).doesNotContain("hunter2");
            assertThat(followed).hasValue(0);
        }
    }

    @Test
    void aRedirectToHttpsSaysWhatToDo() {
        try (RawServer server = new RawServer((head, socket) -> RawServer.write(
                        socket, "HTTP/1.1 308 P\r\nLocation: https://a.example/\r\nContent-Length: 0\r\n\r\n"));
                KnativeWarmupClient client = fixture.client().build()) {
            assertThat(Fixture.failure(client, fixture.cold(server.uri())).reason())
                    .contains("give the target its https address");
        }
    }

    @Test
    void aPortWhereNobodyListensIsAFailureWorthRepeating() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        try (KnativeWarmupClient client = fixture.client().build()) {
            WarmupResult.Failed failed = Fixture.failure(client, fixture.cold(URI.create("http://localhost:" + port)));
            assertThat(failed.reason()).contains("refused");
            assertThat(failed.retryable()).isTrue();
        }
    }

    @Test
    void aHungServerLeavesPlaceForOthersOnceItIsGivenUp() {
        try (RawServer hung =
                        new RawServer((head, socket) -> socket.getInputStream().read());
                RawServer good = new RawServer(
                        (head, socket) -> RawServer.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
                KnativeWarmupClient client = fixture.client()
                        .limits(1, 10)
                        .requestTimeout(Duration.ofMillis(300))
                        .build()) {
            CompletionStage<WarmupResult> stuck = client.warmUp(fixture.cold(hung.uri()));
            assertThat(Fixture.result(client, fixture.warm(good.uri()))).isInstanceOf(WarmupResult.AlreadyWarm.class);
            assertThat(Fixture.await(stuck.toCompletableFuture())).isInstanceOf(WarmupResult.Failed.class);
        }
    }
}
