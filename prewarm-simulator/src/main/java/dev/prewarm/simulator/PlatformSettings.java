package dev.prewarm.simulator;

import static com.google.common.base.Preconditions.checkArgument;

import java.time.Duration;

/**
 * What a scenario says of the platform.
 *
 * @param window the autoscaler's stable window, after which an idle service scales to zero; 6 s to 1 h, as in Knative
 * @param creationsPerSecond how many instances the platform creates a second, over all services; 0 is unlimited
 */
public record PlatformSettings(Duration window, double creationsPerSecond) {
    /** Knative's defaults. */
    public static final PlatformSettings DEFAULT = new PlatformSettings(Duration.ofSeconds(60), 0);

    /** @throws IllegalArgumentException if a setting is out of its range */
    public PlatformSettings {
        checkArgument(
                window.compareTo(Duration.ofSeconds(6)) >= 0 && window.compareTo(Duration.ofHours(1)) <= 0,
                "window: %s, but 6s to 1h is allowed",
                DurationText.of(window));
        checkArgument(
                creationsPerSecond >= 0 && creationsPerSecond <= 1e6,
                "creations a second: %s, but 0 (unlimited) to a million is allowed",
                creationsPerSecond);
    }

    /** How long an idle instance is kept with this window: a second of ticks and rounding comes on top. */
    public Duration retention() {
        return window.plusSeconds(1);
    }
}
