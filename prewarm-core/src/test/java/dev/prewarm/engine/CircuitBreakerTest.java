package dev.prewarm.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CircuitBreakerTest {
    private static final long SECOND = 1_000_000_000L;

    private final CircuitBreaker breaker = new CircuitBreaker();

    private void fail(int times, long at) {
        for (int i = 0; i < times; i++) {
            breaker.failed(at);
        }
    }

    @Test
    void fourFailuresAreBorne() {
        fail(4, 0);
        assertThat(breaker.allows(0)).isTrue();
    }

    @Test
    void theFifthInARowStopsEverythingForHalfAMinute() {
        fail(5, 10 * SECOND);
        assertThat(breaker.allows(40 * SECOND - 1)).isFalse();
        assertThat(breaker.allows(40 * SECOND)).isTrue();
    }

    @Test
    void oneIsLetThroughToTryAndTheNextWaitsAsLongAgain() {
        fail(5, 0);
        breaker.attempted(30 * SECOND);
        assertThat(breaker.allows(60 * SECOND - 1)).isFalse();
        assertThat(breaker.allows(60 * SECOND)).isTrue();
    }

    @Test
    void whatIsSentWhileAllIsWellHoldsNothingUp() {
        fail(4, 0);
        breaker.attempted(0);
        breaker.failed(0);
        breaker.succeeded();
        breaker.attempted(SECOND);
        assertThat(breaker.allows(SECOND)).isTrue();
    }

    @Test
    void aTrialThatFailsStopsItAnew() {
        fail(5, 0);
        breaker.attempted(30 * SECOND);
        breaker.failed(35 * SECOND);
        assertThat(breaker.allows(65 * SECOND - 1)).isFalse();
    }

    @Test
    void aSuccessForgivesAllFailures() {
        fail(5, 0);
        breaker.succeeded();
        fail(4, SECOND);
        assertThat(breaker.allows(SECOND)).isTrue();
    }
}
