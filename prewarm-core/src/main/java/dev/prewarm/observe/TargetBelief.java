package dev.prewarm.observe;

import java.time.Instant;

/**
 * What the Prewarmer believed of a service when it last thought of it.
 *
 * @param service its name
 * @param address where it is called
 * @param at when that was
 * @param instances that were ready or starting
 * @param warmUntil when the last of them may lapse; {@link Instant#MIN} if there is none, {@link Instant#MAX} while one is busy
 * @param retentionSeconds how long the platform keeps an idle instance
 * @param coldStartMedian of its cold starts, in seconds
 * @param coldStartHigh the 90th percentile, likewise
 * @param coldStartsMeasured how many measured ones these rest on; 0 while they are declared or assumed
 */
public record TargetBelief(
        String service,
        String address,
        Instant at,
        int instances,
        Instant warmUntil,
        double retentionSeconds,
        double coldStartMedian,
        double coldStartHigh,
        int coldStartsMeasured) {}
