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
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A forecast whose futures a test gives task by task, in seconds: so that what follows from them can be worked out by hand. One
 * value stands for all futures. It reaches the tasks whose starts are given.
 */
final class FuturesByHand implements Forecast {
    static final double NEVER = Double.POSITIVE_INFINITY;

    private final Workflow workflow;
    private final int futures;
    private final Map<String, double[]> given = new HashMap<>();
    private Instant nextLook = Instant.MAX;

    FuturesByHand(Workflow workflow, int futures) {
        this.workflow = workflow;
        this.futures = futures;
    }

    private FuturesByHand give(String what, String task, double... seconds) {
        double[] all = new double[futures];
        Arrays.setAll(all, k -> seconds[(seconds.length == 1) ? 0 : k]);
        given.put(what + " of " + workflow.task(task), all);
        return this;
    }

    private double[] given(String what, Task task, double otherwise) {
        double[] all = given.get(what + " of " + task);
        if (all == null) {
            all = new double[futures];
            Arrays.fill(all, otherwise);
        }
        return all.clone();
    }

    FuturesByHand start(String task, double... seconds) {
        return give("start", task, seconds);
    }

    /** A second, unless it is given. */
    FuturesByHand coldStart(String task, double... seconds) {
        return give("cold start", task, seconds);
    }

    /** A second, unless it is given. */
    FuturesByHand duration(String task, double... seconds) {
        return give("duration", task, seconds);
    }

    FuturesByHand remaining(String task, double... seconds) {
        return give("remaining", task, seconds);
    }

    FuturesByHand slack(String task, double... seconds) {
        return give("slack", task, seconds);
    }

    /** At once, unless it is given. */
    FuturesByHand resolved(String task, double... seconds) {
        return give("resolved", task, seconds);
    }

    FuturesByHand nextLook(Instant instant) {
        nextLook = instant;
        return this;
    }

    @Override
    public int futures() {
        return futures;
    }

    @Override
    public List<Task> tasks() {
        return workflow.tasks().stream()
                .filter(task -> given.containsKey("start of " + task))
                .toList();
    }

    @Override
    public double[] starts(Task task) {
        return given("start", task, NEVER);
    }

    @Override
    public double[] coldStarts(Task task) {
        return given("cold start", task, 1);
    }

    @Override
    public double[] durations(Task task) {
        return given("duration", task, 1);
    }

    @Override
    public double medianDuration(Task task) {
        return Quantiles.ofFinite(durations(task), 0.5);
    }

    @Override
    public double[] remaining(Task running) {
        return given("remaining", running, 0);
    }

    @Override
    public double[] slack(Task task) {
        return given("slack", task, 0);
    }

    @Override
    public double[] resolved(Task task) {
        return given("resolved", task, 0);
    }

    @Override
    public double[] predecessorStarts(Task task) {
        return new double[futures];
    }

    @Override
    public double reachProbability(Task task) {
        return Arrays.stream(starts(task)).filter(start -> start < NEVER).count() / (double) futures;
    }

    @Override
    public Instant nextLook() {
        return nextLook;
    }

    /** Nothing learned, but for this forecast of every run. */
    Statistics statistics() {
        return new Of(this);
    }

    private record Of(Forecast forecast) implements Statistics {
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
            throw new UnsupportedOperationException("futures are given");
        }

        @Override
        public void addColdStart(Target target, int instances, Duration duration) {
            throw new UnsupportedOperationException("futures are given");
        }
    }
}
