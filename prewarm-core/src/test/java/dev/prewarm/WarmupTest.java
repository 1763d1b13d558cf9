package dev.prewarm;

import static dev.prewarm.TaskOption.after;
import static dev.prewarm.TaskOption.width;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.prewarm.testing.FixedRunView;
import dev.prewarm.testing.RecordingWarmupClient;
import dev.prewarm.testing.VirtualScheduler;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What a wish says if nothing else is said, and what becomes of one that is repeated for ever. */
class WarmupTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:10Z");

    private final Workflow workflow = Workflow.builder("map")
            .localTask("list")
            .task(
                    "map",
                    Target.builder("mapper", URI.create("http://mapper.test"))
                            .concurrency(4)
                            .build(),
                    after("list"),
                    width(10))
            .build();
    private final Task map = workflow.task("map");

    private FixedRunView.Builder view() {
        return FixedRunView.of(workflow).now(NOW);
    }

    @Test
    void itIsForAllCallsOfTheTaskAndSentNow() {
        Warmup warmup = Warmup.of(view().build(), map);
        assertThat(warmup.task()).isSameAs(map);
        assertThat(warmup.target().name()).isEqualTo("mapper");
        assertThat(warmup.instances()).isEqualTo(3);
        assertThat(warmup.round()).isZero();
        assertThat(warmup.sendAt()).isEqualTo(NOW);
        assertThat(warmup.neededAt()).isEqualTo(NOW);
    }

    @Test
    void whatTheRunKnowsCounts() {
        Warmup warmup = Warmup.of(view().width("map", 13).rounds("map", 2).build(), map);
        assertThat(warmup.instances()).isEqualTo(4);
        assertThat(warmup.round()).isEqualTo(2);
    }

    @Test
    void itIsNeededWhenItIsSentUnlessThatIsSaid() {
        Warmup later = Warmup.of(view().build(), map).sendAt(NOW.plusSeconds(5));
        assertThat(later.neededAt()).isEqualTo(NOW.plusSeconds(5));
        assertThat(Warmup.of(view().build(), map)
                        .neededAt(NOW.plusSeconds(9))
                        .sendAt(NOW.plusSeconds(5))
                        .neededAt())
                .isEqualTo(NOW.plusSeconds(9));
    }

    @Test
    void equalWishesAreEqual() {
        Warmup one = Warmup.of(view().build(), map).because("it is next");
        Rationale next = Rationale.of("it is next");
        assertThat(one)
                .isEqualTo(
                        Warmup.of(view().build(), map).sendAt(NOW).neededAt(NOW).because(next))
                .hasSameHashCodeAs(Warmup.of(view().build(), map).because(next))
                .isNotEqualTo(Warmup.of(view().build(), map))
                .isNotEqualTo(one.instances(2))
                .isNotEqualTo(one.round(1))
                .isNotEqualTo(one.neededAt(NOW.plusSeconds(1)));
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        RunView run = view().build();
        Workflow other = Workflow.builder("other").localTask("list").build();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Warmup.of(run, workflow.task("list")))
                .withMessage("task list has no target to warm");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Warmup.of(run, other.task("list")))
                .withMessage("task list is not one of workflow map");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Warmup.of(run, map).instances(0))
                .withMessage("instances: 0, but at least 1 is needed");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Warmup.of(run, map).round(-1))
                .withMessage("round: -1, but at least 0 is needed");
    }

    /** The requests of ten minutes in which the task does not come, while each plan wishes for it. */
    private int requestsOfTenMinutes(WarmupResult answer) {
        VirtualScheduler scheduler = new VirtualScheduler();
        RecordingWarmupClient client = RecordingWarmupClient.of(scheduler, request -> answer);
        Prewarmer prewarmer = Prewarmer.builder(client)
                .scheduler(scheduler)
                .strategy(run -> Plan.builder()
                        .warm(Warmup.of(run, map))
                        .reviewAt(run.now().plusSeconds(10))
                        .build())
                .build();
        prewarmer.start(workflow);
        scheduler.advance(Duration.ofMinutes(10));
        assertThat(prewarmer.stats().balanced()).isTrue();
        assertThat(prewarmer.stats().problems()).isZero();
        return client.requests().size();
    }

    @Test
    void aWishThatIsRepeatedKeepsTheTargetWarm() {
        // Each lasts for the retention of 61 s after a cold start of a second.
        assertThat(requestsOfTenMinutes(WarmupResult.started(Duration.ofSeconds(1))))
                .isEqualTo(10);
    }

    @Test
    void aWishThatIsRepeatedAndFailsIsNoStorm() {
        assertThat(requestsOfTenMinutes(WarmupResult.failed("HTTP 503", true))).isLessThan(60);
    }
}
