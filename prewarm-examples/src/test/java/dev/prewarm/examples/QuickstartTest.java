package dev.prewarm.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.testing.knative.MockKnative;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class QuickstartTest {
    @Test
    void callsEachServiceOnce() throws Exception {
        Duration second = Duration.ofSeconds(1);
        try (MockKnative knative = MockKnative.builder()
                .service("fetch", second, second)
                .service("resize", second, second)
                .service("store", second, second)
                .speed(10)
                .start()) {
            new Quickstart().run(knative.uri("fetch"), knative.uri("resize"), knative.uri("store"));

            assertThat(knative.stats("fetch").workServed()).isEqualTo(1);
            assertThat(knative.stats("resize").workServed()).isEqualTo(1);
            assertThat(knative.stats("store").workServed()).isEqualTo(1);
        }
    }
}
