package dev.prewarm.simulator.report;

import dev.prewarm.simulator.contestant.ContestantGroup;
import dev.prewarm.simulator.workload.DurationText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Delay against idle instances, with the Pareto front. */
final class ScatterPlot {
    private static final double WIDTH = 960;
    private static final double HEIGHT = 480;
    private static final double LEFT = 76;
    private static final double RIGHT = WIDTH - 24;
    private static final double TOP = 16;
    private static final double BOTTOM = HEIGHT - 62;

    /** Points nearer to each other than this, in pixels, share a label. */
    private static final double TOUCHING = 7;

    /** A point of the drawing, in pixels. */
    private record Place(double x, double y) {}

    private final List<ReportEntry> entries;
    private final Axis across;
    private final Axis up;

    private ScatterPlot(List<ReportEntry> entries) {
        this.entries = entries;
        double[] paid =
                entries.stream().mapToDouble(ReportEntry::instanceSeconds).toArray();
        double least = entries.stream().mapToDouble(ReportEntry::seconds).min().orElse(0);
        double most = entries.stream().mapToDouble(ReportEntry::seconds).max().orElse(1);
        double margin = Math.max((most - least) * 0.08, 0.01 * Math.max(most, 0.1));
        this.across = Axis.fromZero(paid, LEFT + 16, RIGHT - 16);
        this.up = Axis.linear(Math.max(0, least - margin), most + margin, BOTTOM, TOP);
    }

    static String of(List<ReportEntry> entries) {
        return new ScatterPlot(entries).draw();
    }

    /** What the points mean, as far as there are such. */
    static String legend(List<ReportEntry> entries) {
        StringBuilder html = new StringBuilder("<p class=\"legend\">");
        entries.stream()
                .map(ReportEntry::mark)
                .filter(Mark::best)
                .forEach(
                        mark -> legend(html, "<circle class=\"point best\" cx=\"8\" cy=\"8\" r=\"7\"/>", mark.label()));
        for (ContestantGroup group : ContestantGroup.values()) {
            if (entries.stream().anyMatch(entry -> entry.group() == group)) {
                legend(
                        html,
                        (group == ContestantGroup.BOUND)
                                ? "<path class=\"bound\" d=\"M8 1l7 7l-7 7l-7 -7z\"/>"
                                : "<circle class=\"point " + style(group) + "\" cx=\"8\" cy=\"8\" r=\"6\"/>",
                        group.label());
            }
        }
        return html.append("</p>\n").toString();
    }

    private static void legend(StringBuilder html, String shape, String label) {
        html.append("<span><svg viewBox=\"0 0 16 16\" aria-hidden=\"true\">")
                .append(shape)
                .append("</svg> ")
                .append(ReportPage.escaped(label))
                .append("</span>\n");
    }

    private static String style(ContestantGroup group) {
        return group.name().toLowerCase(Locale.ROOT);
    }

    private static String style(ReportEntry entry) {
        return "point " + (entry.mark().best() ? "best" : style(entry.group()));
    }

    private String draw() {
        Svg svg = new Svg(WIDTH, HEIGHT, "Seconds of a run against idle and wasted instance-seconds, by strategy");
        axes(svg);
        LabelPlacement labels = new LabelPlacement(LEFT + 4, RIGHT, TOP, BOTTOM - 4);
        List<ReportEntry> front = ParetoFront.of(entries);
        line(svg, front, labels);
        for (ReportEntry entry : entries) {
            double x = across.at(entry.instanceSeconds());
            double y = up.at(entry.seconds());
            labels.keepFree(x - 8, y - 8, x + 8, y + 8);
            String tip = entry.name() + ": " + Figures.exact(entry.seconds()) + " s, "
                    + Figures.exact(entry.instanceSeconds()) + " instance-seconds";
            if (entry.bound()) {
                svg.path("bound", diamond(x, y)).circle("hover", x, y, 8, tip);
            } else {
                svg.circle(style(entry), x, y, entry.mark().best() ? 8 : 6, tip);
            }
        }
        groups().forEach((place, names) -> label(svg, labels, place, lines(names)));
        return svg.toString();
    }

    private void axes(Svg svg) {
        for (double tick : across.ticks()) {
            double x = across.at(tick);
            svg.line("grid", x, TOP, x, BOTTOM).text("tick", x, BOTTOM + 20, "middle", DurationText.number(tick));
        }
        for (double tick : up.ticks()) {
            double y = up.at(tick);
            svg.line("grid", LEFT, y, RIGHT, y).text("tick", LEFT - 8, y + 4, "end", DurationText.number(tick));
        }
        svg.line("axis", LEFT, BOTTOM, RIGHT, BOTTOM).line("axis", LEFT, TOP, LEFT, BOTTOM);
        svg.text("title", (LEFT + RIGHT) / 2, HEIGHT - 14, "middle", "idle and wasted instance-seconds a run");
        svg.upwards("title", 18, (TOP + BOTTOM) / 2, "seconds a run");
    }

    /** Steps from each to the next: what lies above and to the right of them is beaten. */
    private void line(Svg svg, List<ReportEntry> front, LabelPlacement labels) {
        StringBuilder path = new StringBuilder();
        double beforeX = 0;
        double beforeY = 0;
        for (ReportEntry entry : front) {
            double x = across.at(entry.instanceSeconds());
            double y = up.at(entry.seconds());
            if (path.length() > 0) {
                path.append('L').append(Svg.px(x)).append(' ').append(Svg.px(beforeY));
                labels.keepFree(beforeX, beforeY - 1, x, beforeY + 1);
                labels.keepFree(x - 1, beforeY, x + 1, y);
            }
            path.append(path.length() == 0 ? 'M' : 'L')
                    .append(Svg.px(x))
                    .append(' ')
                    .append(Svg.px(y));
            beforeX = x;
            beforeY = y;
        }
        svg.path("pareto", path.toString());
    }

    private static String diamond(double x, double y) {
        return "M" + Svg.px(x) + " " + Svg.px(y - 8) + "l8 8l-8 8l-8 -8z";
    }

    private void label(Svg svg, LabelPlacement labels, Place place, List<String> lines) {
        LabelPlacement.Box box = labels.place(place.x, place.y, lines);
        double endX = box.nearestX(place.x);
        double endY = box.nearestY(place.y);
        if (StrictMath.hypot(endX - place.x, endY - place.y) > 11) {
            svg.line("leader", place.x, place.y, endX, endY);
        }
        boolean leftwards = box.right() < place.x;
        for (int i = 0; i < lines.size(); i++) {
            svg.text(
                    "label",
                    leftwards ? box.right() : box.left(),
                    box.baseline(i),
                    leftwards ? "end" : "start",
                    lines.get(i));
        }
    }

    /** Names by the place that they share. */
    private Map<Place, List<String>> groups() {
        Map<Place, List<String>> groups = new LinkedHashMap<>();
        for (ReportEntry entry : entries) {
            double x = across.at(entry.instanceSeconds());
            double y = up.at(entry.seconds());
            Place near = groups.keySet().stream()
                    .filter(place -> StrictMath.hypot(place.x - x, place.y - y) < TOUCHING)
                    .findFirst()
                    .orElse(new Place(x, y));
            groups.computeIfAbsent(near, place -> new ArrayList<>()).add(entry.name());
        }
        return groups;
    }

    /** Two names a line. */
    private static List<String> lines(List<String> names) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < names.size(); i += 2) {
            List<String> line = names.subList(i, Math.min(i + 2, names.size()));
            lines.add(String.join(", ", line) + (i + 2 < names.size() ? "," : ""));
        }
        return lines;
    }
}
