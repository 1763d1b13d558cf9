package dev.prewarm.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.testing.knative.MockKnative;
import dev.prewarm.testing.knative.MockKnativeExtension;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(60)
class QuickstartTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @RegisterExtension
    final MockKnativeExtension knative = MockKnativeExtension.of(MockKnative.builder()
            .service("fetch", SECOND, SECOND)
            .service("resize", SECOND, SECOND)
            .service("store", SECOND, SECOND)
            .speed(10));

    @Test
    void callsEachServiceOnce() throws Exception {
        new Quickstart().run(knative.uri("fetch"), knative.uri("resize"), knative.uri("store"));

        assertThat(knative.stats("fetch").workServed()).isEqualTo(1);
        assertThat(knative.stats("resize").workServed()).isEqualTo(1);
        assertThat(knative.stats("store").workServed()).isEqualTo(1);
    }
}
