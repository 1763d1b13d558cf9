package dev.prewarm.simulator.report;

import static dev.prewarm.simulator.report.Figures.brief;

import dev.prewarm.simulator.comparison.SimulationResult;
import dev.prewarm.simulator.comparison.SimulationResult.Figure;
import dev.prewarm.simulator.contestant.Contestants;
import java.util.Comparator;
import java.util.List;

/**
 * Delay and idle of the contestants of one scenario as an SVG that is readable on light and dark pages. Contestants that
 * spend more than five times what full-path does would leave no room for the others and are named below.
 */
final class ContestantPlot {
    private static final int WIDTH = 720;
    private static final int HEIGHT = 400;
    private static final int LEFT = 60;
    private static final int BOTTOM = 350;
    private static final int RIGHT = 500;
    private static final int TOP = 20;

    private ContestantPlot() {}

    static String of(EvaluationCell cell) {
        double limit = Math.max(1, 5 * spent(cell.result("full-path")));
        List<SimulationResult> shown = cell.results().stream()
                .filter(result -> spent(result) <= limit)
                .sorted(Comparator.comparingDouble(ContestantPlot::delay))
                .toList();
        double mostDelay = Math.max(
                0.1, shown.stream().mapToDouble(ContestantPlot::delay).max().orElse(1));
        double mostSpent = Math.max(
                0.1, shown.stream().mapToDouble(ContestantPlot::spent).max().orElse(1));
        StringBuilder svg = new StringBuilder("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ")
                .append(WIDTH + " " + HEIGHT)
                .append("\" font-family=\"sans-serif\" font-size=\"12\" fill=\"#808080\">\n");
        svg.append("<title>").append(cell.scenario().name()).append("</title>\n");
        line(svg, LEFT, BOTTOM, RIGHT, BOTTOM);
        line(svg, LEFT, BOTTOM, LEFT, TOP);
        text(svg, LEFT, BOTTOM + 34, "delay by cold starts, s a run");
        text(svg, 4, 12, "idle and wasted instance-seconds a run");
        text(svg, LEFT, BOTTOM + 16, "0");
        text(svg, RIGHT - 20, BOTTOM + 16, brief(mostDelay));
        text(svg, 4, TOP + 12, brief(mostSpent));
        int number = 1;
        for (SimulationResult result : shown) {
            double x = LEFT + (RIGHT - LEFT) * delay(result) / mostDelay;
            double y = BOTTOM - (BOTTOM - TOP - 10) * spent(result) / mostSpent;
            boolean own = result.contestant().name().startsWith(Contestants.COST_AWARE);
            svg.append("<circle cx=\"").append(brief(x)).append("\" cy=\"").append(brief(y));
            svg.append("\" r=\"4\" fill=\"").append(own ? "#d55e00" : "#0072b2").append("\"/>\n");
            text(svg, x + 6, y - 4 - 10 * (number % 3), String.valueOf(number));
            text(
                    svg,
                    RIGHT + 20,
                    TOP + 17.0 * number,
                    number + " " + result.contestant().name());
            number++;
        }
        return svg.append("</svg>\n").toString();
    }

    private static double delay(SimulationResult result) {
        return result.mean(Figure.MAKESPAN) - result.mean(Figure.ALL_WARM);
    }

    private static double spent(SimulationResult result) {
        return result.mean(Figure.IDLE) + result.mean(Figure.WASTED);
    }

    private static void line(StringBuilder svg, int x1, int y1, int x2, int y2) {
        svg.append("<path d=\"M")
                .append(x1)
                .append(' ')
                .append(y1)
                .append('L')
                .append(x2)
                .append(' ')
                .append(y2);
        svg.append("\" stroke=\"#808080\"/>\n");
    }

    private static void text(StringBuilder svg, double x, double y, String text) {
        svg.append("<text x=\"")
                .append(brief(x))
                .append("\" y=\"")
                .append(brief(y))
                .append("\">");
        svg.append(text).append("</text>\n");
    }
}
