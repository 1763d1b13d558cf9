package dev.prewarm.knative.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.Target;
import dev.prewarm.WarmupRequest;
import java.net.URI;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many instances a warm-up has started. */
final class StartedInstancesTest {
    private static WarmupRequest request(int ready, int renewed, int instances) {
        Target target = Target.builder("resize", URI.create("http://resize.example"))
                .concurrency(1)
                .build();
        return new WarmupRequest(target, instances, ready, renewed, Instant.EPOCH, "run-1");
    }

    @ParameterizedTest(name = "{0} ready, {1} of them renewed, {2} wanted: {3} started")
    @CsvSource({"0, 0, 1, 1", "0, 0, 4, 4", "3, 0, 4, 4", "3, 2, 4, 2", "3, 3, 3, 1"})
    void thoseAreStartedThatWereToBeAdded(int ready, int renewed, int instances, int started) {
        assertThat(Warming.instancesStarted(request(ready, renewed, instances))).isEqualTo(started);
    }

    @Test
    void ofAWarmupThatWasCutThoseThatAreLeft() {
        WarmupRequest allowed = HoldPolicy.DEFAULT.cut(request(0, 0, 200)).orElseThrow();
        assertThat(Warming.instancesStarted(allowed)).isEqualTo(92);
    }
}
