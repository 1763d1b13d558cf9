package dev.prewarm.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReuseTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long RETENTION = 60 * SECOND;

    private final Reuse reuse = new Reuse();
    private long now;
    private int runs;

    /** Another run calls, so many seconds after the latest call. */
    private void anotherRunCallsAfter(long... gaps) {
        for (long gap : gaps) {
            now += gap * SECOND;
            reuse.called("run-" + ++runs, now, RETENTION);
        }
    }

    private void sameRunCallsAfter(long gap) {
        now += gap * SECOND;
        reuse.called("run-" + runs, now, RETENTION);
    }

    @Test
    void nothingIsSaidWithoutCalls() {
        assertThat(reuse.share()).isZero();
        assertThat(reuse.after()).isZero();
    }

    @Test
    void twoTimesThatDidNotComeToPassAreAddedToThoseThatWereSeen() {
        anotherRunCallsAfter(0, 10);
        assertThat(reuse.share()).isEqualTo(1 / 3.0);
        anotherRunCallsAfter(10, 10, 10, 10, 10);
        assertThat(reuse.share()).isEqualTo(6 / 8.0);
    }

    @Test
    void theShareIsOfTheTimesWithinRetention() {
        anotherRunCallsAfter(0, 10, 100, 20, 100);
        assertThat(reuse.share()).isEqualTo(2 / 6.0);
    }

    @Test
    void aGapAsLongAsRetentionIsWithinIt() {
        anotherRunCallsAfter(0, 60, 61, 60, 61);
        assertThat(reuse.share()).isEqualTo(2 / 6.0);
        assertThat(reuse.after()).isEqualTo(60);
    }

    @Test
    void theMeanIsOfTheTimesWithinRetentionAlone() {
        anotherRunCallsAfter(0, 10, 1_000, 20, 30);
        assertThat(reuse.share()).isEqualTo(3 / 6.0);
        assertThat(reuse.after()).isEqualTo(20);
    }

    @Test
    void withoutAnyWithinRetentionBothAreZero() {
        anotherRunCallsAfter(0, 100, 100, 100, 100);
        assertThat(reuse.share()).isZero();
        assertThat(reuse.after()).isZero();
    }

    @Test
    void callsOfTheSameRunAreNoReuseAndTheTimeCountsFromTheLast() {
        anotherRunCallsAfter(0);
        for (int i = 0; i < 4; i++) {
            sameRunCallsAfter(5);
            sameRunCallsAfter(5);
            anotherRunCallsAfter(8);
        }
        assertThat(reuse.share()).isEqualTo(4 / 6.0);
        assertThat(reuse.after()).isEqualTo(8);
    }

    @Test
    void theLastSixteenTimesAreRemembered() {
        anotherRunCallsAfter(0);
        for (int i = 0; i < 16; i++) {
            anotherRunCallsAfter(10);
        }
        for (int i = 0; i < 4; i++) {
            anotherRunCallsAfter(100);
        }
        assertThat(reuse.share()).isEqualTo(12 / 18.0);
        for (int i = 0; i < 12; i++) {
            anotherRunCallsAfter(100);
        }
        assertThat(reuse.share()).isZero();
    }

    @Test
    void aClockThatGoesBackCountsAsNoTime() {
        anotherRunCallsAfter(100, -50, 0, 0, 0);
        assertThat(reuse.share()).isEqualTo(4 / 6.0);
        assertThat(reuse.after()).isZero();
    }
}
