package dev.prewarm.knative.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.Target;
import dev.prewarm.WarmupRequest;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Telling a cold start from a warm answer. */
final class ColdOrWarmTest {
    private static final URI URI_A = URI.create("http://a.example");

    @ParameterizedTest
    @CsvSource({
        // The instance is younger than the wait: it was started in the meantime.
        "1.2, false, 1500, true",
        "1.5, false, 1500, true",
        "1.6, false, 1500, false",
        // It is older, but nobody had primed it.
        "90, true, 800, true",
        "90, false, 5000, false"
    })
    void theServicesWordDecides(String age, String first, long waitedMillis, boolean cold) {
        Optional<KitReply> kit = KitReply.from(headers(
                Map.of("prewarm-instance", "a-1", "prewarm-instance-age", age, "prewarm-first-request", first)));
        assertThat(kit).isPresent();
        assertThat(new WarmthRule().cold(request(Target.of("a", URI_A), 1), served(waitedMillis, kit)))
                .isEqualTo(cold);
    }

    @ParameterizedTest
    @CsvSource({"3.0, 1200", "99, 4200"})
    void theTimeThatAnAnswerWasHeldBackIsNoPartOfTheWait(String held, long waitedMillis) {
        HttpHeaders headers =
                headers(Map.of("prewarm-instance", "a-1", "prewarm-instance-age", "1", "prewarm-held", held));
        Verdict verdict = StatusTable.read(new Answer(200, headers, "", Duration.ofMillis(4_200)));
        assertThat(((Verdict.Served) verdict).waited()).isEqualTo(Duration.ofMillis(waitedMillis));
    }

    @ParameterizedTest
    @CsvSource({"x", "-1", "NaN", "Infinity", "1e300", "''"})
    void anAgeThatMakesNoSenseIsIgnored(String age) {
        assertThat(KitReply.from(headers(Map.of("prewarm-instance", "a-1", "prewarm-instance-age", age))))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0, 99, false", "0, 100, true", "1, 499, false", "1, 500, true"})
    void withoutAnyWordLatencyAndBeliefDecide(int believedReady, long waitedMillis, boolean cold) {
        assertThat(new WarmthRule()
                        .cold(request(Target.of("a", URI_A), believedReady), served(waitedMillis, Optional.empty())))
                .isEqualTo(cold);
    }

    @Test
    void halfOfADeclaredColdStartIsTheLimit() {
        Target target =
                Target.builder("a", URI_A).coldStart(Duration.ofSeconds(4)).build();
        assertThat(new WarmthRule().cold(request(target, 0), served(1_999, Optional.empty())))
                .isFalse();
        assertThat(new WarmthRule().cold(request(target, 1), served(2_000, Optional.empty())))
                .isTrue();
    }

    @Test
    void onceLatenciesHaveComeInTwoKindsTheyDecide() {
        WarmthRule rule = new WarmthRule();
        WarmupRequest request = request(Target.of("a", URI_A), 1);
        for (int i = 0; i < 4; i++) {
            rule.cold(request, served(10, Optional.empty()));
            rule.cold(request, served(90, Optional.empty()));
        }
        // √(10 · 90) = 30
        assertThat(rule.cold(request, served(29, Optional.empty()))).isFalse();
        assertThat(rule.cold(request, served(90, Optional.empty()))).isTrue();
        assertThat(rule.cold(request(Target.of("b", URI_A), 1), served(90, Optional.empty())))
                .isFalse();
    }

    private static Verdict.Served served(long millis, Optional<KitReply> kit) {
        return new Verdict.Served(Duration.ofMillis(millis), kit);
    }

    private static WarmupRequest request(Target target, int believedReady) {
        return WarmupRequest.builder(target, Instant.EPOCH)
                .believedReady(believedReady)
                .runId("run-1")
                .build();
    }

    private static HttpHeaders headers(Map<String, String> headers) {
        return HttpHeaders.of(
                headers.entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, header -> List.of(header.getValue()))),
                (name, value) -> true);
    }
}
