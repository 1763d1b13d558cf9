package dev.prewarm.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prewarm.PrewarmStrategy;
import dev.prewarm.testing.knative.Fault;
import dev.prewarm.testing.knative.MockKnative;
import dev.prewarm.testing.knative.PodTimeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CustomOrchestratorTest {
    private static final Speed SPEED = new Speed(4);

    @Test
    void withoutWarmingEveryCallMeetsAColdStart() throws IOException {
        assertThat(CustomOrchestratorCommand.execute(PrewarmStrategy.none(), SPEED)
                        .coldStartsMet())
                .isEqualTo(4);
    }

    @Test
    void withWarmingOnlyTheFirstCallMeetsAColdStart() throws IOException {
        assertThat(CustomOrchestratorCommand.execute(PrewarmStrategy.nextHop(), SPEED)
                        .coldStartsMet())
                .isEqualTo(1);
    }

    @Test
    void callsAStepWhenAllThatItWaitsForHaveAnswered() throws IOException {
        try (MockKnative knative = knative();
                CustomOrchestrator orchestrator = new CustomOrchestrator(PrewarmStrategy.none())) {
            orchestrator.execute("diamond", diamond(knative));

            assertThat(call(knative, "left").startedAt())
                    .isAfterOrEqualTo(call(knative, "first").finishedAt());
            assertThat(call(knative, "last").startedAt())
                    .isAfterOrEqualTo(call(knative, "left").finishedAt())
                    .isAfterOrEqualTo(call(knative, "right").finishedAt());
        }
    }

    @Test
    void afterAFailureWhatWaitsForItIsNotCalled() throws IOException {
        try (MockKnative knative = knative();
                CustomOrchestrator orchestrator = new CustomOrchestrator(PrewarmStrategy.none())) {
            knative.fail("left", Fault.status(500, "broken"));

            assertThatThrownBy(() -> orchestrator.execute("diamond", diamond(knative)))
                    .isInstanceOf(CompletionException.class)
                    .hasMessageContaining("left");
            assertThat(knative.stats("last").workServed()).isZero();
            assertThat(knative.stats("right").workServed()).isEqualTo(1);
        }
    }

    @Test
    void takesFiveLines() throws IOException {
        String source = Files.readString(Path.of("src/main/java/dev/prewarm/examples/CustomOrchestrator.java"));

        assertThat(source.lines().filter(line -> line.endsWith("// prewarm"))).hasSize(5);
    }

    private static MockKnative knative() throws IOException {
        MockKnative.Builder knative = MockKnative.builder().speed(100);
        for (String service : List.of("first", "left", "right", "last")) {
            knative.service(service, Duration.ofSeconds(1), Duration.ofSeconds(1));
        }
        return knative.start();
    }

    private static List<Step> diamond(MockKnative knative) {
        return List.of(
                Step.of("first", knative.uri("first")),
                Step.of("left", knative.uri("left"), "first"),
                Step.of("right", knative.uri("right"), "first"),
                Step.of("last", knative.uri("last"), "left", "right"));
    }

    private static PodTimeline.Call call(MockKnative knative, String service) {
        return knative.timelines(service).get(0).calls().get(0);
    }
}
