package dev.prewarm.examples;

import com.google.common.collect.ImmutableList;
import dev.prewarm.simulator.comparison.RunTimeline;
import dev.prewarm.simulator.comparison.RunTimeline.Row;
import dev.prewarm.simulator.comparison.RunTimeline.Segment;
import dev.prewarm.simulator.comparison.RunTimeline.SegmentKind;
import dev.prewarm.simulator.comparison.TimelineRows;
import dev.prewarm.simulator.report.ReportEntry;
import dev.prewarm.simulator.report.ReportPage;
import dev.prewarm.testing.knative.PodTimeline;
import dev.prewarm.testing.knative.RequestKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The runs of the paper's workflow, drawn. */
final class PaperPage {
    private PaperPage() {}

    static ReportPage of(List<PaperRun> runs) {
        ReportPage.Builder page = ReportPage.builder("The paper's workflow")
                .subtitle("Three services in a row, called over HTTP: 3 s, 7 s and 5 s of work, a cold start of 1 s.");
        for (PaperRun run : runs) {
            Measurement measured = run.measurement();
            String note = run.contestant().note();
            page.entry(ReportEntry.of(
                    measured.name(),
                    measured.seconds(),
                    measured.coldStartsMet(),
                    measured.idleInstanceSeconds(),
                    measured.warmupsSent(),
                    timeline(run)));
            if (!note.isEmpty()) {
                page.subtitle(measured.name() + " " + note + ".");
            }
        }
        return page.build();
    }

    private static RunTimeline timeline(PaperRun run) {
        ImmutableList.Builder<Row> rows = ImmutableList.builder();
        Instant end = run.tasks().get(run.tasks().size() - 1).finishedAt();
        for (SequentialOrchestrator.Span task : run.tasks()) {
            List<PodTimeline> pods = run.pods().stream()
                    .filter(pod -> pod.service().equals(task.task()))
                    .toList();
            rows.add(task(task, pods, run.startedAt()));
            for (PodTimeline pod : pods) {
                TimelineRows.pod(task.task() + ", instance", pod, run.startedAt(), end)
                        .ifPresent(rows::add);
            }
        }
        return new RunTimeline(rows.build(), seconds(run.startedAt(), end));
    }

    private static Row task(SequentialOrchestrator.Span task, List<PodTimeline> pods, Instant start) {
        double called = seconds(start, task.startedAt());
        double answered = seconds(start, task.finishedAt());
        double served = pods.stream()
                .flatMap(pod -> pod.calls().stream())
                .filter(call -> call.kind() == RequestKind.WORK)
                .mapToDouble(call -> seconds(start, call.startedAt()))
                .min()
                .orElse(called);
        return Row.task(
                task.task(),
                new Segment(SegmentKind.WAITING, called, Math.max(called, served)),
                new Segment(SegmentKind.WORK, Math.max(called, served), answered));
    }

    private static double seconds(Instant start, Instant at) {
        return Duration.between(start, at).toNanos() / 1e9;
    }
}
