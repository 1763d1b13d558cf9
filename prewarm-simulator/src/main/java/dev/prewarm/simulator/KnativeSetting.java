package dev.prewarm.simulator;

/**
 * A setting of a Knative Service that is worth changing.
 *
 * @param annotation the annotation's name and value, as in YAML
 * @param services which services it is for, for people
 * @param reason why, with the numbers
 */
public record KnativeSetting(String annotation, String services, String reason) {}
