package dev.prewarm.knative.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.WarmupResult;
import dev.prewarm.knative.PrewarmHeaders;
import java.io.IOException;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each kind of answer that Knative and its ingresses give, over real HTTP. */
final class StatusTableTest {
    private final Fixture fixture = new Fixture();
    private final MockWebServer server = new MockWebServer();
    private final KnativeWarmupClient client = fixture.client().build();

    @BeforeEach
    void start() throws IOException {
        server.start();
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
        fixture.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "504 | activator request timeout             | true  | no instance came up",
                "504 | request timeout                       | false | the instance is up, but the warm-up path",
                "504 | upstream request timeout              | true  | a gateway timed out",
                "503 | pending request queue full            | true  | queue is full",
                "503 | no healthy upstream                   | true  | no instance to send the request to",
                "503 | upstream connect error or disconnect  | true  | no instance to send the request to",
                "502 | dial tcp 10.0.0.7:8012: refused       | true  | could not be reached",
                "502 | dial tcp 127.0.0.1:8080: refused      | true  | could not be reached",
                "404 | Error getting active endpoint: x      | false | does not know the revision",
                "404 |                                       | true  | no route",
                "400 | unexpected probe header value: queue   | false | taken for a probe",
                "500 |                                       | false | answered 500",
                "500 | it broke                              | false | answered 500",
                "401 | who?                                  | false | not authorized",
                "403 | no                                    | false | not authorized",
                "408 |                                       | true  | turned away",
                "429 | slow down                             | true  | turned away",
                "301 |                                       | false | redirected",
                "308 |                                       | false | redirected",
            })
    void aFailureIsToldApart(int status, String text, boolean retryable, String reason) {
        answer(status, text);
        WarmupResult.Failed failed =
                Fixture.failure(client, fixture.cold(server.url("/").uri()));
        assertThat(failed.reason()).contains(reason);
        assertThat(failed.retryable()).isEqualTo(retryable);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"200|", "204|", "202|warm", "404|404 page not found", "405|no GET", "400|bad", "501|", "410|gone"})
    void whateverAnInstanceAnswersItIsUp(int status, String text) {
        answer(status, text);
        assertThat(Fixture.result(client, fixture.warm(server.url("/").uri())))
                .isInstanceOf(WarmupResult.AlreadyWarm.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 503})
    void anInstanceWhosePrimingFailedIsWorthAnotherRequest(int status) {
        server.enqueue(new MockResponse.Builder()
                .code(status)
                .addHeader(PrewarmHeaders.INSTANCE, "resize-1")
                .addHeader(PrewarmHeaders.INSTANCE_AGE, "0.5")
                .build());
        WarmupResult.Failed failed =
                Fixture.failure(client, fixture.cold(server.url("/").uri()));
        assertThat(failed.reason()).contains("priming");
        assertThat(failed.retryable()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 404, 500, 502, 503, 504})
    void aReasonQuotesNothingThatWasAnswered(int status) {
        answer(status, "token=hunter2");
        WarmupResult result =
                Fixture.result(client, fixture.cold(server.url("/").uri()));
        assertThat(result.toString()).doesNotContain("hunter2");
    }

    private void answer(int status, String text) {
        MockResponse.Builder response = new MockResponse.Builder().code(status);
        if (text != null) {
            response.body(text);
        }
        server.enqueue(response.build());
    }
}
