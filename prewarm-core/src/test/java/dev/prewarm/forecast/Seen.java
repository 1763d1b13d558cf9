package dev.prewarm.forecast;

import com.google.common.primitives.Doubles;
import dev.prewarm.Forecast;
import dev.prewarm.RunView;
import dev.prewarm.Task;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All that a forecast says, kept beyond the view that gave it. */
record Seen(Instant nextLook, Map<String, OfTask> pending, Map<String, List<Double>> remaining) {
    /** What is said of a task that is part of the forecast. */
    record OfTask(
            List<Double> starts,
            List<Double> coldStarts,
            List<Double> durations,
            List<Double> slack,
            List<Double> resolved,
            List<Double> predecessorStarts,
            double reachProbability) {}

    static Seen of(RunView run, Forecast forecast) {
        Map<String, OfTask> pending = new LinkedHashMap<>();
        for (Task task : forecast.tasks()) {
            pending.put(
                    task.id(),
                    new OfTask(
                            Doubles.asList(forecast.starts(task)),
                            Doubles.asList(forecast.coldStarts(task)),
                            Doubles.asList(forecast.durations(task)),
                            Doubles.asList(forecast.slack(task)),
                            Doubles.asList(forecast.resolved(task)),
                            Doubles.asList(forecast.predecessorStarts(task)),
                            forecast.reachProbability(task)));
        }
        Map<String, List<Double>> remaining = new LinkedHashMap<>();
        for (Task task : run.running()) {
            remaining.put(task.id(), Doubles.asList(forecast.remaining(task)));
        }
        return new Seen(forecast.nextLook(), pending, remaining);
    }

    List<String> tasks() {
        return List.copyOf(pending.keySet());
    }

    OfTask of(String task) {
        OfTask found = pending.get(task);
        if (found == null) {
            throw new IllegalArgumentException(task + " is not part of the forecast, which has " + tasks());
        }
        return found;
    }

    List<Double> starts(String task) {
        return of(task).starts();
    }

    List<Double> slack(String task) {
        return of(task).slack();
    }

    List<Double> remaining(String task) {
        List<Double> found = remaining.get(task);
        if (found == null) {
            throw new IllegalArgumentException(task + " does not run; there are " + remaining.keySet());
        }
        return found;
    }
}
