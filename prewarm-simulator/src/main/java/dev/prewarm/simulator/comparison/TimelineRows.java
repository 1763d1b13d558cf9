package dev.prewarm.simulator.comparison;

import com.google.common.collect.ImmutableList;
import dev.prewarm.simulator.comparison.RunTimeline.Row;
import dev.prewarm.simulator.comparison.RunTimeline.Segment;
import dev.prewarm.simulator.comparison.RunTimeline.SegmentKind;
import dev.prewarm.testing.knative.PodCause;
import dev.prewarm.testing.knative.PodTimeline;
import dev.prewarm.testing.knative.RequestKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Makes rows of a {@link RunTimeline} of what the platform recorded. */
public final class TimelineRows {
    private TimelineRows() {}

    /**
     * The life of a pod during a run.
     *
     * @param name what stands beside the row
     * @param start when the run started
     * @param end when it ended; what comes later is left out
     * @return empty if the pod was not there before the end
     */
    public static Optional<Row> pod(String name, PodTimeline pod, Instant start, Instant end) {
        if (!pod.createdAt().isBefore(end)) {
            return Optional.empty();
        }
        ImmutableList.Builder<Segment> segments = ImmutableList.builder();
        Instant gone = earlier(pod.goneAt() == null ? end : pod.goneAt(), end);
        Instant ready = earlier(pod.readyAt() == null ? gone : pod.readyAt(), gone);
        boolean warmed = pod.cause() == PodCause.WARM_UP;
        add(segments, warmed ? SegmentKind.WARM_UP : SegmentKind.COLD_START, pod.createdAt(), ready, start);
        Instant free = ready;
        boolean used = false;
        List<PodTimeline.Call> work = pod.calls().stream()
                .filter(call ->
                        call.kind() == RequestKind.WORK && call.startedAt().isBefore(gone))
                .toList();
        for (PodTimeline.Call call : work) {
            Instant from = later(call.startedAt(), free);
            Instant to = earlier(call.finishedAt() == null ? gone : call.finishedAt(), gone);
            add(segments, used ? SegmentKind.KEPT : SegmentKind.IDLE, free, from, start);
            add(segments, SegmentKind.WORK, from, to, start);
            free = later(free, to);
            used = true;
        }
        add(segments, SegmentKind.KEPT, free, gone, start);
        return Optional.of(new Row(name, true, segments.build()));
    }

    private static void add(
            ImmutableList.Builder<Segment> segments, SegmentKind kind, Instant from, Instant to, Instant start) {
        if (from.isBefore(to)) {
            segments.add(new Segment(kind, seconds(start, from), seconds(start, to)));
        }
    }

    private static double seconds(Instant start, Instant at) {
        Duration after = Duration.between(start, at);
        return after.getSeconds() + after.getNano() / 1e9;
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }
}
