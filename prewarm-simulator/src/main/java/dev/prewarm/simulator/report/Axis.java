package dev.prewarm.simulator.report;

import java.util.ArrayList;
import java.util.List;

/** A scale from values to pixels, with round ticks: linear, or logarithmic with a place for 0. */
final class Axis {
    /** Above this ratio to the smallest value of interest a linear scale shows nothing of the small values. */
    private static final double LINEAR_RATIO = 30;

    private final double from;
    private final double to;
    private final double start;
    private final double end;
    private final boolean logarithmic;

    private Axis(double from, double to, double start, double end, boolean logarithmic) {
        this.from = from;
        this.to = to;
        this.start = start;
        this.end = end;
        this.logarithmic = logarithmic;
    }

    /** A linear scale whose ends are ticks. */
    static Axis linear(double least, double most, double start, double end) {
        double step = step(Math.max(most - least, 1e-3));
        double from = Math.floor(least / step) * step;
        double to = Math.ceil(most / step) * step;
        return new Axis(from, (to > from) ? to : from + step, start, end, false);
    }

    /** A linear scale that ends with the last value. */
    static Axis exact(double from, double to, double start, double end) {
        return new Axis(from, to, start, end, false);
    }

    /** From 0; logarithmic where the largest value would otherwise squeeze the others. */
    static Axis fromZero(double[] values, double start, double end) {
        double most = 0.1;
        for (double value : values) {
            most = Math.max(most, value);
        }
        boolean squeezed = most > LINEAR_RATIO * Math.max(1, geometricMean(values) / 3);
        if (!squeezed) {
            return linear(0, most, start, end);
        }
        return new Axis(0, StrictMath.pow(10, Math.ceil(StrictMath.log10(most))), start, end, true);
    }

    private static double geometricMean(double[] values) {
        double sum = 0;
        int count = 0;
        for (double value : values) {
            if (value > 0.01) {
                sum += StrictMath.log(value);
                count++;
            }
        }
        return count == 0 ? 0 : StrictMath.exp(sum / count);
    }

    double at(double value) {
        double share =
                logarithmic ? StrictMath.log1p(value * 10) / StrictMath.log1p(to * 10) : (value - from) / (to - from);
        return start + (end - start) * share;
    }

    List<Double> ticks() {
        List<Double> ticks = new ArrayList<>();
        if (logarithmic) {
            ticks.add(0.0);
            for (double tick = 0.1; tick <= to * 1.0001; tick *= 10) {
                ticks.add(tick);
            }
            return ticks;
        }
        double step = step(to - from);
        for (long i = (long) Math.ceil(from / step - 1e-9); i * step <= to + step * 1e-6; i++) {
            ticks.add(i * step);
        }
        return ticks;
    }

    /** 1, 2 or 5 times a power of ten, so that there are about six. */
    private static double step(double span) {
        double rough = span / 6;
        double power = StrictMath.pow(10, Math.floor(StrictMath.log10(rough)));
        double ratio = rough / power;
        return power * (ratio <= 1 ? 1 : ratio <= 2 ? 2 : ratio <= 5 ? 5 : 10);
    }
}
