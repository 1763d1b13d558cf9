package dev.prewarm.knative.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.Target;
import dev.prewarm.WarmupRequest;
import dev.prewarm.WarmupResult;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many instances a warm-up that has started some has made ready. */
final class StartedInstancesTest {
    private static WarmupRequest request(int ready, int renewed, int instances) {
        Target target = Target.builder("resize", URI.create("http://resize.example"))
                .concurrency(1)
                .build();
        return WarmupRequest.builder(target, Instant.EPOCH)
                .instances(instances)
                .believedReady(ready)
                .renewed(renewed)
                .runId("run-1")
                .build();
    }

    private static int instances(WarmupRequest allowed) {
        WarmupResult.Started started = (WarmupResult.Started) Warming.started(Duration.ofSeconds(1), allowed);
        return started.instancesOf(Integer.MAX_VALUE);
    }

    @ParameterizedTest(name = "{0} ready, {1} of them renewed, {2} wanted")
    @CsvSource({"0, 0, 1", "0, 0, 4", "3, 0, 4", "3, 2, 4", "3, 3, 3"})
    void asManyAsWereAskedForAreReady(int ready, int renewed, int instances) {
        assertThat(instances(request(ready, renewed, instances))).isEqualTo(instances);
    }

    @Test
    void ofAWarmupThatWasCutThoseThatAreLeft() {
        WarmupRequest allowed = HoldPolicy.DEFAULT.cut(request(0, 0, 200)).orElseThrow();
        assertThat(instances(allowed)).isEqualTo(92);
    }
}
