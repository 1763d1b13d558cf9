package dev.prewarm.simulator.comparison;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.List;

/**
 * One run to be drawn: a row for each task and for each instance of a service, in seconds from the run's start.
 *
 * @param rows from top to bottom
 * @param endSeconds when the run ended; what lies beyond is not drawn
 */
public record RunTimeline(List<Row> rows, double endSeconds) {
    /** @throws IllegalArgumentException if the end is not above 0 */
    public RunTimeline {
        rows = List.copyOf(rows);
        checkArgument(endSeconds > 0 && Double.isFinite(endSeconds), "end: %s s, but above 0 is needed", endSeconds);
    }

    /**
     * A task or an instance.
     *
     * @param name what stands beside the row
     * @param instance whether it is an instance of a service, not a task
     * @param segments in order of time
     */
    public record Row(String name, boolean instance, List<Segment> segments) {
        /** Copies what is given. */
        public Row {
            segments = List.copyOf(segments);
        }

        /** A row of a task. */
        public static Row task(String name, Segment... segments) {
            return new Row(name, false, List.of(segments));
        }

        /** A row of an instance of a service. */
        public static Row instance(String name, Segment... segments) {
            return new Row(name, true, List.of(segments));
        }
    }

    /**
     * A span of a row.
     *
     * @param kind what happened
     * @param fromSeconds when it began; below 0 for before the run's start
     * @param toSeconds when it ended
     */
    public record Segment(SegmentKind kind, double fromSeconds, double toSeconds) {
        /** @throws IllegalArgumentException if it ends before it begins */
        public Segment {
            checkArgument(fromSeconds <= toSeconds, "a segment from %s s to %s s", fromSeconds, toSeconds);
        }
    }

    /** What a span of a row shows. */
    public enum SegmentKind {
        /** A task waits for an instance, or for a place on one. */
        WAITING("waits for an instance"),
        /** An instance starts because a task needs it. */
        COLD_START("cold start"),
        /** An instance starts because a warm-up asked for it. */
        WARM_UP("warm-up"),
        /** A task works, or an instance works for one. */
        WORK("work"),
        /** An instance is ready and its task is not there yet. */
        IDLE("idle before use"),
        /** An instance is kept after its last use, or was never used. */
        KEPT("kept, unused");

        private final String label;

        SegmentKind(String label) {
            this.label = label;
        }

        /** What people call it. */
        public String label() {
            return label;
        }
    }
}
