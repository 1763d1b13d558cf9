package dev.prewarm.simulator.history;

import dev.prewarm.simulator.workload.Workload;

/**
 * A workflow as its recorded runs showed it.
 *
 * @param workload does what they did
 * @param runs how many there were
 * @param gapSeconds the mean time from one run's start to the next one's
 * @param guessed how many of its tasks are taken to call a service of their own, since it is not known what they call
 */
public record PastWorkflow(Workload workload, int runs, double gapSeconds, int guessed) {}
