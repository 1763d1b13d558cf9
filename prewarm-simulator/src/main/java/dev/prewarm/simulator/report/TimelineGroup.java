package dev.prewarm.simulator.report;

import static java.util.stream.Collectors.joining;

import dev.prewarm.simulator.comparison.RunTimeline;
import dev.prewarm.simulator.comparison.RunTimeline.Row;
import dev.prewarm.simulator.comparison.RunTimeline.Segment;
import java.util.ArrayList;
import java.util.List;

/**
 * Strategies whose timelines look the same, so that they are drawn once.
 *
 * @param timeline that of the first one
 * @param entries the strategies, in their order
 */
record TimelineGroup(RunTimeline timeline, List<ReportEntry> entries) {
    /**
     * The strategies that have a timeline.
     *
     * @param resolution what is too short to be seen, in seconds
     */
    static List<TimelineGroup> of(List<ReportEntry> entries, double resolution) {
        List<TimelineGroup> groups = new ArrayList<>();
        for (ReportEntry entry : entries) {
            entry.drawn()
                    .ifPresent(timeline -> groups.stream()
                            .filter(group -> coincide(group.timeline, timeline, resolution))
                            .findFirst()
                            .orElseGet(() -> {
                                TimelineGroup group = new TimelineGroup(timeline, new ArrayList<>());
                                groups.add(group);
                                return group;
                            })
                            .entries
                            .add(entry));
        }
        return groups;
    }

    String names() {
        return entries.stream().map(ReportEntry::name).collect(joining(", "));
    }

    private static boolean coincide(RunTimeline a, RunTimeline b, double resolution) {
        if (!near(a.endSeconds(), b.endSeconds(), resolution)
                || a.rows().size() != b.rows().size()) {
            return false;
        }
        for (int i = 0; i < a.rows().size(); i++) {
            if (!coincide(a.rows().get(i), b.rows().get(i), resolution)) {
                return false;
            }
        }
        return true;
    }

    private static boolean coincide(Row a, Row b, double resolution) {
        List<Segment> these = visible(a, resolution);
        List<Segment> those = visible(b, resolution);
        if (a.instance() != b.instance() || !a.name().equals(b.name()) || these.size() != those.size()) {
            return false;
        }
        for (int i = 0; i < these.size(); i++) {
            if (these.get(i).kind() != those.get(i).kind()
                    || !near(these.get(i).fromSeconds(), those.get(i).fromSeconds(), resolution)
                    || !near(these.get(i).toSeconds(), those.get(i).toSeconds(), resolution)) {
                return false;
            }
        }
        return true;
    }

    private static List<Segment> visible(Row row, double resolution) {
        return row.segments().stream()
                .filter(segment -> segment.toSeconds() - segment.fromSeconds() > resolution)
                .toList();
    }

    private static boolean near(double a, double b, double resolution) {
        return Math.abs(a - b) <= resolution;
    }
}
