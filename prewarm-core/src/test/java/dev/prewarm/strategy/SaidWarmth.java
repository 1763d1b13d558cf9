package dev.prewarm.strategy;

import dev.prewarm.testing.FixedWarmth;
import java.time.Duration;
import java.time.Instant;

/** Beliefs about a target whose idle instances are kept for 60 s, for 50 s certainly. */
final class SaidWarmth {
    private SaidWarmth() {}

    static FixedWarmth cold() {
        return kept(FixedWarmth.cold());
    }

    /** So many instances, with as many places for calls of the run. */
    static FixedWarmth warm(int instances, int places, Instant until) {
        return kept(FixedWarmth.ready(instances, places, until));
    }

    private static FixedWarmth kept(FixedWarmth warmth) {
        return warmth.keeping(Duration.ofSeconds(60), Duration.ofSeconds(50));
    }
}
