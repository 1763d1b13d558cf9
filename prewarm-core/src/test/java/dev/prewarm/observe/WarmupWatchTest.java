package dev.prewarm.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prewarm.OnKnative;
import dev.prewarm.Target;
import dev.prewarm.WarmupClient;
import dev.prewarm.WarmupRequest;
import dev.prewarm.WarmupResult;
import dev.prewarm.testing.VirtualScheduler;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class WarmupWatchTest {
    private static final Target TARGET = Target.of("resizer", URI.create("http://resizer.test"));
    private static final WarmupResult STARTED = WarmupResult.started(Duration.ofSeconds(1));
    private static final WarmupResult FAILED = WarmupResult.failed("HTTP 503", true);

    private final VirtualScheduler scheduler = new VirtualScheduler();

    /** What was counted after a client has given these results, one after the other. */
    private List<WarmupWatch.Outcomes> after(WarmupResult... results) {
        Deque<WarmupResult> left = new ArrayDeque<>(List.of(results));
        WarmupWatch watch = new WarmupWatch(request -> CompletableFuture.completedStage(left.removeFirst()), scheduler);
        while (!left.isEmpty()) {
            scheduler.advance(Duration.ofSeconds(10));
            watch.warmUp(request());
        }
        return watch.outcomes();
    }

    private static WarmupRequest request() {
        return WarmupRequest.builder(TARGET, Instant.MAX).build();
    }

    @Test
    void beforeAnythingIsSentThereIsNothing() {
        assertThat(after()).isEmpty();
    }

    @Test
    void whoseAutoscalerItIsIsAskedOfTheClient() {
        WarmupClient elsewhere = request -> CompletableFuture.completedStage(STARTED);
        assertThat(new WarmupWatch(new OnKnative(elsewhere), scheduler).scaledByKnative())
                .isTrue();
        assertThat(new WarmupWatch(elsewhere, scheduler).scaledByKnative()).isFalse();
    }

    @Test
    void outcomesAreCountedByTheirKind() {
        Instant start = scheduler.wallClock();
        WarmupResult warm = WarmupResult.alreadyWarm(Duration.ofMillis(5));
        assertThat(after(STARTED, warm, STARTED, FAILED))
                .containsExactly(new WarmupWatch.Outcomes("resizer", 4, 2, 1, 1, 1, "HTTP 503", start.plusSeconds(40)));
    }

    @Test
    void aSuccessEndsFailuresInTurn() {
        assertThat(after(FAILED, FAILED, FAILED).get(0).failedInTurn()).isEqualTo(3);
        WarmupWatch.Outcomes recovered = after(FAILED, FAILED, STARTED, FAILED).get(0);
        assertThat(recovered.failedInTurn()).isEqualTo(1);
        assertThat(recovered.failed()).isEqualTo(3);
    }

    @Test
    void aClientThatThrowsHasFailedAndThrowsOn() {
        WarmupWatch watch = new WarmupWatch(
                request -> {
                    throw new IllegalStateException("no network");
                },
                scheduler);
        assertThatThrownBy(() -> watch.warmUp(request())).hasMessage("no network");
        assertThat(watch.outcomes().get(0).failedInTurn()).isEqualTo(1);
        assertThat(watch.outcomes().get(0).lastFailure()).contains("no network");
    }

    @Test
    @SuppressWarnings("NullAway") // the fault is the client's
    void aClientThatReturnsNothingHasFailed() {
        WarmupClient nothing = request -> null;
        WarmupWatch watch = new WarmupWatch(nothing, scheduler);
        assertThatThrownBy(() -> watch.warmUp(request())).isInstanceOf(NullPointerException.class);
        assertThat(watch.outcomes().get(0).failed()).isEqualTo(1);
    }

    @Test
    void aStageThatFailsHasFailed() {
        WarmupWatch watch = new WarmupWatch(
                request -> CompletableFuture.failedStage(new IllegalStateException("reset")), scheduler);
        watch.warmUp(request());
        assertThat(watch.outcomes().get(0).lastFailure()).contains("reset");
    }
}
