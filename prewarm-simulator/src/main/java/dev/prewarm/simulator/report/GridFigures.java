package dev.prewarm.simulator.report;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.base.Splitter;
import dev.prewarm.simulator.comparison.SimulationResult;
import dev.prewarm.simulator.comparison.SimulationResult.Figure;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * What the sections of the report on the whole grid need to know of one contestant in one scenario: a line of the
 * committed file. Means over the runs, times in seconds.
 *
 * @param makespan of all runs
 * @param later the makespan of the runs after the first ten
 * @param idle instance-seconds
 * @param wasted instance-seconds
 * @param coldStarts calls that met one
 * @param warmups that were sent
 * @param longer by how much a run was longer than the same run of {@code none}, at most
 */
record GridFigures(
        double makespan, double later, double idle, double wasted, double coldStarts, double warmups, double longer) {
    static final String HEADER = "scenario,contestant,makespan,later,idle,wasted,coldStarts,warmups,longer";

    private static final int LEARNED_AFTER = 10;
    /** A nanosecond: costs that are next to nothing are compared too. */
    private static final int DIGITS = 9;

    static GridFigures of(SimulationResult result, SimulationResult none) {
        double longer = 0;
        for (int run = 0; run < result.runs(); run++) {
            longer = Math.max(longer, result.get(Figure.MAKESPAN, run) - none.get(Figure.MAKESPAN, run));
        }
        return new GridFigures(
                result.mean(Figure.MAKESPAN),
                later(result, Figure.MAKESPAN),
                result.mean(Figure.IDLE),
                result.mean(Figure.WASTED),
                result.mean(Figure.COLD_STARTS),
                result.mean(Figure.SENT),
                longer);
    }

    /** A makespan that no contestant has, but some policy would. */
    static GridFigures bound(SimulationResult none, Figure makespan) {
        return new GridFigures(none.mean(makespan), later(none, makespan), 0, 0, 0, 0, 0);
    }

    private static double later(SimulationResult result, Figure makespan) {
        int from = Math.min(LEARNED_AFTER, result.runs() - 1);
        return IntStream.range(from, result.runs())
                        .mapToDouble(run -> result.get(makespan, run))
                        .sum()
                / (result.runs() - from);
    }

    String line(String scenario, String contestant) {
        return scenario + "," + contestant + ","
                + DoubleStream.of(makespan, later, idle, wasted, coldStarts, warmups, longer)
                        .mapToObj(GridFigures::written)
                        .collect(Collectors.joining(","));
    }

    /** Of the exact value, since the shortest text of a number depends on the Java version. */
    private static String written(double value) {
        BigDecimal rounded = new BigDecimal(value).setScale(DIGITS, RoundingMode.HALF_EVEN);
        return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }

    /** @param line of that contestant in that scenario */
    static GridFigures parse(String scenario, String contestant, String line) {
        List<String> fields = Splitter.on(',').splitToList(line);
        checkArgument(
                fields.size() == 9
                        && fields.get(0).equals(scenario)
                        && fields.get(1).equals(contestant),
                "\"%s\", but the figures of %s in %s are needed",
                line,
                contestant,
                scenario);
        double[] values =
                fields.stream().skip(2).mapToDouble(Double::parseDouble).toArray();
        return new GridFigures(values[0], values[1], values[2], values[3], values[4], values[5], values[6]);
    }
}
