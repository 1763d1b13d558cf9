package dev.prewarm.simulator.workload;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * What a scenario says of the platform.
 *
 * @param window the autoscaler's stable window, after which an idle service scales to zero; 6 s to 1 h, as in Knative
 * @param creationsPerSecond how many instances the platform creates a second, over all services; 0 is unlimited
 * @param contention by what share of its own length the start of an instance becomes longer for each other one that starts
 *     when it begins; 0 to 10
 * @param autoscaler what decides on the number of instances
 */
public record PlatformSettings(
        Duration window, double creationsPerSecond, double contention, AutoscalerModel autoscaler) {
    static final Duration BEYOND_WINDOW = Duration.ofSeconds(1);

    /** Knative's default window and unlimited creation, under the ideal autoscaler. */
    public static final PlatformSettings DEFAULT =
            new PlatformSettings(Duration.ofSeconds(60), 0, 0, AutoscalerModel.IDEAL);

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
        checkArgument(contention >= 0 && contention <= 10, "contention: %s, but 0 to 10 is allowed", contention);
        requireNonNull(autoscaler, "autoscaler");
    }

    /** The same with another stable window. */
    public PlatformSettings withWindow(Duration other) {
        return new PlatformSettings(other, creationsPerSecond, contention, autoscaler);
    }

    /** The same with another limit on creations. */
    public PlatformSettings withCreationsPerSecond(double creations) {
        return new PlatformSettings(window, creations, contention, autoscaler);
    }

    /** The same with starts that slow each other down by another share. */
    public PlatformSettings withContention(double share) {
        return new PlatformSettings(window, creationsPerSecond, share, autoscaler);
    }

    /** The same with another autoscaler. */
    public PlatformSettings withAutoscaler(AutoscalerModel other) {
        return new PlatformSettings(window, creationsPerSecond, contention, other);
    }

    /** How long an idle instance is kept with this window: a second of ticks and rounding comes on top. */
    public Duration retention() {
        return window.plus(BEYOND_WINDOW);
    }
}
