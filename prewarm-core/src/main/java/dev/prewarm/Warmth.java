package dev.prewarm;

import java.time.Duration;
import java.time.Instant;

/**
 * The belief about a target's instances: how many are ready or starting, how many are free, until when. Valid as long as the
 * view that gave it. Implemented only by this library, which may add methods; a test says what it believes with {@code
 * FixedWarmth} of the module {@code dev.prewarm.testing}.
 */
public interface Warmth {
    /**
     * Calls that could start at that instant without meeting a cold start, if nothing else happens: places on instances
     * that are ready and not lapsed by then, less those that other tasks occupy or have claimed.
     *
     * @return 0 or more; {@link Integer#MAX_VALUE} where the target has no limit and an instance is ready
     */
    int freeCalls(Instant at);

    /**
     * Calls for which there are places now, on instances ready or starting, that no other run occupies or has claimed:
     * those that tasks of this run occupy count.
     *
     * @return 0 or more; {@link Integer#MAX_VALUE} where the target has no limit and there is an instance
     */
    int placesOfRun();

    /** Instances that are ready or starting now. */
    int instances();

    /** When the last of them may lapse if nothing else happens; {@link Instant#MIN} if there is none. {@link Instant#MAX} while one is busy or always kept. */
    Instant warmUntil();

    /** How long the platform keeps an idle instance, on average, as far as has been learned. */
    Duration retention();

    /** For how long an instance that is ready from now on is certainly kept, as far as has been learned. */
    Duration certainRetention();

    /**
     * How probable it is that the target is warm, because others use it, though it is believed cold. That scales what a
     * warm-up gains and what it costs alike; at least 0 and less than 1.
     */
    double warmAnywayShare();

    /**
     * How probable it is that an instance which this run does not use is used by another one: of n times that runs have
     * lately called the target after one had, k within its retention, it is k / (n + 2); at least 0 and less than 1.
     */
    double reuseShare();

    /** How long after that was, on average, in seconds. */
    double reuseAfter();

    /** What the client says of the platform: {@link WarmupClient#scaledByKnative}. */
    default boolean scaledByKnative() {
        return false;
    }
}
