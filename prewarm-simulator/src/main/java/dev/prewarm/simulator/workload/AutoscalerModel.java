package dev.prewarm.simulator.workload;

import dev.prewarm.testing.knative.Autoscaling;
import java.util.Locale;

/** Which of the modelled autoscalers a platform has. */
public enum AutoscalerModel {
    /** {@link Autoscaling#ideal}: what is needed, at once, and each instance for its retention. */
    IDEAL,
    /** {@link Autoscaling#kpa}: Knative's own, with its defaults and a stable window a second below the retention. */
    KPA;

    /** As on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
