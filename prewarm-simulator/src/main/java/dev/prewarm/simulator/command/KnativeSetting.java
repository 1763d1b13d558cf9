package dev.prewarm.simulator.command;

/**
 * A setting of a Knative Service that is worth changing.
 *
 * @param annotation the annotation's name and value, as in YAML
 * @param services which services it is for, for people
 * @param reason why, with the numbers
 */
record KnativeSetting(String annotation, String services, String reason) {}
