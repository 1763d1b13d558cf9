package dev.prewarm.simulator.comparison;

import com.google.common.collect.ImmutableList;
import dev.prewarm.Task;
import dev.prewarm.simulator.comparison.RunTimeline.Row;
import dev.prewarm.simulator.comparison.RunTimeline.Segment;
import dev.prewarm.simulator.comparison.RunTimeline.SegmentKind;
import dev.prewarm.simulator.workload.Scenario;
import dev.prewarm.testing.knative.KnativeService;
import dev.prewarm.testing.knative.PodTimeline;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/** Takes down when the tasks of one run were called, served and done, and makes a {@link RunTimeline} of it. */
final class DrawnRun {
    private final Instant startedAt;
    /** By the tasks' index: called, served, done, in seconds; not a number for what has not happened. */
    private final Map<Integer, double[]> times = new TreeMap<>();

    DrawnRun(Duration startedAt) {
        this.startedAt = Instant.EPOCH.plus(startedAt);
    }

    void called(Task task, Duration at) {
        times.put(task.index(), new double[] {seconds(at), Double.NaN, Double.NaN});
    }

    /** A call of the task is being served; only the first one counts. */
    void served(Task task, Duration at) {
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
     * The run has ended.
     *
     * @param lead how long before its start the drawing begins
     */
    RunTimeline timeline(Scenario scenario, Collection<KnativeService> services, Duration endedAt, Duration lead) {
        ImmutableList.Builder<Row> rows = ImmutableList.builder();
        times.forEach((index, of) ->
                rows.add(row(scenario.workload().workflow().tasks().get(index), of)));
        double from = -lead.toNanos() / 1e9;
        Instant end = Instant.EPOCH.plus(endedAt);
        for (KnativeService service : services) {
            for (PodTimeline pod : service.timelines()) {
                TimelineRows.pod(pod.service() + " #" + pod.pod(), pod, startedAt, end)
                        .map(row -> since(row, from))
                        .filter(row -> !row.segments().isEmpty())
                        .ifPresent(rows::add);
            }
        }
        // A run that takes no time at all still has a width on the page.
        return new RunTimeline(rows.build(), Math.max(1e-9, seconds(endedAt)));
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
