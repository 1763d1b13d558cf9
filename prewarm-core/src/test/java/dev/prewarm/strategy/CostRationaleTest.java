package dev.prewarm.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.RunView;
import dev.prewarm.Target;
import dev.prewarm.Task;
import dev.prewarm.Workflow;
import dev.prewarm.strategy.CostRationale.Verdict;
import dev.prewarm.testing.FixedRunView;
import dev.prewarm.testing.FixedWarmth;
import java.net.URI;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A decision of the cost-aware strategy in words. */
class CostRationaleTest {
    private static final String COSTS =
            "a cold start 10.00 instance-seconds (reached with probability 0.50, slack 0.25 s)";

    private static String sentence(Verdict verdict, double waiting) {
        return new CostRationale(verdict, 0.5, 2, 0.09, 0.25, 1.5, waiting, 10).sentence();
    }

    @Test
    void aSendIsExplainedByTheShareOfFuturesInWhichItIsLate() {
        assertThat(sentence(Verdict.SEND, Double.POSITIVE_INFINITY))
                .isEqualTo("best sent in 2.000 s, late in 9 % of futures: sending costs 1.50, " + COSTS);
    }

    @Test
    void aWaitIsExplainedByItsCost() {
        assertThat(sentence(Verdict.WAIT, 1.25))
                .isEqualTo("it waits until more is known: sending costs 1.50, waiting 1.25, " + COSTS);
    }

    @Test
    void aColdStartThatIsCheaperIsExplainedByTheCosts() {
        assertThat(sentence(Verdict.LEAVE_COLD, Double.POSITIVE_INFINITY))
                .isEqualTo("a cold start is cheaper: sending costs 1.50, " + COSTS);
    }

    @Test
    void aColdStartThatCostsNothingIsExplainedByTheSlack() {
        CostRationale free = new CostRationale(Verdict.LEAVE_COLD, 1, 0, 0, 3, 1, Double.POSITIVE_INFINITY, 0);
        assertThat(free.sentence()).isEqualTo("a cold start would delay nothing (slack 3.00 s)");
    }

    @Test
    void whatIsWarmAnywayNeedsNoFigures() {
        assertThat(sentence(Verdict.WARM_ANYWAY, 0)).isEqualTo("it will find enough warm instances anyway");
    }

    // What it says of the futures.

    private static final Workflow WORKFLOW = Workflow.builder("one")
            .task("service", Target.of("service", URI.create("http://service.test")))
            .build();

    private static Exposure exposure(FuturesByHand futures) {
        return exposure(FixedRunView.of(WORKFLOW).build(), futures);
    }

    private static Exposure exposure(RunView run, FuturesByHand futures) {
        Task task = WORKFLOW.task("service");
        Exposure exposure = Exposure.of(run, futures, task, task.target().orElseThrow(), new Places(run, futures));
        exposure.complete();
        return exposure;
    }

    /** X is 4, 6 or 8 s in three of four futures. */
    @ParameterizedTest(name = "sent in {0} s: late in {1} of three")
    @CsvSource({"4, 0", "4.001, 1", "6, 1", "6.001, 2", "8, 2", "9, 3"})
    void theQuantileIsTheShareOfReachedFuturesInWhichASendIsLate(double sendIn, int late) {
        FuturesByHand futures = new FuturesByHand(WORKFLOW, 4)
                .start("service", 5, 7, FuturesByHand.NEVER, 10)
                .coldStart("service", 1, 1, 1, 2)
                .slack("service", 0.25, 0.5, 99, 3);
        assertThat(CostRationale.of(exposure(futures), Verdict.SEND, sendIn, 1, 2, 3))
                // The slack is 3.75 s in three futures.
                .isEqualTo(new CostRationale(Verdict.SEND, 0.75, sendIn, late / 3.0, 1.25, 1, 2, 3));
    }

    /** What is warm until 58 s is kept by a request before that, which waits for no start. */
    @Test
    void whatIsOnlyKeptWarmIsNotLate() {
        FixedRunView run = FixedRunView.of(WORKFLOW)
                .now(Instant.EPOCH)
                .warmth("service", FixedWarmth.ready(1, 1, Instant.EPOCH.plusSeconds(58)))
                .build();
        FuturesByHand futures =
                new FuturesByHand(WORKFLOW, 1).start("service", 61).coldStart("service", 5);
        assertThat(CostRationale.of(exposure(run, futures), Verdict.SEND, 57.8, 1, 2, 3)
                        .quantile())
                .isZero();
        assertThat(CostRationale.of(exposure(run, futures), Verdict.SEND, 58.1, 1, 2, 3)
                        .quantile())
                .isOne();
    }

    @Test
    void whatIsNeverReachedIsNeverLate() {
        FuturesByHand futures = new FuturesByHand(WORKFLOW, 2).start("service", FuturesByHand.NEVER);
        assertThat(CostRationale.of(exposure(futures), Verdict.LEAVE_COLD, 6, 1, 2, 3))
                .isEqualTo(new CostRationale(Verdict.LEAVE_COLD, 0, 6, 0, 0, 1, 2, 3));
    }

    @Test
    void whatIsWarmAnywayIsReachedAllTheSame() {
        FuturesByHand futures = new FuturesByHand(WORKFLOW, 2).start("service", 5, FuturesByHand.NEVER);
        assertThat(CostRationale.warm(exposure(futures)))
                .isEqualTo(new CostRationale(Verdict.WARM_ANYWAY, 0.5, 0, 0, 0, 0, 0, 0));
    }
}
