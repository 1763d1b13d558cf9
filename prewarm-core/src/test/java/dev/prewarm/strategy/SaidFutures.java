package dev.prewarm.strategy;

import dev.prewarm.Estimate;
import dev.prewarm.Forecast;
import dev.prewarm.RunView;
import dev.prewarm.Statistics;
import dev.prewarm.StatisticsSnapshot;
import dev.prewarm.Target;
import dev.prewarm.Task;
import dev.prewarm.Workflow;
import dev.prewarm.shape.Shapes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A forecast whose futures are said one by one, so that what is made of them can be worked out by hand. */
class SaidFutures implements Forecast {
    static final double NEVER = Double.POSITIVE_INFINITY;

    private final int futures;
    private final List<Task> tasks = new ArrayList<>();
    private final Map<Task, Said> said = new HashMap<>();
    private final Map<Task, double[]> remaining = new HashMap<>();
    private Instant nextLook = Instant.MAX;

    SaidFutures(int futures) {
        this.futures = futures;
    }

    static SaidFutures of(int futures) {
        return new SaidFutures(futures);
    }

    /** What is said of one task, in seconds: by future, or one value for all of them. */
    final class Said {
        private double[] starts = all(0);
        private double[] coldStarts = all(1);
        private double[] durations = all(5);
        private double[] slack = all(0);
        private double[] resolved = all(0);
        private double[] predecessorStarts = all(0);

        private double[] all(double... seconds) {
            double[] each = new double[futures];
            for (int k = 0; k < futures; k++) {
                each[k] = seconds[(seconds.length == 1) ? 0 : k];
            }
            return each;
        }

        Said starts(double... seconds) {
            starts = all(seconds);
            return this;
        }

        Said coldStarts(double... seconds) {
            coldStarts = all(seconds);
            return this;
        }

        Said lasts(double... seconds) {
            durations = all(seconds);
            return this;
        }

        Said slack(double... seconds) {
            slack = all(seconds);
            return this;
        }

        Said resolved(double... seconds) {
            resolved = all(seconds);
            return this;
        }

        Said predecessorStarts(double... seconds) {
            predecessorStarts = all(seconds);
            return this;
        }
    }

    /** Another task that is to come: now in all futures, with a cold start of 1 s, for 5 s, unless something else is said. */
    Said task(Task task) {
        tasks.add(task);
        return mention(task);
    }

    /** What is said of a task, which need not be one that is to come. */
    final Said mention(Task task) {
        return said.computeIfAbsent(task, key -> new Said());
    }

    SaidFutures running(Task task, double... seconds) {
        remaining.put(task, new Said().all(seconds));
        return this;
    }

    SaidFutures nextLook(Instant instant) {
        nextLook = instant;
        return this;
    }

    /** What has been said of it so far. */
    Said said(Task task) {
        Said known = said.get(task);
        if (known == null) {
            throw new IllegalArgumentException("nothing is said of task " + task);
        }
        return known;
    }

    @Override
    public int futures() {
        return futures;
    }

    @Override
    public List<Task> tasks() {
        return tasks;
    }

    @Override
    public double[] starts(Task task) {
        return said(task).starts.clone();
    }

    @Override
    public double[] coldStarts(Task task) {
        return said(task).coldStarts.clone();
    }

    @Override
    public double[] durations(Task task) {
        return said(task).durations.clone();
    }

    @Override
    public double medianDuration(Task task) {
        return Quantiles.ofFinite(durations(task), 0.5);
    }

    @Override
    public double[] remaining(Task running) {
        return remaining.getOrDefault(running, new double[futures]).clone();
    }

    @Override
    public double[] slack(Task task) {
        return said(task).slack.clone();
    }

    @Override
    public double[] resolved(Task task) {
        return said(task).resolved.clone();
    }

    @Override
    public double[] predecessorStarts(Task task) {
        return said(task).predecessorStarts.clone();
    }

    @Override
    public double reachProbability(Task task) {
        return Arrays.stream(said(task).starts).filter(start -> start != NEVER).count() / (double) futures;
    }

    @Override
    public Instant nextLook() {
        return nextLook;
    }

    /** Nothing learned, but for this forecast of every run. */
    Statistics asStatistics() {
        return new OnlyAForecast(this);
    }

    private record OnlyAForecast(Forecast forecast) implements Statistics {
        @Override
        public Function<RunView, Forecast> forecaster() {
            return run -> forecast;
        }

        @Override
        public StatisticsSnapshot snapshot() {
            return Statistics.empty().snapshot();
        }

        @Override
        public Shapes shapes() {
            return Statistics.empty().shapes();
        }

        @Override
        public Estimate duration(Workflow workflow, Task task) {
            return Statistics.empty().duration(workflow, task);
        }

        @Override
        public Estimate coldStart(Target target, int instances) {
            return Statistics.empty().coldStart(target, instances);
        }

        @Override
        public void addDuration(Workflow workflow, Task task, Duration duration) {
            throw new UnsupportedOperationException("only the forecast is said");
        }

        @Override
        public void addColdStart(Target target, int instances, Duration duration) {
            throw new UnsupportedOperationException("only the forecast is said");
        }
    }
}
