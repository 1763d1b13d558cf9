package dev.prewarm.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.strategy.CostRationale.Verdict;
import org.junit.jupiter.api.Test;

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
}
