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

    /** Envoy's mark on what came from upstream, and on what it answers itself. */
    private static final String UPSTREAM = "upstream";

    private static final String ENVOY = "envoy";

    @ParameterizedTest(name = "{0} \"{1}\" of {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "504 | activator request timeout             |          | true  | no instance came up",
                "504 | activator request timeout             | upstream | true  | no instance came up",
                "504 | request timeout                       | upstream | false | the instance is up, but the warm-up path",
                "504 | upstream request timeout              | envoy    | true  | a gateway timed out",
                "503 | pending request queue full            | upstream | true  | queue is full",
                "503 | no healthy upstream                   | envoy    | true  | no instance to send the request to",
                "503 | upstream connect error or disconnect  | envoy    | true  | no instance to send the request to",
                "502 | dial tcp 10.0.0.7:8012: refused       | upstream | true  | could not be reached",
                "502 | dial tcp 127.0.0.1:8080: refused      |          | true  | could not be reached",
                "502 | EOF                                   |          | true  | could not be reached",
                "404 | Error getting active endpoint: x      | upstream | false | does not know the revision",
                "404 | Error getting active endpoint: x      |          | false | does not know the revision",
                "404 |                                       | envoy    | true  | no route",
                "404 | fault filter abort                    | envoy    | false | knows no such service",
                "400 | unexpected probe header value: queue  | upstream | false | taken for a probe",
                "500 |                                       | upstream | false | answered 500",
                "500 |                                       |          | false | answered 500",
                "500 | lua script failed                     | envoy    | false | answered 500",
                "401 | who?                                  | envoy    | false | not authorized",
                "403 | RBAC: access denied                   | envoy    | false | not authorized",
                "426 |                                       | envoy    | false | by the ingress",
                "407 | whose user?                           |          | false | a proxy on the way asks",
                "408 |                                       | envoy    | true  | turned away",
                "429 | slow down                             |          | true  | turned away",
                "511 | accept our terms                      |          | false | a network on the way asks",
                "301 |                                       | envoy    | false | redirected",
                "308 |                                       | envoy    | false | redirected",
            })
    void whatNoInstanceAnsweredIsAFailure(int status, String text, String by, boolean retryable, String reason) {
        answer(status, text, by);
        WarmupResult.Failed failed =
                Fixture.failure(client, fixture.cold(server.url("/").uri()));
        assertThat(failed.reason()).contains(reason);
        assertThat(failed.retryable()).isEqualTo(retryable);
    }

    @ParameterizedTest(name = "{0} \"{1}\" of {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "200 |                        |",
                "204 |                        | upstream",
                "202 | warm                   |",
                "302 |                        |",
                "308 |                        | upstream",
                "400 | bad                    | upstream",
                "401 | who?                   | upstream",
                "401 | who?                   |",
                "403 | no                     |",
                "404 | 404 page not found     |",
                "404 |                        | upstream",
                "404 |                        |",
                "405 | no GET                 |",
                "408 |                        | upstream",
                "410 | gone                   |",
                "415 |                        | upstream",
                "418 |                        |",
                "429 | slow down              | upstream",
                "500 | it broke               |",
                "500 | it broke               | upstream",
                "501 |                        |",
                "505 | HTTP/2 it should be     | upstream",
                "502 | stream error: stream ID 1; INTERNAL_ERROR; received from peer | upstream",
                "502 | net/http: HTTP/1.x transport connection broken: malformed HTTP response |",
                "502 | http2: frame too large |",
            })
    void whateverAnInstanceAnswersItIsUp(int status, String text, String by) {
        answer(status, text, by);
        assertThat(Fixture.result(client, fixture.warm(server.url("/").uri())))
                .isInstanceOf(WarmupResult.AlreadyWarm.class);
    }

    @ParameterizedTest(name = "to {0}, {1}")
    @CsvSource({
        "http://elsewhere.example/login, '', true",
        "/warmup/, '', true",
        "https://elsewhere.example/login, upstream, true",
        "https://resize.example/warmup, '', false",
        "https://resize.example/warmup, envoy, false"
    })
    void aRedirectToHttpsIsThatOfAFrontUnlessItCameFromUpstream(String location, String by, boolean up) {
        server.enqueue(marked(301, by).addHeader("Location", location).build());
        assertThat(Fixture.result(client, fixture.warm(server.url("/").uri())) instanceof WarmupResult.AlreadyWarm)
                .isEqualTo(up);
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
        answer(status, text, null);
    }

    private void answer(int status, String text, String by) {
        MockResponse.Builder response = marked(status, by);
        if (text != null) {
            response.body(text);
        }
        server.enqueue(response.build());
    }

    private static MockResponse.Builder marked(int status, String by) {
        MockResponse.Builder response = new MockResponse.Builder().code(status);
        if (UPSTREAM.equals(by)) {
            response.addHeader("Server", ENVOY).addHeader("x-envoy-upstream-service-time", "801");
        } else if (ENVOY.equals(by)) {
            response.addHeader("Server", "istio-envoy");
        }
        return response;
    }
}
