package dev.prewarm.server.track;

import java.time.Duration;

/**
 * How much a tracker keeps, and for how long.
 *
 * @param openRuns runs that have not ended; beyond it the one that was heard of least lately is given up
 * @param unknownRuns of those, runs of workflows that nothing is known of
 * @param closedRuns runs that have ended
 * @param eventsPerRun events of a run that are kept, and handled
 * @param workflows workflows whose shape is remembered
 * @param linger how long after its end events of a run are waited for
 * @param idle after how long without an event a run is given up in which no task runs or is to be tried again
 * @param stuck after how long without an event a run is given up in which a task runs or is to be tried again; the Prewarmer must not forget runs
 *     sooner, since the tracker lets go of them itself
 */
public record TrackerLimits(
        int openRuns,
        int unknownRuns,
        int closedRuns,
        int eventsPerRun,
        int workflows,
        Duration linger,
        Duration idle,
        Duration stuck) {
    /** 10,000 open runs, 500 that have ended, five seconds after the end. */
    public static final TrackerLimits DEFAULT = new TrackerLimits(
            10_000, 1_000, 500, 20_000, 10_000, Duration.ofSeconds(5), Duration.ofHours(6), Duration.ofDays(30));
}
