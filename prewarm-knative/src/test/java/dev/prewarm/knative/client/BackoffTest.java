package dev.prewarm.knative.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class BackoffTest {
    private static final Duration FIRST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(1);

    @Test
    void eachPauseIsBetweenHalfAndAllOfTwiceTheOneBeforeUpToTheLongest() {
        List<Duration> pauses = pauses(6, 42);
        long[] full = {100, 200, 400, 800, 1_000, 1_000};
        for (int i = 0; i < full.length; i++) {
            assertThat(pauses.get(i)).isBetween(Duration.ofMillis(full[i] / 2), Duration.ofMillis(full[i]));
        }
    }

    @Test
    void theSameSeedGivesTheSamePauses() {
        assertThat(pauses(6, 42)).isEqualTo(pauses(6, 42)).isNotEqualTo(pauses(6, 43));
    }

    @Test
    void afterTheLastRetryThereIsNone() {
        assertThat(new Backoff(2, FIRST, LONGEST, 0).before(2)).isEmpty();
    }

    @Test
    void aPauseOfNothingIsRefused() {
        assertThatThrownBy(() -> new Backoff(1, Duration.ZERO, LONGEST, 0)).hasMessageContaining("PT0S to PT1S");
    }

    private static List<Duration> pauses(int count, long seed) {
        Backoff backoff = new Backoff(count, FIRST, LONGEST, seed);
        return IntStream.range(0, count)
                .mapToObj(retry -> backoff.before(retry).orElseThrow())
                .toList();
    }
}
