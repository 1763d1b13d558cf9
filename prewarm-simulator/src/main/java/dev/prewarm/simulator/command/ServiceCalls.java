package dev.prewarm.simulator.command;

import dev.prewarm.Dependency;
import dev.prewarm.Task;
import dev.prewarm.simulator.workload.TaskLevels;
import dev.prewarm.simulator.workload.Workload;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** How the tasks of one run call its services: how many at a time, and after which pauses. */
final class ServiceCalls {
    private ServiceCalls() {}

    private record Span(double start, double finish) {}

    /** The most calls at a time that one level of tasks makes, by service. */
    static Map<String, Integer> atOnce(Workload workload) {
        TaskLevels levels = TaskLevels.of(workload.workflow());
        Map<String, Map<Integer, Integer>> byLevel = new HashMap<>();
        Map<String, Integer> most = new TreeMap<>();
        for (Task task : workload.workflow().tasks()) {
            Optional<String> service = workload.step(task).serviceName();
            service.ifPresent(name -> {
                int calls = byLevel.computeIfAbsent(name, key -> new HashMap<>())
                        .merge(levels.of(task), task.width(), Integer::sum);
                most.merge(name, calls, Math::max);
            });
        }
        return most;
    }

    /** The calls at a time that the first tasks of a run make, by service. */
    static Map<String, Integer> atTheStart(Workload workload) {
        Map<String, Integer> calls = new TreeMap<>();
        for (Task task : workload.workflow().roots()) {
            workload.step(task).serviceName().ifPresent(name -> calls.merge(name, task.width(), Integer::sum));
        }
        return calls;
    }

    /**
     * The longest time between the finish of a task and the next start on the same service, by median durations, in seconds.
     */
    static double longestPause(Workload workload) {
        double longest = 0;
        for (List<Span> spans : spans(workload).values()) {
            spans.sort(Comparator.comparingDouble(Span::start));
            double busyUntil = spans.get(0).finish();
            for (Span span : spans) {
                longest = Math.max(longest, span.start() - busyUntil);
                busyUntil = Math.max(busyUntil, span.finish());
            }
        }
        return longest;
    }

    /** From the first start on each service to the last finish, by median durations, in seconds; without those never called. */
    static Map<String, Double> lasting(Workload workload) {
        Map<String, Double> lasting = new TreeMap<>();
        spans(workload)
                .forEach((name, spans) -> lasting.put(
                        name,
                        spans.stream().mapToDouble(Span::finish).max().orElseThrow()
                                - spans.stream().mapToDouble(Span::start).min().orElseThrow()));
        return lasting;
    }

    private static Map<String, List<Span>> spans(Workload workload) {
        double[] finish = new double[workload.steps().size()];
        Map<String, List<Span>> spans = new TreeMap<>();
        for (Task task : workload.workflow().tasks()) {
            double start = 0;
            for (Dependency dependency : workload.workflow().incoming(task)) {
                start = Math.max(start, finish[dependency.from().index()]);
            }
            Span span = new Span(start, start + workload.step(task).duration().median());
            finish[task.index()] = span.finish();
            Optional<String> service = workload.step(task).serviceName();
            service.ifPresent(name ->
                    spans.computeIfAbsent(name, key -> new ArrayList<>()).add(span));
        }
        return spans;
    }
}
