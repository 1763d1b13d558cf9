package dev.prewarm.server.track;

import dev.prewarm.server.event.RunId;
import java.time.Instant;

/** Hears what becomes of runs. Called by the thread that tells the tracker; must not block. */
public interface TrackerListener {
    /** Ignores everything. */
    TrackerListener NONE = new TrackerListener() {};

    /** The run has ended, and its late events are in. */
    default void onClosed(RunReport run) {}

    /** A run that was announced has started, and is left cold or not because of that, where its name would say otherwise. */
    default void onAssigned(RunId run, Instant at, boolean heldOut) {}

    /** Nothing was heard of the run for long, or there were too many. */
    default void onGivenUp(RunId run, String reason) {}

    /** A shape was told that is no workflow. */
    default void onBadShape(RunId run, String reason) {}
}
