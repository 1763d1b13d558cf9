package dev.prewarm.knative.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.prewarm.Target;
import dev.prewarm.WarmupResult;
import dev.prewarm.knative.PrewarmHeaders;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The handlers that the documentation shows for other languages, run where these are installed. */
@Tag("once")
final class HandlerSnippetsTest {
    private final Fixture fixture = new Fixture();

    @TempDir
    private Path directory;

    @AfterEach
    void stop() {
        fixture.close();
    }

    private SnippetServer start(SnippetLanguage language, String priming) throws IOException {
        assumeTrue(language.installed(directory), () -> language + " is not installed: its handler is not run");
        return new SnippetServer(language, directory, priming, fixture);
    }

    private static Target service(URI uri) {
        return Target.builder("service", uri).concurrency(1).build();
    }

    @ParameterizedTest
    @EnumSource
    void warmUpsAtTheSameTimeWaitForOnePriming(SnippetLanguage language) throws Exception {
        try (SnippetServer server = start(language, "works");
                KnativeWarmupClient client = fixture.client().build()) {
            List<WarmupResult> results = Stream.generate(
                            () -> client.warmUp(fixture.request(service(server.uri()), 1, 0, Fixture.PATIENCE)))
                    .limit(8)
                    .map(stage -> stage.toCompletableFuture())
                    .toList()
                    .stream()
                    .<WarmupResult>map(Fixture::await)
                    .toList();

            assertThat(results).noneMatch(WarmupResult.Failed.class::isInstance);
            assertThat(results).hasAtLeastOneElementOfType(WarmupResult.Started.class);
            assertThat(server.primings()).isEqualTo(1);
            assertThat(Fixture.result(client, fixture.request(service(server.uri()), 1, 1, Fixture.PATIENCE)))
                    .isInstanceOf(WarmupResult.AlreadyWarm.class);
            assertThat(server.primings()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPrimingThatFailedIsTriedAgain(SnippetLanguage language) throws Exception {
        try (SnippetServer server = start(language, "fails at first");
                KnativeWarmupClient client = fixture.client().build()) {
            assertThat(Fixture.failure(client, fixture.request(service(server.uri()), 1, 0, Fixture.PATIENCE))
                            .reason())
                    .contains("its handler answered 503");
            assertThat(Fixture.result(client, fixture.request(service(server.uri()), 1, 0, Fixture.PATIENCE)))
                    .isNotInstanceOf(WarmupResult.Failed.class);
            assertThat(server.primings()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theReplyHasWhatTheContractAsksFor(SnippetLanguage language) throws Exception {
        try (SnippetServer server = start(language, "works")) {
            HttpResponse<String> first = get(server.uri().resolve("/warmup"), "0.05");
            HttpResponse<String> second = get(server.uri().resolve("/warmup"), "x");
            KitReply reply = KitReply.from(first.headers()).orElseThrow();

            assertThat(first.statusCode()).isEqualTo(200);
            assertThat(reply.instance()).isNotBlank();
            assertThat(reply.age()).isPositive();
            assertThat(reply.first()).isTrue();
            assertThat(reply.held()).isEqualTo(Duration.ofMillis(50));
            assertThat(second.statusCode()).isEqualTo(200);
            assertThat(KitReply.from(second.headers()).orElseThrow().first()).isFalse();
            assertThat(second.headers().firstValue(PrewarmHeaders.HELD)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(names = "GO")
    void thePapersHandlerAnswers(SnippetLanguage language) throws Exception {
        try (SnippetServer server = start(language, "works")) {
            assertThat(get(server.uri().resolve("/paper/warmup"), "0").statusCode())
                    .isEqualTo(200);
        }
    }

    private static HttpResponse<String> get(URI uri, String hold) {
        HttpRequest request =
                HttpRequest.newBuilder(uri).header(PrewarmHeaders.HOLD, hold).build();
        CompletableFuture<HttpResponse<String>> response = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .build()
                .sendAsync(request, BodyHandlers.ofString());
        return Fixture.await(response);
    }
}
