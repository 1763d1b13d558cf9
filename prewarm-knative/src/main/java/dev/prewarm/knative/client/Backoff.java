package dev.prewarm.knative.client;

import static com.google.common.base.Preconditions.checkArgument;

import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * How long to wait before a request is repeated: doubled each time up to a cap, and then shortened by up to a half at
 * random, so that many clients do not come back at once. The same seed gives the same waits.
 */
final class Backoff {
    private final int retries;
    private final Duration first;
    private final Duration longest;
    private final SplittableRandom random;

    Backoff(int retries, Duration first, Duration longest, long seed) {
        checkArgument(retries >= 0, "retries: %s, but at least 0 is needed", retries);
        checkArgument(
                !first.isNegative() && !first.isZero() && first.compareTo(longest) <= 0,
                "backoff: %s to %s, but the first must be above 0 and not above the longest",
                first,
                longest);
        this.retries = retries;
        this.first = first;
        this.longest = longest;
        this.random = new SplittableRandom(seed);
    }

    /** The wait before retry number {@code retry}, counted from 0; empty if there are no more. */
    Optional<Duration> before(int retry) {
        if (retry >= retries) {
            return Optional.empty();
        }
        // Beyond 2^20 times the first wait, any cap in use has been reached.
        Duration doubled = first.multipliedBy(1L << Math.min(retry, 20));
        Duration capped = (doubled.compareTo(longest) > 0) ? longest : doubled;
        return Optional.of(Duration.ofNanos((long) (capped.toNanos() * (1 - draw() / 2))));
    }

    private synchronized double draw() {
        return random.nextDouble();
    }
}
