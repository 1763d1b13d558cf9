package dev.prewarm;

import static dev.prewarm.TaskOption.after;
import static dev.prewarm.TaskOption.width;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.forecast.ColdStarts;
import dev.prewarm.forecast.LearnedStatistics;
import dev.prewarm.testing.RecordingWarmupClient;
import dev.prewarm.testing.VirtualScheduler;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What is learned of cold starts from the answer to a warm-up. */
class AlreadyWarmTest {
    private static final WarmupResult ALREADY_WARM = WarmupResult.alreadyWarm(Duration.ofMillis(10));

    private final VirtualScheduler scheduler = new VirtualScheduler();
    private final LearnedStatistics statistics = LearnedStatistics.empty();

    private static Target.Builder service() {
        return Target.builder("service", URI.create("http://service.test")).concurrency(1);
    }

    /** The cold starts known of the target after two of its instances were asked for, and the answer came. */
    private ColdStarts learned(Target target, WarmupResult answer) {
        RecordingWarmupClient client = RecordingWarmupClient.of(scheduler, request -> answer);
        Workflow workflow = Workflow.builder("pair")
                .localTask("step")
                .task("call", target, after("step"), width(2))
                .build();
        Prewarmer prewarmer = Prewarmer.builder(client)
                .scheduler(scheduler)
                .statistics(statistics)
                .strict()
                .build();
        prewarmer.start(workflow).started("step");
        scheduler.advance(Duration.ofSeconds(5));
        assertThat(client.requests()).hasSize(1);
        return statistics.of(target).coldStarts();
    }

    @Test
    void aTargetFoundWarmThatWasBelievedColdHasNoColdStartOfZero() {
        Target target = service().build();
        ColdStarts coldStarts = learned(target, ALREADY_WARM);
        assertThat(coldStarts.overall().observations()).isZero();
        assertThat(statistics.of(target).warmAnyway().taken()).isEqualTo(1);
    }

    @Test
    void aTargetThatWasStartedWasNotWarmAnyway() {
        Target target = service().build();
        learned(target, WarmupResult.started(Duration.ofSeconds(3)));
        assertThat(statistics.of(target).warmAnyway().probability()).isZero();
        assertThat(statistics.of(target).warmAnyway().notTaken()).isEqualTo(1);
    }

    @Test
    void nothingIsLearnedWhereAnInstanceWasBelievedToBeThere() {
        ColdStarts coldStarts = learned(service().minScale(1).build(), ALREADY_WARM);
        assertThat(coldStarts.overall().observations()).isZero();
    }

    @Test
    void aColdStartThatWasMeasuredIsLearnedAsItIs() {
        ColdStarts coldStarts = learned(service().build(), WarmupResult.started(Duration.ofSeconds(3)));
        assertThat(coldStarts.overall().observations()).isEqualTo(1);
        ColdStarts alike = new ColdStarts(ColdStarts.DEFAULT);
        alike.add(1, 3);
        assertThat(coldStarts.overall().mean()).isEqualTo(alike.overall().mean());
    }

    @Test
    void aFailureTeachesNothing() {
        ColdStarts coldStarts = learned(service().build(), WarmupResult.failed("on purpose", false));
        assertThat(coldStarts.overall().observations()).isZero();
    }
}
