package dev.prewarm.knative;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * By how many requests at the same time Knative is made to run several instances of a service: what its autoscaler aims at
 * and what it starts with. A {@code KnativeCatalogue} and {@code KnativeFlows} read it from the service's settings.
 *
 * @param aim the requests at a time that one instance is meant to have, above 0: {@code containerConcurrency} or {@code
 *     target}, of which {@code target-utilization-percentage} is used; 0.7 for a stock service of one call at a time
 * @param activationScale instances that are started at once as soon as there is a request, at least 1
 */
public record Scaling(double aim, int activationScale) {
    /** Knative aims at no less. */
    public static final double LEAST_AIM = 0.01;

    /** @throws IllegalArgumentException if a number is out of its range */
    public Scaling {
        checkArgument(
                aim >= LEAST_AIM && aim < Double.POSITIVE_INFINITY,
                "aim: %s requests, but at least %s and a finite number are needed",
                aim,
                LEAST_AIM);
        checkArgument(activationScale >= 1, "activationScale: %s, but at least 1 is needed", activationScale);
    }
}
