package dev.prewarm.simulator.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.simulator.comparison.ComparisonResult;
import dev.prewarm.simulator.comparison.StrategyResult;
import dev.prewarm.simulator.contestant.ContestantGroup;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is said of costs beside none. The interval of three values x-1, x, x+1 is x ± 4.303 / √3 = x ± 2.48. */
class VerdictTest {
    private static final StrategyResult NONE = Results.none(3);

    private static Verdict verdict(StrategyResult... strategies) {
        return Verdict.of(Results.of(strategies)).orElseThrow();
    }

    @Test
    void theCheapestIsNamedWithWhatItSavesBesideNoneAndBesideTheNextOne() {
        Verdict verdict =
                verdict(NONE, Results.usable("next-hop", -10, -10, -10), Results.usable("cost-aware", -19, -20, -21));
        assertThat(verdict.worthDoing()).isTrue();
        assertThat(verdict.cheapest().name()).isEqualTo("cost-aware");
        assertThat(verdict.asCheap()).isEmpty();
        assertThat(verdict.sentences())
                .containsExactly(
                        "cost-aware is the cheapest at this price: a run costs 20.00 ± 2.48 instance-seconds less than with"
                                + " none, and 10.00 ± 2.48 less than with the next one, next-hop.",
                        "A run takes 16.00 s instead of 20.00 s, for 1.75 idle or wasted instance-seconds.");
        assertThat(verdict.howSure())
                .isEqualTo("± is half of the 95 % interval of a mean over 3 runs, each compared with the same run of"
                        + " the other, on the same draws.");
    }

    /** Each differs from none by as much, but from each other by 1, 0 and -1. */
    @Test
    void whereTheIntervalOfTheDifferenceReachesZeroNoneOfThemIsTheCheapest() {
        Verdict verdict = verdict(
                NONE,
                Results.usable("next-hop", -10, -10, -10),
                Results.usable("timed-lead", -20, -20, -20),
                Results.usable("cost-aware", -19.5, -20.5, -21.5));
        assertThat(verdict.asCheap()).extracting(StrategyResult::name).containsExactly("timed-lead");
        assertThat(verdict.sentences().get(0))
                .isEqualTo(
                        "cost-aware and timed-lead are the cheapest at this price, with no difference that these runs can"
                                + " tell: a run costs 20.50 ± 2.48 instance-seconds less than with none, and 10.50 ± 2.48 less"
                                + " than with the next one, next-hop.");
    }

    /** Draws are the same: a cost that always differs by a little can be told, however much the runs differ. */
    @Test
    void runsAreComparedInPairs() {
        Verdict verdict = verdict(
                NONE, Results.usable("timed-lead", -5, -20, -41), Results.usable("cost-aware", -5.5, -20.5, -41.5));
        assertThat(verdict.cheapest().name()).isEqualTo("cost-aware");
        assertThat(verdict.asCheap()).isEmpty();
        // From none, however, neither can be told: -22.5 ± 45.1.
        assertThat(verdict.worthDoing()).isFalse();
        assertThat(verdict.sentences())
                .containsExactly(
                        "There is no difference that these runs can tell between none and the cheapest strategy,"
                                + " cost-aware, with which a run costs 22.50 ± 44.92 instance-seconds less; more runs may tell.");
    }

    @Test
    void contestantsThatCostTheSameAreNotTold() {
        Verdict verdict =
                verdict(NONE, Results.usable("a", -20, -20, -20), Results.usable("b", -20 - 1e-12, -20 - 1e-12, -20));
        assertThat(verdict.asCheap()).hasSize(1);
    }

    @Test
    void whatCostsMoreThanNoneIsNotWorthDoing() {
        Verdict verdict = verdict(NONE, Results.usable("next-hop", 4, 5, 6), Results.usable("full-path", 9, 10, 11));
        assertThat(verdict.worthDoing()).isFalse();
        assertThat(verdict.sentences())
                .containsExactly("Nothing is worth doing: the cheapest strategy, next-hop, costs 5.00 ± 2.48"
                        + " instance-seconds a run more than none.");
    }

    @Test
    void whereColdStartsDelayNextToNothingNothingIsWorthDoing() {
        ComparisonResult result = Results.of(
                0.1, NONE, Results.strategy("cost-aware", ContestantGroup.USABLE, 0.1 / Results.HIDEABLE, -1, -1, -1));
        assertThat(Verdict.of(result).orElseThrow().sentences())
                .containsExactly("Nothing is worth doing: cold starts that can be hidden delay a run of 19.90 s by only"
                        + " 0.10 s.");
    }

