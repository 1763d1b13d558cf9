package dev.prewarm.simulator.comparison;

import static com.google.common.base.Preconditions.checkState;
import static java.util.Objects.requireNonNull;

import dev.prewarm.PrewarmStats;
import dev.prewarm.simulator.contestant.Contestant;
import dev.prewarm.simulator.workload.Scenario;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one contestant achieved on one scenario. Figures are by run, in the order in which runs started; times are in
 * seconds.
 *
 * <p>What belongs to a run is what happened from its start to the start of the next one; waste is counted when the
 * instance is gone, and with the last run what is still to come.
 */
public final class SimulationResult {
    /** A microsecond: sums of rounded times may differ by less. */
    private static final double SMALLEST = 1e-6;

    private final Contestant contestant;
    private final Map<Figure, double[]> figures;
    private final @Nullable RunTimeline timeline;

    private SimulationResult(Contestant contestant, Map<Figure, double[]> figures, @Nullable RunTimeline timeline) {
        this.contestant = contestant;
        this.figures = figures;
        this.timeline = timeline;
    }

    /** Who. */
    public Contestant contestant() {
        return contestant;
    }

    /** The run that was to be drawn; null if none was. */
    public @Nullable RunTimeline timeline() {
        return timeline;
    }

    /** What is recorded of each run. */
    public enum Figure {
        /** From the start of the run to its last finish. */
        MAKESPAN,
        /** What that would be if nothing was ever cold. */
        ALL_WARM,
        /** What it would be under the clairvoyant bound, as early as the scenario lets it act. */
        CLAIRVOYANT,
        /** Instance-seconds that warmed instances waited before their first use. */
        IDLE,
        /** Instance-seconds of start-up and retention that no task used. */
        WASTED,
        /** Instance-seconds that were provided, from the making of instances to their end, without any work. */
        SURPLUS,
        /** Calls of tasks that waited for an instance to start. */
        COLD_STARTS,
        /** Warm-ups sent. */
        SENT,
        /** Those that a task used. */
        USED,
        /** Those whose task came before they were ready. */
        LATE,
        /** Those that no task used. */
        UNUSED,
        /** Starts of tasks that had been forecast, if the forecasts were looked at. */
        FORECAST,
        /** Of these, those before the 10 % quantile of the forecast. */
        BEFORE,
        /** Those after its 90 % quantile. */
        AFTER
    }

    /** The number of runs. */
    public int runs() {
        return values(Figure.MAKESPAN).length;
    }

    /** The figure of a run, of those from 0 to {@link #runs}, exclusively. */
    public double get(Figure figure, int run) {
        return values(figure)[run];
    }

    private double[] values(Figure figure) {
        return requireNonNull(figures.get(figure));
    }

    /** The mean over the runs. */
    public double mean(Figure figure) {
        return Arrays.stream(values(figure)).sum() / runs();
    }

    /** The figure over the runs. */
    public Measure measure(Figure figure) {
        return Measure.of(values(figure).clone());
    }

    /**
     * The measure by which contestants are ranked, a run on average: price × delay, and the instance-seconds without work
     * beyond those that there are if nothing is warmed.
     *
     * @param none the result of warming nothing, on the same draws
     */
    public double cost(double price, SimulationResult none) {
        return cost(price, none, 0, runs());
    }

    /** The same over some of the runs only, from one up to another one, exclusively. */
    public double cost(double price, SimulationResult none, int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += price * (get(Figure.MAKESPAN, i) - get(Figure.ALL_WARM, i))
                    + get(Figure.SURPLUS, i)
                    - none.get(Figure.SURPLUS, i);
        }
        return sum / (to - from);
    }

    /**
     * The share of the delay that can be hidden which a mean makespan hides, if this is the result of warming nothing;
     * null if nothing can be hidden.
     */
    public @Nullable Double hiddenShare(double makespan) {
        double hideable = mean(Figure.MAKESPAN) - mean(Figure.CLAIRVOYANT);
        return (hideable < SMALLEST) ? null : (mean(Figure.MAKESPAN) - makespan) / hideable;
    }

    /** Sums up to an instant; times in nanoseconds. */
    record Totals(
            long idle,
            long wasted,
            long surplus,
            long coldStarts,
            long sent,
            Calibration.Counts forecasts,
            PrewarmStats stats) {
        long unused() {
            return stats.wasted() + stats.failed() + stats.open();
        }
    }

    /** Collects what the runs achieve; confined to the simulation's thread. */
    static final class Recorder {
        private final Contestant contestant;
        private final Map<Figure, double[]> figures = new EnumMap<>(Figure.class);
        private Totals before;
        private @Nullable RunTimeline timeline;

        Recorder(Contestant contestant, Scenario scenario, Totals before) {
            this.contestant = contestant;
            for (Figure figure : Figure.values()) {
                figures.put(figure, new double[scenario.runs()]);
            }
            this.before = before;
        }

        /** What was before is not counted. */
        void reset(Totals totals) {
            before = totals;
        }

        void ended(SimulatedRun run, Bound bound) {
            add(run.number(), Figure.MAKESPAN, run.makespan());
            add(run.number(), Figure.ALL_WARM, bound.allWarm());
            add(run.number(), Figure.CLAIRVOYANT, bound.clairvoyant());
        }

        void drawn(RunTimeline run) {
            timeline = run;
        }

        /** What happened since the last time belongs to the run. */
        void account(int run, Totals now) {
            checkState(now.stats().balanced(), "the books do not balance: %s", now.stats());
            add(run, Figure.IDLE, (now.idle() - before.idle()) / 1e9);
            add(run, Figure.WASTED, (now.wasted() - before.wasted()) / 1e9);
            add(run, Figure.SURPLUS, (now.surplus() - before.surplus()) / 1e9);
            add(run, Figure.COLD_STARTS, (double) (now.coldStarts() - before.coldStarts()));
            add(run, Figure.SENT, (double) (now.sent() - before.sent()));
            add(run, Figure.USED, (double) (now.stats().used() - before.stats().used()));
            add(run, Figure.LATE, (double) (now.stats().late() - before.stats().late()));
            add(run, Figure.UNUSED, (double) (now.unused() - before.unused()));
            add(run, Figure.FORECAST, (double)
                    (now.forecasts().forecast() - before.forecasts().forecast()));
            add(run, Figure.BEFORE, (double)
                    (now.forecasts().before() - before.forecasts().before()));
            add(run, Figure.AFTER, (double)
                    (now.forecasts().after() - before.forecasts().after()));
            before = now;
        }

        private void add(int run, Figure figure, double value) {
            double[] values = figures.get(figure);
            if (values != null) {
                values[run] += value;
            }
        }

        SimulationResult result() {
            Map<Figure, double[]> all = new EnumMap<>(Figure.class);
            figures.forEach((figure, values) -> all.put(figure, values.clone()));
            return new SimulationResult(contestant, all, timeline);
        }
    }
}
