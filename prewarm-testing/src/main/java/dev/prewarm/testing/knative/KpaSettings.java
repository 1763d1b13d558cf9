package dev.prewarm.testing.knative;

import java.time.Duration;
import java.util.Map;

/**
 * The settings of Knative's own autoscaler (KPA), under Knative's own names.
 *
 * <p>The defaults are those of the code of Knative Serving 1.19 to 1.23. Keys of the ConfigMap {@code config-autoscaler}
 * hold for all services, annotations {@code autoscaling.knative.dev/…} for one, and have precedence. Annotations may be
 * given with or without that prefix, and in Knative's older spelling ({@code minScale} for {@code min-scale}).
 *
 * <p>Not modelled, and refused: the metric {@code rps}, other autoscaler classes, and weighted averages. Accepted without
 * effect: {@code activator-capacity}, as there is one activator. Immutable.
 *
 * <p>Follows {@code config/core/configmaps/autoscaler.yaml} and {@code pkg/autoscaler/config/config.go} of Knative
 * Serving.
 *
 * @param targetUtilization the part of the target that the autoscaler aims at, above 0, up to 1
 * @param targetDefault the target of a service without a limit of its own
 * @param target the target that an annotation sets; 0 if none does
 * @param targetBurstCapacity requests that the pods must be able to take beyond what they have, for the activator to leave
 *     the path: -1 for never, 0 for whenever there are pods
 * @param window over what time load is averaged, whole seconds
 * @param panicWindowPercentage the part of the window over which load is averaged to detect bursts
 * @param panicThresholdPercentage the load, in parts of what the ready pods should have, that is a burst
 * @param maxScaleUpRate by what factor pods may grow at a decision
 * @param maxScaleDownRate by what factor pods may shrink at a decision
 * @param scaleToZero whether the last pod may go
 * @param scaleToZeroGracePeriod how long the activator must be in the path before the last pod goes
 * @param podRetention how long the last pod is kept beyond that it is not needed
 * @param scaleDownDelay for how long fewer pods must be enough before there are fewer
 * @param minScale pods that are always kept
 * @param maxScale pods that there may be at most; 0 for no limit
 * @param initialScale pods of a new service; 0 here unless it is set, as a service that was deployed long ago has none
 * @param activationScale pods that are made when the first call comes
 */
public record KpaSettings(
        double targetUtilization,
        double targetDefault,
        double target,
        double targetBurstCapacity,
        Duration window,
        double panicWindowPercentage,
        double panicThresholdPercentage,
        double maxScaleUpRate,
        double maxScaleDownRate,
        boolean scaleToZero,
        Duration scaleToZeroGracePeriod,
        Duration podRetention,
        Duration scaleDownDelay,
        int minScale,
        int maxScale,
        int initialScale,
        int activationScale) {
    /** Knative's defaults. */
    public static final KpaSettings DEFAULTS = of(Map.of(), Map.of());

    /** @throws IllegalArgumentException if a value is out of the range that Knative allows */
    public KpaSettings {
        KpaRanges.check(
                targetUtilization,
                targetDefault,
                target,
                targetBurstCapacity,
                window,
                panicWindowPercentage,
                panicThresholdPercentage,
                maxScaleUpRate,
                maxScaleDownRate);
        KpaRanges.check(scaleToZeroGracePeriod, podRetention, scaleDownDelay);
        KpaRanges.check(minScale, maxScale, initialScale, activationScale);
    }

    /**
     * The defaults, changed by a ConfigMap and by a service's annotations.
     *
     * @param configMap the data of {@code config-autoscaler}
     * @param annotations the annotations of the service's template
     * @throws IllegalArgumentException if a key is not known or not modelled, or a value is not allowed; the message says
     *     which, and what is allowed
     */
    public static KpaSettings of(Map<String, String> configMap, Map<String, String> annotations) {
        return KpaParser.parse(configMap, annotations);
    }

    /** Over what time load is averaged to detect bursts: a part of the window, whole seconds, at least one. */
    public Duration panicWindow() {
        return Duration.ofSeconds(Math.max(1, Math.round(window.toSeconds() * panicWindowPercentage / 100)));
    }

    /** The requests that one pod can have, by the limit of its container or else the target. */
    double total(int containerConcurrency) {
        double limit = (containerConcurrency == 0) ? targetDefault : containerConcurrency;
        if (target == 0) {
            return limit;
        }
        return (containerConcurrency == 0) ? target : Math.min(target, limit);
    }

    /** The requests that one pod should have. */
    double aim(int containerConcurrency) {
        return Math.max(0.01, total(containerConcurrency) * targetUtilization);
    }
}
