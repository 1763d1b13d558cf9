package dev.prewarm.simulator.report;

import dev.prewarm.simulator.comparison.RunTimeline;
import dev.prewarm.simulator.comparison.RunTimeline.Row;
import dev.prewarm.simulator.comparison.RunTimeline.Segment;
import dev.prewarm.simulator.comparison.RunTimeline.SegmentKind;
import dev.prewarm.simulator.workload.DurationText;
import java.util.List;
import java.util.Locale;

/** Draws timelines of runs, all on one scale: across in percent of the width that there is, down in pixels. */
final class TimelinePlot {
    /** What the style sheet gives a row of names, too. */
    private static final double ROW = 22;

    private static final double BAR = 16;
    /** Above each task but the first. */
    private static final double GAP = 6;

    private static final double AXIS = 26;
    private static final int MOST_ROWS = 80;
    private static final int LONGEST_NAME = 23;

    /** How many pixels the bars have at least across, on a wide page and on the narrowest. */
    private static final double WIDE = 480;

    private static final double NARROW = 235;

    /** What is shorter than half a pixel of a wide page cannot be seen. */
    private static final double HALF_PIXELS = 1_600;

    private static final double CHARACTER = 7;
    /** How much of a picture of its own the names of rows take. */
    private static final double STANDING_NAMES = 110;

    private static final int FEW_TICKS = 5;

    private final Axis time;
    private final double span;

    private TimelinePlot(double from, double to) {
        this.time = Axis.exact(from, to, 0, 100);
        this.span = to - from;
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
        return new TimelinePlot(from, to);
    }

    /** In seconds, what is too short to be seen. */
    double resolution() {
        return span / HALF_PIXELS;
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

    /** The time in seconds, for all timelines. */
    String axis() {
        Svg svg = Svg.stretchedDecoration(AXIS);
        axis(svg);
        return svg.toString();
    }

    private void axis(Svg svg) {
        List<Double> ticks = time.ticks();
        for (int i = 0; i < ticks.size(); i++) {
            double x = time.at(ticks.get(i));
            String style = (ticks.size() > FEW_TICKS && i % 2 == 1) ? "tick on-wide" : "tick";
            svg.text(
                    style,
                    x,
                    AXIS - 9,
                    (x < 3) ? "start" : (x > 97) ? "end" : "middle",
                    DurationText.number(ticks.get(i)).replace('-', '−') + " s");
        }
    }

    /** What stands beside the bars, a name for each row. */
    String names(RunTimeline timeline) {
        List<Row> rows = timeline.rows();
        StringBuilder html = new StringBuilder("<ol class=\"names\">\n");
        for (Row row : shown(timeline)) {
            html.append(row.instance() ? "<li class=\"instance\" title=\"" : "<li title=\"")
                    .append(ReportPage.escaped(row.name()))
                    .append("\">")
                    .append(ReportPage.escaped(shortened(row.name())))
                    .append("</li>\n");
        }
        if (rows.size() > MOST_ROWS) {
            html.append("<li class=\"instance\">… and ")
                    .append(rows.size() - MOST_ROWS)
                    .append(" more rows</li>\n");
        }
        return html.append("</ol>\n").toString();
    }

    private static String shortened(String name) {
        return (name.length() <= LONGEST_NAME) ? name : "…" + name.substring(name.length() - LONGEST_NAME + 1);
    }

    /** The bars of all rows. */
    String bars(String strategies, RunTimeline timeline) {
        Svg svg = Svg.stretched(height(timeline), "Timeline of a run with " + strategies);
        bars(svg, timeline);
        return svg.toString();
    }

    /** Draws names and bars into a picture of its own, from a point on, so wide. */
    void draw(Svg picture, RunTimeline timeline, double left, double top, double width) {
        double y = top;
        for (Row row : shown(timeline)) {
            y = below(row, y, top);
            picture.text(
                    row.instance() ? "row instance" : "row",
                    left + STANDING_NAMES - 10,
                    y + BAR - 2,
                    "end",
                    shortened(row.name()));
            y += ROW;
        }
        Svg bars = Svg.stretchedOver(left + STANDING_NAMES, top, width - STANDING_NAMES, height(timeline));
        bars(bars, timeline);
        picture.with(bars);
    }

    /** Draws the time below the bars, and what their colours mean. */
    void drawScale(Svg picture, double left, double top, double width) {
        Svg axis = Svg.stretchedOver(left + STANDING_NAMES, top, width - STANDING_NAMES, AXIS);
        axis(axis);
        picture.with(axis);
        double x = left;
        double y = top + AXIS + 8;
        for (SegmentKind kind : SegmentKind.values()) {
            picture.rect(style(kind), x, y, 14, 14, kind.label()).text("tick", x + 20, y + 12, "start", kind.label());
            x += CHARACTER * kind.label().length() + 34;
        }
    }

    /** How high that is. */
    static double scaleHeight() {
        return AXIS + 8 + ROW;
    }

    /** How high the bars are. */
    static double height(RunTimeline timeline) {
        double y = 0;
        for (Row row : shown(timeline)) {
            y = below(row, y, 0) + ROW;
        }
        return y + (timeline.rows().size() > MOST_ROWS ? ROW : 0);
    }

    private static List<Row> shown(RunTimeline timeline) {
        return timeline.rows().subList(0, Math.min(timeline.rows().size(), MOST_ROWS));
    }

    /** Where the row begins that comes next. */
    private static double below(Row row, double y, double top) {
        return (row.instance() || y == top) ? y : y + GAP;
    }

    private void bars(Svg svg, RunTimeline timeline) {
        double height = height(timeline);
        for (double tick : time.ticks()) {
            svg.line("grid", time.at(tick), 0, time.at(tick), height);
        }
        double y = 0;
        for (Row row : shown(timeline)) {
            y = below(row, y, 0);
            row(svg, row, y, timeline.endSeconds());
            y += ROW;
        }
        double end = time.at(timeline.endSeconds());
        svg.line("end", end, 0, end, height);
    }

    private void row(Svg svg, Row row, double top, double end) {
        for (Segment segment : row.segments()) {
            double to = Math.min(segment.toSeconds(), end);
            if (segment.fromSeconds() > to) {
                continue;
            }
            double x = time.at(segment.fromSeconds());
            double width = Math.max(time.at(to) - x, 0.1);
            svg.rect(
                    style(segment.kind()),
                    x,
                    top + 2,
                    width,
                    BAR,
                    row.name() + ": " + segment.kind().label() + " from " + Figures.brief(segment.fromSeconds())
                            + " s to " + Figures.brief(to) + " s");
            String length = DurationText.number(Math.round((to - segment.fromSeconds()) * 100) / 100.0) + " s";
            double needed = CHARACTER * length.length() + 4;
            if (width / 100 * WIDE > needed && segment.kind() != SegmentKind.KEPT) {
                String style = "length on-" + style(segment.kind()) + (width / 100 * NARROW > needed ? "" : " on-wide");
                svg.text(style, x + width / 2, top + BAR - 2, "middle", length);
            }
        }
    }

    private static String style(SegmentKind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
