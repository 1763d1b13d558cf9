package dev.prewarm.testing.knative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prewarm.Target;
import dev.prewarm.WarmupClient;
import dev.prewarm.WarmupRequest;
import dev.prewarm.WarmupResult;
import dev.prewarm.testing.VirtualScheduler;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ModelWarmupClientTest {
    private static final Duration START = Duration.ofSeconds(2);
    private static final Duration ANSWER = Duration.ofMillis(1);

    private final VirtualScheduler scheduler = new VirtualScheduler();
    private final KnativeModel knative = KnativeModel.of(scheduler);
    private final WarmupClient client = knative.warmupClient();

    private ServiceSettings.Builder settings(String name) {
        return ServiceSettings.builder(name).containerConcurrency(1).podStart(START);
    }

    private CompletableFuture<WarmupResult> warmUp(String service, int instances) {
        Target target = Target.builder(service, URI.create("http://" + service + ".test"))
                .concurrency(1)
                .build();
        return client.warmUp(WarmupRequest.builder(target, scheduler.now().plusSeconds(60))
                        .instances(instances)
                        .build())
                .toCompletableFuture();
    }

    @Test
    void itIsAnsweredWhenAllInstancesAreReady() {
        KnativeService service = knative.deploy(settings("resize").build());
        CompletableFuture<WarmupResult> answer = warmUp("resize", 3);
        scheduler.advance(START);
        assertThat(answer).isNotDone();
        scheduler.advance(ANSWER);
        assertThat(answer).isCompletedWithValue(WarmupResult.started(START.plus(ANSWER)));
        assertThat(service.podsReady()).isEqualTo(3);
    }

    @Test
    void whatIsWarmIsFoundWarm() {
        knative.deploy(settings("resize").build());
        assertThat(warmUp("resize", 1)).isNotDone();
        scheduler.advance(START.plus(ANSWER));
        CompletableFuture<WarmupResult> answer = warmUp("resize", 1);
        scheduler.advance(ANSWER);
        assertThat(answer).isCompletedWithValue(WarmupResult.alreadyWarm(ANSWER));
    }

    @Test
    void itSaysWhoseAutoscalerTheServicesHave() {
        knative.deploy(settings("a").kpa(KpaSettings.of(Map.of(), Map.of()), 1).build());
        assertThat(client.scaledByKnative()).isTrue();
        knative.deploy(settings("b").build());
        assertThat(client.scaledByKnative()).isFalse();
    }

    @Test
    void whatIsNoServiceIsRefused() {
        assertThatThrownBy(() -> warmUp("nothing", 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
