package dev.prewarm.engine;

import com.google.common.math.LongMath;
import java.time.Duration;
import java.time.Instant;

/** Time inside the engine: nanoseconds since the epoch, which fit a long until the year 2262. */
final class Nanos {
    private static final long PER_SECOND = 1_000_000_000L;
    private static final long LAST_SECOND = Long.MAX_VALUE / PER_SECOND - 1;

    private Nanos() {}

    /** Saturates instead of overflowing: nothing is decided that far away. */
    static long of(Instant instant) {
        long second = Math.max(-LAST_SECOND, Math.min(LAST_SECOND, instant.getEpochSecond()));
        return second * PER_SECOND + instant.getNano();
    }

    static Instant instant(long nanos) {
        return Instant.ofEpochSecond(Math.floorDiv(nanos, PER_SECOND), Math.floorMod(nanos, PER_SECOND));
    }

    static double seconds(long nanos) {
        return nanos / 1e9;
    }

    /** An instant of one clock as one of another that is ahead of it by so much, or behind if that is negative; saturated. */
    static long shift(long nanos, long ahead) {
        return LongMath.saturatedAdd(nanos, ahead);
    }

    /** The sum, saturated at the largest value. */
    static long plus(long nanos, Duration duration) {
        long sum = nanos + duration.toNanos();
        return (sum < nanos) ? Long.MAX_VALUE : sum;
    }
}
