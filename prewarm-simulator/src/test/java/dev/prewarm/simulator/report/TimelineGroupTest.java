package dev.prewarm.simulator.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.simulator.comparison.RunTimeline;
import dev.prewarm.simulator.comparison.RunTimeline.Row;
import dev.prewarm.simulator.comparison.RunTimeline.Segment;
import dev.prewarm.simulator.comparison.RunTimeline.SegmentKind;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimelineGroupTest {
    private static final double RESOLUTION = 0.01;

    private static ReportEntry entry(String name, Row row, double end) {
        return ReportEntry.of(name, end, 0, 0, 0, new RunTimeline(List.of(row), end));
    }

    private static ReportEntry working(String name, double from, double to) {
        return entry(name, Row.task("t1", new Segment(SegmentKind.WORK, from, to)), to);
    }

    private static List<String> names(ReportEntry... entries) {
        return TimelineGroup.of(List.of(entries), RESOLUTION).stream()
                .map(TimelineGroup::names)
                .toList();
    }

    @Test
    void whatLooksTheSameIsOneGroupInTheOrderOfTheFirst() {
        assertThat(names(working("a", 0, 4), working("b", 1, 5), working("c", 0, 4.005), working("d", 1, 5)))
                .containsExactly("a, c", "b, d");
    }

    @Test
    void aVisibleDifferenceKeepsThemApart() {
        assertThat(names(working("a", 0, 4), working("b", 0, 4.02))).containsExactly("a", "b");
        assertThat(names(
                        working("a", 0, 4),
                        entry("b", Row.task("t1", new Segment(SegmentKind.WAITING, 0, 4)), 4),
                        entry("c", Row.instance("t1", new Segment(SegmentKind.WORK, 0, 4)), 4),
                        entry("d", Row.task("t2", new Segment(SegmentKind.WORK, 0, 4)), 4)))
                .hasSize(4);
    }

    @Test
    void whatIsTooShortToBeSeenMakesNoDifference() {
        Row waited =
                Row.task("t1", new Segment(SegmentKind.WAITING, 0, 0.004), new Segment(SegmentKind.WORK, 0.004, 4));
        assertThat(names(working("a", 0, 4), entry("b", waited, 4))).containsExactly("a, b");
    }

    @Test
    void whoHasNoTimelineIsInNoGroup() {
        assertThat(names(ReportEntry.of("a", 1, 0, 0, 0, null))).isEmpty();
    }
}
