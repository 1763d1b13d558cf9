package dev.prewarm.strategy;

import static dev.prewarm.TaskOption.after;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.Plan;
import dev.prewarm.Target;
import dev.prewarm.Warmup;
import dev.prewarm.Workflow;
import dev.prewarm.testing.FixedRunView;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Warm-ups a lead before the median start, of forecasts that are given. */
class TimedLeadTest {
    private static final double NEVER = FuturesByHand.NEVER;
    private static final Instant NOW = Instant.EPOCH.plusSeconds(100);
    private static final Workflow WORKFLOW = Workflow.builder("pair")
            .localTask("step")
            .task("service", Target.of("service", URI.create("http://service.test")), after("step"))
            .build();

    private static FuturesByHand futures(double... starts) {
        return new FuturesByHand(WORKFLOW, starts.length).start("service", starts);
    }

    /** The step runs, and the service comes after it. */
    private static FixedRunView.Builder running(FuturesByHand futures) {
        return FixedRunView.of(WORKFLOW).now(NOW).running("step", Instant.EPOCH).statistics(futures.asStatistics());
    }

    private static Plan plan(double lead, FuturesByHand futures) {
        return TimedLeadStrategy.of(Duration.ofMillis(Math.round(1000 * lead)))
                .plan(running(futures).build());
    }

    private static Instant in(double seconds) {
        return Quantiles.after(NOW, seconds);
    }

    /** The median of the starts is 6 s. */
    @ParameterizedTest(name = "a lead of {0} s: sent in {1} s")
    @CsvSource({"0, 6", "2, 4", "5.999, 0.001", "6, 0", "7, 0"})
    void aFixedLeadCountsFromTheMedianStartButNotToBeforeNow(double lead, double sent) {
        Warmup warmup = plan(lead, futures(9, 4, 6)).warmups().get(0);
        assertThat(warmup.sendAt()).isEqualTo(in(sent));
        assertThat(warmup.neededAt()).isEqualTo(in(6));
    }

    @ParameterizedTest(name = "quantile {0}: sent in {1} s")
    @CsvSource({"0, 19", "0.25, 19", "0.5, 18", "0.75, 16", "1, 12"})
    void aLearnedLeadIsAQuantileOfTheColdStart(double quantile, double sent) {
        FuturesByHand futures = futures(20, 20, 20, 20).coldStart("service", 4, 1, 8, 2);
        Plan plan = TimedLeadStrategy.ofQuantile(quantile).plan(running(futures).build());
        assertThat(plan.warmups().get(0).sendAt()).isEqualTo(in(sent));
    }

    @Test
    void theReasonSaysWhenItIsExpectedAndHowLongTheLeadIs() {
        Warmup warmup = plan(2, futures(6)).warmups().get(0);
        assertThat(warmup.reason()).isEqualTo(new TimedLeadStrategy.Reason(6, 2));
        assertThat(warmup.reason().sentence()).isEqualTo("the task is expected in 6.000 s, and the lead is 2.000 s");
    }

    @Test
    void whatIsReachedInLessThanHalfOfTheFuturesIsLeftCold() {
        assertThat(plan(2, futures(6, NEVER, NEVER)).warmups()).isEmpty();
        assertThat(plan(2, futures(6, 7, NEVER, NEVER)).warmups()).as("half").hasSize(1);
        assertThat(plan(2, futures(6, 7, 8, NEVER)).warmups()).as("more").hasSize(1);
    }

    @Test
    void whatHasBeenServedIsNotWarmedAgain() {
        FixedRunView run = running(futures(6)).rounds("service", 1).build();
        assertThat(TimedLeadStrategy.of(Duration.ZERO).plan(run).warmups()).isEmpty();
    }

    @Test
    void stepsWithoutATargetAreNotWarmed() {
        FuturesByHand futures = futures(6).start("step", 1);
        assertThat(plan(2, futures).warmups())
                .extracting(warmup -> warmup.task().id())
                .containsExactly("service");
    }

    @ParameterizedTest(name = "expected in {0} s: {1} warm-ups")
    @CsvSource({"0, 0", "0.5, 1"})
    void aTaskThatCouldStartIsWarmedOnlyIfItIsKnownToBeQueued(double expected, int warmups) {
        FixedRunView run = FixedRunView.of(WORKFLOW)
                .now(NOW)
                .finished("step", Instant.EPOCH)
                .statistics(futures(expected).asStatistics())
                .build();
        assertThat(TimedLeadStrategy.of(Duration.ofSeconds(2)).plan(run).warmups())
                .hasSize(warmups);
    }

    @Test
    void aTaskThatFollowsAtOnceIsWarmedNow() {
        assertThat(plan(2, futures(0)).warmups().get(0).sendAt()).isEqualTo(NOW);
    }

    @Test
    void itLooksAgainWhenMoreTasksComeWithinTheHorizon() {
        assertThat(plan(2, futures(6)).reviewAt()).isEmpty();
        assertThat(plan(2, futures(6).nextLook(in(30))).reviewAt()).contains(in(30));
    }
}
