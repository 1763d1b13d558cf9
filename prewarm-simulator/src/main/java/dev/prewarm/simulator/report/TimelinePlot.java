package dev.prewarm.simulator.report;

import dev.prewarm.simulator.comparison.RunTimeline;
import dev.prewarm.simulator.comparison.RunTimeline.Row;
import dev.prewarm.simulator.comparison.RunTimeline.Segment;
import dev.prewarm.simulator.comparison.RunTimeline.SegmentKind;
import dev.prewarm.simulator.workload.DurationText;
import java.util.List;
import java.util.Locale;

/** Draws timelines of runs, all on one scale. */
final class TimelinePlot {
    private static final double WIDTH = 960;
    private static final double LEFT = 170;
    private static final double RIGHT = WIDTH - 24;
    private static final double ROW = 22;
    private static final double BAR = 16;
    private static final double TOP = 8;
    private static final int MOST_ROWS = 80;
    private static final int LONGEST_NAME = 21;

    private final Axis time;

    private TimelinePlot(Axis time) {
        this.time = time;
    }

    static TimelinePlot scaledFor(List<RunTimeline> timelines) {
        double from = 0;
        double to = 0;
        for (RunTimeline timeline : timelines) {
            to = Math.max(to, timeline.endSeconds());
            for (Row row : timeline.rows()) {
                for (Segment segment : row.segments()) {
                    from = Math.min(from, segment.fromSeconds());
                }
            }
        }
        return new TimelinePlot(Axis.exact(from, to, LEFT, RIGHT));
    }

    /** What the colours mean. */
    static String legend() {
        StringBuilder html = new StringBuilder("<p class=\"legend\">");
        for (SegmentKind kind : SegmentKind.values()) {
            html.append("<span><svg viewBox=\"0 0 16 16\" aria-hidden=\"true\"><rect class=\"")
                    .append(style(kind))
                    .append("\" x=\"1\" y=\"1\" width=\"14\" height=\"14\"/></svg> ")
                    .append(ReportPage.escaped(kind.label()))
                    .append("</span>\n");
        }
        return html.append("</p>\n").toString();
    }

    String draw(String strategy, RunTimeline timeline) {
        List<Row> rows = timeline.rows();
        int shown = Math.min(rows.size(), MOST_ROWS);
        double bottom = TOP + shown * ROW + 4;
        Svg svg = new Svg(WIDTH, bottom + 28 + (shown < rows.size() ? 20 : 0), "Timeline of a run with " + strategy);
        for (double tick : time.ticks()) {
            double x = time.at(tick);
            svg.line("grid", x, TOP, x, bottom);
            svg.text("tick", x, bottom + 18, "middle", DurationText.number(tick) + " s");
        }
        for (int i = 0; i < shown; i++) {
            row(svg, rows.get(i), TOP + i * ROW, timeline.endSeconds());
        }
        double end = time.at(timeline.endSeconds());
        svg.line("end", end, TOP, end, bottom);
        if (shown < rows.size()) {
            svg.text("tick", LEFT, bottom + 38, "start", "… and " + (rows.size() - shown) + " more rows");
        }
        return svg.toString();
    }

    private void row(Svg svg, Row row, double top, double end) {
        String name = row.name().length() <= LONGEST_NAME
                ? row.name()
                : "…" + row.name().substring(row.name().length() - LONGEST_NAME + 1);
        svg.text(row.instance() ? "row instance" : "row", LEFT - 10, top + BAR - 3, "end", name);
        for (Segment segment : row.segments()) {
            double to = Math.min(segment.toSeconds(), end);
            if (segment.fromSeconds() > to) {
                continue;
            }
            double x = time.at(segment.fromSeconds());
            double width = Math.max(time.at(to) - x, 1);
            svg.rect(
                    style(segment.kind()),
                    x,
                    top + 1,
                    width,
                    BAR,
                    row.name() + ": " + segment.kind().label() + " from " + Figures.brief(segment.fromSeconds())
                            + " s to " + Figures.brief(to) + " s");
            String length = DurationText.number(Math.round((to - segment.fromSeconds()) * 100) / 100.0) + " s";
            if (width > 8 * length.length() + 6 && segment.kind() != SegmentKind.KEPT) {
                svg.text("length on-" + style(segment.kind()), x + width / 2, top + BAR - 3, "middle", length);
            }
        }
    }

    private static String style(SegmentKind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
