package dev.prewarm;

import static dev.prewarm.TaskOption.after;
import static dev.prewarm.TaskOption.width;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.testing.RecordingWarmupClient;
import dev.prewarm.testing.VirtualScheduler;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/**
 * The rate of new instances counts those that the platform starts, ten a second after a burst of fifty; what was asked for and
 * not started is given back.
 */
class CapsTest {
    private static final Duration COLD_START = Duration.ofSeconds(1);

    private final VirtualScheduler clock = new VirtualScheduler();

    private static Workflow wide(String name, int calls) {
        Target target = Target.builder(name, URI.create("http://" + name + ".test"))
                .concurrency(1)
                .build();
        return Workflow.builder(name)
                .localTask("step")
                .task("call", target, after("step"), width(calls))
                .build();
    }

    /**
     * How long another target has to wait for its warm-up, which is asked for two seconds after 200 instances of one were, of
     * which so many were started.
     */
    private Duration delayOfAnotherTarget(WarmupResult answer) {
        WarmupResult one = WarmupResult.started(COLD_START);
        RecordingWarmupClient client = RecordingWarmupClient.of(
                clock, request -> request.target().name().equals("wide") ? answer : one);
        Prewarmer prewarmer = Prewarmer.builder(client)
                .scheduler(clock)
                .limits(WarmupLimits.DEFAULT.withRate(10, 50))
                .build();
        prewarmer.start(wide("wide", 200)).started("step");
        clock.advance(Duration.ofSeconds(2));
        Instant asked = clock.now();
        prewarmer.start(wide("other", 1)).started("step");
        clock.advance(Duration.ofSeconds(30));
        assertThat(client.requests()).hasSize(2);
        assertThat(prewarmer.stats().balanced()).isTrue();
        return Duration.between(asked, client.requests().get(1).at());
    }

    @Test
    void twoHundredInstancesThatAreStartedHoldUpAnotherTarget() {
        // 150 more than the burst, at ten a second, of which two seconds have passed.
        assertThat(delayOfAnotherTarget(WarmupResult.started(COLD_START)).toSeconds())
                .isEqualTo(13);
    }

    @Test
    void twoHundredInstancesThatAreRefusedDoNot() {
        assertThat(delayOfAnotherTarget(WarmupResult.failed("at most 64 instances are allowed", false)))
                .isZero();
    }

    @Test
    void whatWasWarmAlreadyDoesNot() {
        assertThat(delayOfAnotherTarget(WarmupResult.alreadyWarm(Duration.ofMillis(10))))
                .isZero();
    }

    @Test
    void ofAWarmupThatStartedFewerTheRestIsGivenBack() {
        assertThat(delayOfAnotherTarget(WarmupResult.started(COLD_START, 10))).isZero();
    }

    @Test
    void onlyTheInstancesThatWereStartedAreCountedOn() {
        RecordingWarmupClient client = RecordingWarmupClient.of(
                clock, request -> WarmupResult.started(COLD_START, Math.min(3, request.instances())));
        Prewarmer prewarmer = Prewarmer.builder(client).scheduler(clock).build();
        prewarmer.start(wide("wide", 5)).started("step");
        clock.advance(Duration.ofSeconds(2));
        prewarmer.start(wide("wide", 2)).started("step");
        clock.runPending();
        assertThat(client.requests())
                .extracting(recorded -> recorded.request().believedReady())
                .containsExactly(0, 3);
    }

    @Test
    void aMillionInstancesHoldUpAnotherTargetForTenMinutes() {
        RecordingWarmupClient client = RecordingWarmupClient.of(clock, COLD_START);
        Prewarmer prewarmer = Prewarmer.builder(client)
                .scheduler(clock)
                .limits(WarmupLimits.DEFAULT.withRate(10, 50))
                .build();
        prewarmer.start(wide("wide", 1_000_000)).started("step");
        clock.runPending();
        prewarmer.start(wide("other", 1)).started("step");
        clock.advance(Duration.ofSeconds(594));
        assertThat(client.requests()).hasSize(1);
        // Ten a second for ten minutes, but for the fifty of the burst.
        clock.advance(Duration.ofSeconds(2));
        assertThat(client.requests()).hasSize(2);
    }
}
