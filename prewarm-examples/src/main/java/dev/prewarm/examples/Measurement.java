package dev.prewarm.examples;

/**
 * What one contestant's run of the paper's workflow took. Times are those of the workflow, whatever the speed.
 *
 * @param name the contestant's name
 * @param seconds from the start of the run to the answer of the last service
 * @param coldStartsMet calls of tasks that had to wait for an instance to start
 * @param idleInstanceSeconds how long instances were ready before their task came, and those that none came to
 * @param warmupsSent warm-ups that were sent
 */
record Measurement(String name, double seconds, long coldStartsMet, double idleInstanceSeconds, long warmupsSent) {}
