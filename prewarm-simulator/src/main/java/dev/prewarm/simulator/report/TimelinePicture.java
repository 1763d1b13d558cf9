package dev.prewarm.simulator.report;

import static java.util.stream.Collectors.toMap;

import dev.prewarm.simulator.comparison.Comparison;
import dev.prewarm.simulator.comparison.ComparisonRequest;
import dev.prewarm.simulator.comparison.ComparisonResult;
import dev.prewarm.simulator.comparison.RunTimeline;
import dev.prewarm.simulator.workload.Scenario;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A run of each of some contestants, one below the other, as an SVG that stands alone and follows the reader's choice of light
 * or dark.
 */
final class TimelinePicture {
    private static final double WIDTH = 760;
    private static final double EDGE = 12;
    private static final double HEADING = 30;

    private TimelinePicture() {}

    /** The same run of all contestants of a scenario, one of those in its second half. */
    static String of(Scenario scenario, List<String> contestants) {
        ComparisonResult result = Comparison.simulated()
                .run(ComparisonRequest.builder(scenario)
                        .contestants(contestants)
                        .timelines(true)
                        .build());
        return of(contestants.stream()
                .collect(toMap(
                        name -> name,
                        name -> result.find(name).orElseThrow().drawn().orElseThrow(),
                        (a, b) -> a,
                        LinkedHashMap::new)));
    }

    private static String of(Map<String, RunTimeline> timelines) {
        TimelinePlot plot = TimelinePlot.scaledFor(List.copyOf(timelines.values()));
        double height = 2 * EDGE
                + TimelinePlot.scaleHeight()
                + timelines.values().stream()
                        .mapToDouble(timeline -> HEADING + TimelinePlot.height(timeline))
                        .sum();
        Svg picture = Svg.standing(
                        WIDTH,
                        height,
                        "Timelines of a run with " + String.join(", ", timelines.keySet()),
                        ReportPage.style("timeline.css")
                                + "svg .page { fill: var(--page); }\nsvg .heading { font-weight: 600; }\n")
                .rect("page", 0, 0, WIDTH, height, "");
        double y = EDGE;
        for (Map.Entry<String, RunTimeline> entry : timelines.entrySet()) {
            RunTimeline timeline = entry.getValue();
            String heading = entry.getKey() + ": " + Figures.brief(timeline.endSeconds()) + " s";
            picture.text("heading", EDGE, y + HEADING - 12, "start", heading);
            y += HEADING;
            plot.draw(picture, timeline, EDGE, y, WIDTH - 2 * EDGE);
            y += TimelinePlot.height(timeline);
        }
        plot.drawScale(picture, EDGE, y, WIDTH - 2 * EDGE);
        return picture.toString();
    }
}
