package dev.prewarm.simulator.report;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.base.Splitter;
import com.google.common.primitives.ImmutableDoubleArray;
import dev.prewarm.simulator.comparison.SimulationResult;
import dev.prewarm.simulator.comparison.SimulationResult.Figure;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What one contestant came to in one scenario on the draws of one seed: a line of the file of the grid's figures.
 *
 * @param values by column, as many as there are
 */
record GridFigures(ImmutableDoubleArray values) {
    /** What is written down; means of a run unless it is said otherwise. */
    enum Column {
        /** Seconds from the first event to the last finish, in the runs of each phase. */
        MAKESPAN_FIRST,
        MAKESPAN_EARLY,
        MAKESPAN_SETTLING,
        MAKESPAN_LATER,
        /** Instance-seconds without work, in the runs of each phase. */
        SURPLUS_FIRST,
        SURPLUS_EARLY,
        SURPLUS_SETTLING,
        SURPLUS_LATER,
        IDLE,
        WASTED,
        COLD_STARTS,
        WARMUPS,
        /** By how many seconds a run was longer than the same run of none, at most. */
        LONGER,
        /** How many starts had been forecast in all runs after the tenth, and were before and after the 10 % and 90 % quantiles. */
        FORECAST,
        BEFORE,
        AFTER
    }

    static final String HEADER = "scenario,seed,contestant,"
            + Arrays.stream(Column.values())
                    .map(column -> column.name().toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(","));

    private static final int CALIBRATED_AFTER = 10;
    private static final int DIGITS = 6;

    static GridFigures of(SimulationResult result, SimulationResult none) {
        Map<Column, Double> values = new EnumMap<>(Column.class);
        phases(values, Column.MAKESPAN_FIRST, series(result, Figure.MAKESPAN));
        phases(values, Column.SURPLUS_FIRST, series(result, Figure.SURPLUS));
        values.put(Column.IDLE, result.mean(Figure.IDLE));
        values.put(Column.WASTED, result.mean(Figure.WASTED));
        values.put(Column.COLD_STARTS, result.mean(Figure.COLD_STARTS));
        values.put(Column.WARMUPS, result.mean(Figure.SENT));
        double longer = 0;
        for (int run = 0; run < result.runs(); run++) {
            longer = Math.max(longer, result.get(Figure.MAKESPAN, run) - none.get(Figure.MAKESPAN, run));
        }
        values.put(Column.LONGER, longer);
        values.put(Column.FORECAST, later(series(result, Figure.FORECAST)));
        values.put(Column.BEFORE, later(series(result, Figure.BEFORE)));
        values.put(Column.AFTER, later(series(result, Figure.AFTER)));
        return of(values);
    }

    /** A makespan that no contestant has, but some policy would, on the instances of none. */
    static GridFigures bound(SimulationResult none, Figure makespan) {
        Map<Column, Double> values = new EnumMap<>(Column.class);
        phases(values, Column.MAKESPAN_FIRST, series(none, makespan));
        phases(values, Column.SURPLUS_FIRST, series(none, Figure.SURPLUS));
        return of(values);
    }

    private static ImmutableDoubleArray series(SimulationResult result, Figure figure) {
        return ImmutableDoubleArray.copyOf(
                IntStream.range(0, result.runs()).mapToDouble(run -> result.get(figure, run)));
    }

    private static GridFigures of(Map<Column, Double> values) {
        return new GridFigures(ImmutableDoubleArray.copyOf(Arrays.stream(Column.values())
                .mapToDouble(column -> values.getOrDefault(column, 0.0))
                .toArray()));
    }

    private static void phases(Map<Column, Double> values, Column first, ImmutableDoubleArray figures) {
        for (Phase phase : Phase.values()) {
            int size = phase.size(figures.length());
            double sum = figures.subArray(phase.from(figures.length()), phase.to(figures.length())).stream()
                    .sum();
            values.put(Column.values()[first.ordinal() + phase.ordinal()], (size == 0) ? 0 : sum / size);
        }
    }

    private static double later(ImmutableDoubleArray counts) {
        return (counts.length() <= CALIBRATED_AFTER)
                ? 0
                : counts.subArray(CALIBRATED_AFTER, counts.length()).stream().sum();
    }

    double get(Column column) {
        return values.get(column.ordinal());
    }

    /** The mean of a column that is written by phase, over all of so many runs. */
    private double mean(Column first, int runs) {
        double sum = 0;
        for (Phase phase : Phase.values()) {
            sum += phase.size(runs) * values.get(first.ordinal() + phase.ordinal());
        }
        return sum / runs;
    }

    double makespan(int runs) {
        return mean(Column.MAKESPAN_FIRST, runs);
    }

    double surplus(int runs) {
        return mean(Column.SURPLUS_FIRST, runs);
    }

    double makespan(Phase phase) {
        return values.get(Column.MAKESPAN_FIRST.ordinal() + phase.ordinal());
    }

    double surplus(Phase phase) {
        return values.get(Column.SURPLUS_FIRST.ordinal() + phase.ordinal());
    }

    static String key(String scenario, long seed, String contestant) {
        return scenario + "," + seed + "," + contestant;
    }

    String line(String key) {
        return key + "," + values.stream().mapToObj(GridFigures::written).collect(Collectors.joining(","));
    }

    /** Of the exact value, since the shortest text of a number depends on the Java version. */
    private static String written(double value) {
        BigDecimal rounded = new BigDecimal(value).setScale(DIGITS, RoundingMode.HALF_EVEN);
        return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }

    /** The key of a line of the file. */
    static String keyOf(String line) {
        return line.substring(0, line.indexOf(',', line.indexOf(',', line.indexOf(',') + 1) + 1));
    }

    static GridFigures parse(String line) {
        List<String> fields = Splitter.on(',').splitToList(line);
        checkArgument(
                fields.size() == 3 + Column.values().length,
                "\"%s\", but %s fields are needed: %s",
                line,
                3 + Column.values().length,
                HEADER);
        try {
            return new GridFigures(ImmutableDoubleArray.copyOf(
                    fields.stream().skip(3).mapToDouble(Double::parseDouble).toArray()));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("\"" + line + "\", but numbers are needed: " + e.getMessage(), e);
        }
    }
}
