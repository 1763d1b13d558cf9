package dev.prewarm.simulator.comparison;

import dev.prewarm.Dependency;
import dev.prewarm.Forecast;
import dev.prewarm.Plan;
import dev.prewarm.PrewarmStrategy;
import dev.prewarm.RunView;
import dev.prewarm.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * A strategy whose forecasts are held against what comes: whenever a task starts, the 10 % and 90 % quantiles are noted of
 * when the tasks one and two steps after it start, over the futures that reach them, and counted is how many of those
 * start before and after them. Decides as the strategy inside does.
 */
final class Calibration implements PrewarmStrategy {
    private static final double LOW = 0.1;
    private static final double HIGH = 0.9;
    /** A millisecond: where all is certain, rounding is no error. */
    private static final double NEAR = 1e-3;

    private final PrewarmStrategy strategy;
    /** Runs have no name here; no two start at the same instant. */
    private final Map<Instant, Map<Key, Range>> open = new HashMap<>();

    private Counts counts = new Counts(0, 0, 0);

    Calibration(PrewarmStrategy strategy) {
        this.strategy = strategy;
    }

    /** How many starts had been forecast so many steps ahead, and how many of these were too early and too late. */
    record Counts(long forecast, long before, long after) {}

    private record Key(Task task, int steps) {}

    private record Range(Instant low, Instant high) {}

    Counts counts() {
        return counts;
    }

    @Override
    public Plan plan(RunView run) {
        Plan plan = strategy.plan(run);
        if (run.started()) {
            Map<Key, Range> ranges = open.computeIfAbsent(run.startsAt(), start -> new LinkedHashMap<>());
            compare(run, ranges);
            for (Task task : run.running()) {
                if (run.startedAt(task).filter(run.now()::equals).isPresent()) {
                    note(run, task, ranges);
                }
            }
        }
        return plan;
    }

    private void compare(RunView run, Map<Key, Range> ranges) {
        for (Iterator<Map.Entry<Key, Range>> entries = ranges.entrySet().iterator(); entries.hasNext(); ) {
            Map.Entry<Key, Range> entry = entries.next();
            Instant start = run.startedAt(entry.getKey().task()).orElse(null);
            if (start != null) {
                boolean before = start.isBefore(entry.getValue().low());
                boolean after = start.isAfter(entry.getValue().high());
                counts = new Counts(
                        counts.forecast + 1, counts.before + (before ? 1 : 0), counts.after + (after ? 1 : 0));
                entries.remove();
            }
        }
    }

    private static void note(RunView run, Task task, Map<Key, Range> ranges) {
        Set<Task> next = successors(run, Set.of(task));
        note(run, next, 1, ranges);
        note(run, successors(run, next), 2, ranges);
    }

    private static Set<Task> successors(RunView run, Set<Task> tasks) {
        Set<Task> next = new LinkedHashSet<>();
        for (Task task : tasks) {
            for (Dependency dependency : run.workflow().outgoing(task)) {
                next.add(dependency.to());
            }
        }
        return next;
    }

    private static void note(RunView run, Set<Task> tasks, int steps, Map<Key, Range> ranges) {
        Forecast forecast = run.forecast();
        for (Task task : forecast.tasks()) {
            if (tasks.contains(task)) {
                double[] starts = Arrays.stream(forecast.starts(task))
                        .filter(start -> start != Double.POSITIVE_INFINITY)
                        .sorted()
                        .toArray();
                if (starts.length > 0) {
                    ranges.put(
                            new Key(task, steps),
                            new Range(
                                    after(run.now(), starts[(int) (LOW * starts.length)] - NEAR),
                                    after(run.now(), starts[(int) (HIGH * starts.length)] + NEAR)));
                }
            }
        }
    }

    private static Instant after(Instant now, double seconds) {
        return now.plus(Duration.ofNanos(Math.round(Math.min(seconds, 1e9) * 1e9)));
    }
}
