package dev.prewarm.simulator.contestant;

import static com.google.common.base.Preconditions.checkArgument;

import dev.prewarm.Task;
import dev.prewarm.simulator.workload.Draws;
import dev.prewarm.simulator.workload.Draws.Purpose;
import dev.prewarm.simulator.workload.RunTruth;
import dev.prewarm.simulator.workload.Scenario;
import java.util.Arrays;
import java.util.List;

/** Finds the thresholds of a {@link ThresholdStrategy}, by coordinate descent on draws. Used once. */
final class ThresholdSearch {
    private static final int DRAWS = 4_000;
    private static final int PASSES = 4;
    /** So many instants are tried that lie evenly, and so many that are quantiles. */
    private static final int TRIED = 48;

    private final double price;
    private final int tasks;
    private final double retention;
    /** By draw and task; negative where the task is not reached. */
    private final double[][] durations = new double[DRAWS][];

    private final double[][] coldStarts = new double[DRAWS][];
    private final double[][] thresholds;

    ThresholdSearch(Scenario scenario, double price, long seed) {
        List<Task> chain = scenario.workload().workflow().tasks();
        for (int i = 0; i < chain.size(); i++) {
            checkArgument(
                    scenario.workload().workflow().incoming(chain.get(i)).size() == Math.min(i, 1),
                    "%s is not a chain",
                    scenario.name());
        }
        this.price = price;
        this.tasks = chain.size();
        this.retention = scenario.platform().retention().toNanos() / 1e9;
        this.thresholds = new double[tasks][tasks];
        for (double[] of : thresholds) {
            Arrays.fill(of, Double.POSITIVE_INFINITY);
        }
        Draws draws = new Draws(Double.doubleToLongBits(new Draws(seed).uniform(Purpose.TUNING, 1, 0)));
        for (int k = 0; k < DRAWS; k++) {
            RunTruth truth = new RunTruth(scenario, draws, Scenario.MOST_RUNS + k);
            durations[k] = chain.stream()
                    .mapToDouble(task -> truth.runs(task) ? truth.duration(task) : -1)
                    .toArray();
            coldStarts[k] = chain.stream()
                    .mapToDouble(task -> truth.coldStart(task.target().orElseThrow(), 0))
                    .toArray();
        }
    }

    double[][] thresholds() {
        double least = cost();
        for (int pass = 0; pass < PASSES; pass++) {
            for (int task = 1; task < tasks; task++) {
                for (int running = task - 1; running >= 0; running--) {
                    least = improve(task, running, least);
                }
            }
        }
        return thresholds;
    }

    /** Tries instants from the start of the running task on up to its longest end, and never. */
    private double improve(int task, int running, double before) {
        double[] lengths = Arrays.stream(durations)
                .mapToDouble(of -> of[running])
                .filter(length -> length >= 0)
                .sorted()
                .toArray();
        double least = before;
        double best = thresholds[task][running];
        for (double candidate : candidates(lengths)) {
            thresholds[task][running] = candidate;
            double cost = cost();
            if (cost < least) {
                least = cost;
                best = candidate;
            }
        }
        thresholds[task][running] = best;
        return refined(task, running, least);
    }

    /**
     * Never, at once, and instants up to the longest end: such as lie evenly, since lengths may be all the same, and
     * quantiles.
     */
    private static double[] candidates(double[] lengths) {
        double[] candidates = new double[2 * TRIED + 2];
        double longest = lengths[lengths.length - 1];
        candidates[0] = Double.POSITIVE_INFINITY;
        candidates[2 * TRIED + 1] = 0;
        for (int i = 1; i <= TRIED; i++) {
            candidates[i] = longest * i / TRIED;
            candidates[TRIED + i] = lengths[(lengths.length - 1) * i / TRIED] * 0.999;
        }
        return candidates;
    }

    /** Steps to both sides, ever smaller ones. */
    private double refined(int task, int running, double before) {
        double least = before;
        double best = thresholds[task][running];
        if (best == Double.POSITIVE_INFINITY) {
            return least;
        }
        for (double step = 0.5; step > 0.005; step /= 2) {
            for (double candidate : new double[] {Math.max(0, best - step), best + step}) {
                thresholds[task][running] = candidate;
                double cost = cost();
                if (cost < least) {
                    least = cost;
                    best = candidate;
                }
            }
        }
        thresholds[task][running] = best;
        return least;
    }

    private double cost() {
        double sum = 0;
        for (int k = 0; k < DRAWS; k++) {
            sum += cost(durations[k], coldStarts[k]);
        }
        return sum / DRAWS;
    }

    /** Walks through one draw: idle and wasted instance-seconds, and the price of the delay. */
    private double cost(double[] duration, double[] coldStart) {
        double[] ready = new double[tasks];
        Arrays.fill(ready, Double.POSITIVE_INFINITY);
        double now = 0;
        double work = 0;
        double idle = 0;
        for (int running = 0; running < tasks && duration[running] >= 0; running++) {
            double begin = Math.max(now, Math.min(ready[running], now + coldStart[running]));
            idle += (ready[running] < begin) ? begin - ready[running] : 0;
            double finish = begin + duration[running];
            for (int task = running + 1; task < tasks; task++) {
                double send = now + thresholds[task][running];
                if (send <= finish && ready[task] == Double.POSITIVE_INFINITY) {
                    ready[task] = send + coldStart[task];
                }
            }
            ready[running] = Double.NEGATIVE_INFINITY;
            work += duration[running];
            now = finish;
        }
        for (int task = 1; task < tasks; task++) {
            boolean wasted = duration[task] < 0 && ready[task] != Double.POSITIVE_INFINITY;
            idle += wasted ? coldStart[task] + retention : 0;
        }
        return idle + price * (now - work);
    }
}
