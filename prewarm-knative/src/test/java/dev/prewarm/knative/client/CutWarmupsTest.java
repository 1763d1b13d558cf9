package dev.prewarm.knative.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.Target;
import dev.prewarm.WarmupRequest;
import dev.prewarm.testing.VirtualScheduler;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is said of warm-ups that are cut. */
final class CutWarmupsTest {
    private final VirtualScheduler scheduler = new VirtualScheduler();
    private final List<String> said = new ArrayList<>();
    private final CutWarmups cuts = new CutWarmups(scheduler, said::add);

    private static WarmupRequest request(String target, int instances) {
        return WarmupRequest.builder(Target.of(target, URI.create("http://resize.example")), Instant.MAX)
                .instances(instances)
                .runId("run-1")
                .build();
    }

    @Test
    void itIsSaidWhatWasCutAndWhatHelps() {
        cuts.tell(request("shop/resize", 200), request("shop/resize", 92), 64);

        assertThat(said)
                .containsExactly(
                        "A warm-up of shop/resize is cut to 92 of 200 instances: 64 requests are allowed at the same"
                                + " time. Allow more, or warm it by annotation; this is said once an hour of each target");
    }

    @Test
    void itIsSaidOnceAnHourForEachTarget() {
        cuts.tell(request("a", 200), request("a", 92), 64);
        cuts.tell(request("a", 300), request("a", 92), 64);
        cuts.tell(request("b", 200), request("b", 92), 64);
        assertThat(said).hasSize(2);

        scheduler.advance(Duration.ofMinutes(59));
        cuts.tell(request("a", 200), request("a", 92), 64);
        assertThat(said).hasSize(2);

        scheduler.advance(Duration.ofMinutes(1));
        cuts.tell(request("a", 200), request("a", 92), 64);
        assertThat(said).hasSize(3);
    }
}