    @Test
    void whatSparesLessThanAHundredthOfARunIsNotWorthDoing() {
        Verdict verdict = verdict(NONE, Results.strategy("cost-aware", ContestantGroup.USABLE, 0.04, -1, -1, -1));
        assertThat(verdict.worthDoing()).isFalse();
        assertThat(verdict.sentences())
                .containsExactly("Nothing is worth doing: the cheapest strategy, cost-aware, makes a run of 20.00 s"
                        + " shorter by only 0.16 s.");
    }

    @Test
    void whatCannotBeUsedIsSaidApart() {
        Verdict verdict = verdict(
                NONE,
                Results.usable("cost-aware", -20, -20, -20),
                Results.strategy("orion-static", ContestantGroup.PUBLISHED, 1, -21, -21, -21),
                Results.strategy("always-on", ContestantGroup.INSTEAD, 1, -29, -30, -31),
                Results.strategy("clairvoyant", ContestantGroup.BOUND, 1, -40, -40, -40));
        assertThat(verdict.cheapest().name()).isEqualTo("cost-aware");
        assertThat(verdict.cheaperStill()).map(StrategyResult::name).contains("always-on");
        assertThat(verdict.sentences())
                .last()
                .isEqualTo("Of what is there to compare with, always-on costs 10.00 ± 2.48 less still.");
    }

    @Test
    void whatPeopleDoInsteadMayPayWhereNoStrategyDoes() {
        Verdict verdict = verdict(
                NONE,
                Results.usable("cost-aware", 1, 1, 1),
                Results.strategy("always-on", ContestantGroup.INSTEAD, 1, -9, -10, -11));
        assertThat(verdict.sentences())
                .containsExactly(
                        "Nothing is worth doing: the cheapest strategy, cost-aware, costs 1.00 ± 0.00 instance-seconds a"
                                + " run more than none.",
                        "Of what is there to compare with, always-on costs 10.00 ± 2.48 a run less than none.");
    }

    @Test
    void oneRunDoesNotSayHowSureItIs() {
        Verdict verdict = verdict(Results.none(1), Results.usable("cost-aware", -20));
        assertThat(verdict.worthDoing()).isFalse();
        assertThat(verdict.sentences().get(0))
                .isEqualTo("There is no difference that these runs can tell between none and the cheapest strategy,"
                        + " cost-aware, with which a run costs 20.00 instance-seconds less; more runs may tell.");
        assertThat(verdict.howSure()).isEqualTo("One run does not say how sure this is.");
    }

    @Test
    void runsThatAreLookedAtInGroupsAreSaidToBe() {
        ComparisonResult apart = Results.of(NONE, Results.usable("cost-aware", -19, -20, -21));
        ComparisonResult grouped = new ComparisonResult(
                apart.workflow(),
                apart.scenario(),
                apart.autoscaler(),
                3,
                2,
                2_000,
                1,
                10,
                apart.hideableSeconds(),
                apart.strategies());
        assertThat(Verdict.of(grouped).orElseThrow().howSure())
                .startsWith("± is half of the 95 % interval of a mean over 2,000 runs in 3 groups of neighbours, each");
    }

    @Test
    void withoutAStrategyThatCanBeUsedThereIsNoVerdict() {
        assertThat(Verdict.of(Results.of(NONE, Results.strategy("clairvoyant", ContestantGroup.BOUND, 1, -1, -1, -1))))
                .isEmpty();
    }

    @Test
    void noneNeedNotBeOnTheListToBeComparedWith() {
        assertThat(verdict(Results.usable("cost-aware", -19, -20, -21))
                        .sentences()
                        .get(0))
                .isEqualTo(
                        "cost-aware is the cheapest at this price: a run costs 20.00 ± 2.48 instance-seconds less than"
                                + " with none.");
    }

    /** 20 instance-seconds at 0.0003 each. */
    @Test
    void theSavingIsSaidInMoneyToo() {
        Verdict verdict = verdict(NONE, Results.usable("cost-aware", -19, -20, -21));
        assertThat(verdict.sentences(new Money(0.0003, 0.003, null)).get(1))
                .endsWith("; in money it saves 0.006 a run.");
        assertThat(verdict.sentences(new Money(0.0003, 0.003, 86_400L)).get(1))
                .endsWith("; in money it saves 0.006 a run, 518.40 in a month of 86,400 runs.");
    }

    @Test
    void sentencesAreOneLineEach() {
        List<String> sentences =
                verdict(NONE, Results.usable("cost-aware", -1, -1, -1)).sentences();
        assertThat(sentences)
                .allSatisfy(
                        sentence -> assertThat(sentence).doesNotContain("\n").endsWith("."));
    }
}
