package dev.prewarm.simulator.comparison;

import com.google.common.collect.ImmutableList;
import dev.prewarm.Task;
import dev.prewarm.simulator.comparison.RunTimeline.Row;
import dev.prewarm.simulator.comparison.RunTimeline.Segment;
import dev.prewarm.simulator.comparison.RunTimeline.SegmentKind;
import dev.prewarm.simulator.workload.Scenario;
import dev.prewarm.testing.knative.KnativeService;
import dev.prewarm.testing.knative.Pod;
import dev.prewarm.testing.knative.PodTimeline;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Takes down when the tasks of one run were called, served and done, and makes a {@link RunTimeline} of it. */
final class DrawnRun {
    private final Instant startedAt;
    /** By the tasks' index: called, served, done, in seconds; not a number for what has not happened. */
    private final Map<Integer, double[]> times = new TreeMap<>();
    /** The task that each instance served first in this run, by its index. */
    private final Map<Instance, Integer> firstServed = new HashMap<>();

    private record Instance(String service, int number) {}

    DrawnRun(Duration startedAt) {
        this.startedAt = Instant.EPOCH.plus(startedAt);
    }

    void called(Task task, Duration at) {
        times.put(task.index(), new double[] {seconds(at), Double.NaN, Double.NaN});
    }

    /** A call of the task is being served by an instance; the first one of them says when the task is. */
    void served(Task task, Pod pod, Duration at) {
        firstServed.putIfAbsent(new Instance(pod.service(), pod.number()), task.index());
        double[] of = times.get(task.index());
        if (of != null && Double.isNaN(of[1])) {
            of[1] = seconds(at);
        }
    }

    void done(Task task, Duration at) {
        double[] of = times.get(task.index());
        if (of != null) {
            of[2] = seconds(at);
        }
    }

    private double seconds(Duration at) {
        return Duration.between(startedAt, Instant.EPOCH.plus(at)).toNanos() / 1e9;
    }

    /**
     * The run has ended. Below the row of each task come those of the instances that served it first; an instance that
     * served none comes where the first task that could have called it is.
     *
     * @param lead how long before its start the drawing begins
     */
    RunTimeline timeline(Scenario scenario, Collection<KnativeService> services, Duration endedAt, Duration lead) {
        List<Task> tasks = scenario.workload().workflow().tasks();
        Map<Integer, List<Row>> instances = new HashMap<>();
        for (KnativeService service : services) {
            List<PodTimeline> pods = drawn(service, endedAt, lead);
            for (int i = 0; i < pods.size(); i++) {
                PodTimeline pod = pods.get(i);
                String name = pod.service() + ", instance" + (pods.size() == 1 ? "" : " " + (i + 1));
                Integer served = firstServed.get(new Instance(pod.service(), pod.pod()));
                instances
                        .computeIfAbsent(
                                (served == null) ? firstTask(tasks, pod.service()) : served, task -> new ArrayList<>())
                        .add(row(name, pod, endedAt, lead).orElseThrow());
            }
        }
        ImmutableList.Builder<Row> rows = ImmutableList.builder();
        for (Task task : tasks) {
            double[] of = times.get(task.index());
            if (of != null) {
                rows.add(row(task, of));
            }
            rows.addAll(instances.getOrDefault(task.index(), List.of()));
        }
        // A run that takes no time at all still has a width on the page.
        return new RunTimeline(rows.build(), Math.max(1e-9, seconds(endedAt)));
    }

    private static int firstTask(List<Task> tasks, String service) {
        return tasks.stream()
                .filter(task -> task.target()
                        .filter(target -> target.name().equals(service))
                        .isPresent())
                .mapToInt(Task::index)
                .findFirst()
                .orElse(0);
    }

    /** Those that are there during the run, in the order in which they were made. */
    private List<PodTimeline> drawn(KnativeService service, Duration endedAt, Duration lead) {
        return service.timelines().stream()
                .filter(pod -> row("", pod, endedAt, lead).isPresent())
                .toList();
    }

    private Optional<Row> row(String name, PodTimeline pod, Duration endedAt, Duration lead) {
        return TimelineRows.pod(name, pod, startedAt, Instant.EPOCH.plus(endedAt))
                .map(row -> since(row, -lead.toNanos() / 1e9))
                .filter(row -> !row.segments().isEmpty());
    }

    private static Row row(Task task, double[] of) {
        double served = Double.isNaN(of[1]) ? of[0] : of[1];
        ImmutableList.Builder<Segment> segments = ImmutableList.builder();
        if (served > of[0]) {
            segments.add(new Segment(SegmentKind.WAITING, of[0], served));
        }
        segments.add(new Segment(SegmentKind.WORK, served, of[2]));
        return new Row(task.id(), false, segments.build());
    }

    private static Row since(Row row, double from) {
        return new Row(
                row.name(),
                row.instance(),
                row.segments().stream()
                        .filter(segment -> segment.toSeconds() > from)
                        .map(segment ->
                                new Segment(segment.kind(), Math.max(from, segment.fromSeconds()), segment.toSeconds()))
                        .collect(ImmutableList.toImmutableList()));
    }
}
