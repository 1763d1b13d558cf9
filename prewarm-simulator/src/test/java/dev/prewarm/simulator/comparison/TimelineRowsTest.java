package dev.prewarm.simulator.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.simulator.comparison.RunTimeline.Row;
import dev.prewarm.simulator.comparison.RunTimeline.Segment;
import dev.prewarm.simulator.comparison.RunTimeline.SegmentKind;
import dev.prewarm.testing.knative.PodCause;
import dev.prewarm.testing.knative.PodTimeline;
import dev.prewarm.testing.knative.RequestKind;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TimelineRowsTest {
    private static final Instant START = Instant.EPOCH;

    private static Instant at(double seconds) {
        return START.plusMillis(Math.round(seconds * 1000));
    }

    private static PodTimeline pod(
            PodCause cause, double created, double ready, @Nullable Instant gone, double... work) {
        List<PodTimeline.Call> calls = (work.length == 0)
                ? List.of()
                : List.of(new PodTimeline.Call(RequestKind.WORK, at(work[0]), at(work[1])));
        return new PodTimeline("s", 1, cause, at(created), at(ready), gone, calls);
    }

    @Test
    void aWarmedPodIdlesUntilItsTaskComes() {
        PodTimeline pod = pod(PodCause.WARM_UP, 1, 2, null, 4, 11);
        assertThat(TimelineRows.pod("s #1", pod, START, at(16)))
                .contains(Row.instance(
                        "s #1",
                        new Segment(SegmentKind.WARM_UP, 1, 2),
                        new Segment(SegmentKind.IDLE, 2, 4),
                        new Segment(SegmentKind.WORK, 4, 11),
                        new Segment(SegmentKind.KEPT, 11, 16)));
    }

    @Test
    void aPodThatATaskWaitsForStartsCold() {
        PodTimeline pod = pod(PodCause.WORK, 0, 1, at(9), 1, 4);
        assertThat(TimelineRows.pod("s #1", pod, START, at(16)))
                .contains(Row.instance(
                        "s #1",
                        new Segment(SegmentKind.COLD_START, 0, 1),
                        new Segment(SegmentKind.WORK, 1, 4),
                        new Segment(SegmentKind.KEPT, 4, 9)));
    }

    @Test
    void aPodThatNobodyUsesIsKeptForNothing() {
        assertThat(TimelineRows.pod("s #1", pod(PodCause.WARM_UP, 1, 2, null), START, at(16)))
                .contains(Row.instance(
                        "s #1", new Segment(SegmentKind.WARM_UP, 1, 2), new Segment(SegmentKind.KEPT, 2, 16)));
    }

    @Test
    void aPodThatIsMadeAfterTheRunIsLeftOut() {
        assertThat(TimelineRows.pod("s #1", pod(PodCause.WORK, 16, 17, null), START, at(16)))
                .isEmpty();
    }

    @Test
    void whatWasBeforeTheRunHasNegativeTimes() {
        assertThat(TimelineRows.pod("s #1", pod(PodCause.WARM_UP, 1, 2, null, 3, 4), at(2), at(5)))
                .contains(Row.instance(
                        "s #1",
                        new Segment(SegmentKind.WARM_UP, -1, 0),
                        new Segment(SegmentKind.IDLE, 0, 1),
                        new Segment(SegmentKind.WORK, 1, 2),
                        new Segment(SegmentKind.KEPT, 2, 3)));
    }
}
