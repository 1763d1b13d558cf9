package dev.prewarm.testing.knative;

import static com.google.common.base.Preconditions.checkArgument;

import java.time.Duration;

/**
 * What Knative allows for the settings of its autoscaler.
 *
 * <p>Follows {@code pkg/apis/autoscaling/annotation_validation.go} and {@code pkg/autoscaler/config/config.go} of
 * Knative Serving.
 */
final class KpaRanges {
    private static final Duration SHORTEST_WINDOW = Duration.ofSeconds(6);
    private static final Duration LONGEST = Duration.ofHours(1);

    private KpaRanges() {}

    static void check(
            double targetUtilization,
            double targetDefault,
            double target,
            double targetBurstCapacity,
            Duration window,
            double panicWindowPercentage,
            double panicThresholdPercentage,
            double maxScaleUpRate,
            double maxScaleDownRate) {
        checkArgument(
                targetUtilization > 0 && targetUtilization <= 1,
                "target utilization: %s, but above 0 %, up to 100 % is allowed",
                targetUtilization);
        checkArgument(targetDefault >= 0.01, "default target: %s, but at least 0.01 is needed", targetDefault);
        checkArgument(target == 0 || target >= 0.01, "target: %s, but at least 0.01 is needed", target);
        checkArgument(
                targetBurstCapacity == -1 || targetBurstCapacity >= 0,
                "target-burst-capacity: %s, but -1, 0 or more is allowed",
                targetBurstCapacity);
        within("window", window, SHORTEST_WINDOW);
        checkArgument(
                window.equals(Duration.ofSeconds(window.toSeconds())),
                "window: %s, but whole seconds are needed",
                window);
        checkArgument(
                panicWindowPercentage >= 1 && panicWindowPercentage <= 100,
                "panic-window-percentage: %s, but 1 to 100 is allowed",
                panicWindowPercentage);
        checkArgument(
                panicThresholdPercentage >= 110 && panicThresholdPercentage <= 1000,
                "panic-threshold-percentage: %s, but 110 to 1000 is allowed",
                panicThresholdPercentage);
        checkArgument(maxScaleUpRate > 1, "max-scale-up-rate: %s, but more than 1 is needed", maxScaleUpRate);
        checkArgument(maxScaleDownRate > 1, "max-scale-down-rate: %s, but more than 1 is needed", maxScaleDownRate);
    }

    static void check(Duration scaleToZeroGracePeriod, Duration podRetention, Duration scaleDownDelay) {
        checkArgument(
                scaleToZeroGracePeriod.compareTo(SHORTEST_WINDOW) >= 0,
                "scale-to-zero-grace-period: %s, but at least %s is needed",
                scaleToZeroGracePeriod,
                SHORTEST_WINDOW);
        within("scale-to-zero-pod-retention-period", podRetention, Duration.ZERO);
        within("scale-down-delay", scaleDownDelay, Duration.ZERO);
    }

    static void check(int minScale, int maxScale, int initialScale, int activationScale) {
        checkArgument(minScale >= 0, "min-scale: %s, but at least 0 is needed", minScale);
        checkArgument(maxScale >= 0, "max-scale: %s, but at least 0 is needed", maxScale);
        checkArgument(initialScale >= 0, "initial-scale: %s, but at least 0 is needed", initialScale);
        checkArgument(activationScale >= 1, "activation-scale: %s, but at least 1 is needed", activationScale);
        checkArgument(maxScale == 0 || minScale <= maxScale, "min-scale %s is above max-scale %s", minScale, maxScale);
    }

    private static void within(String what, Duration given, Duration least) {
        checkArgument(
                given.compareTo(least) >= 0 && given.compareTo(LONGEST) <= 0,
                "%s: %s, but %s to %s is allowed",
                what,
                given,
                least,
                LONGEST);
    }
}
