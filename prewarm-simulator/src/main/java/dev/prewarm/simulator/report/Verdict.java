package dev.prewarm.simulator.report;

import com.google.common.collect.ImmutableList;
import dev.prewarm.simulator.comparison.ComparisonResult;
import dev.prewarm.simulator.comparison.PairedCosts;
import dev.prewarm.simulator.comparison.StrategyResult;
import dev.prewarm.simulator.contestant.ContestantGroup;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the figures of a comparison say: which of the strategies that can be used is cheapest at the price, by how much and
 * how sure, or that nothing is worth doing.
 *
 * <p>Costs are compared run by run, on the same draws. Two contestants can be told from each other if the 95 % interval of
 * the mean of their differences does not reach 0. That takes runs to be independent, or their groups where they share
 * instances, and does not count that the cheapest of several has also been lucky.
 */
public final class Verdict {
    /** Less is not worth the trouble: a share of a run's length. */
    private static final double LEAST_SAVING = 0.01;

    /** Sums of rounded times may differ by less, in instance-seconds. */
    private static final double SMALLEST = 1e-6;

    private final ComparisonResult result;
    private final StrategyResult cheapest;
    private final ImmutableList<StrategyResult> asCheap;
    private final @Nullable StrategyResult next;
    private final Interval besideNone;
    private final @Nullable StrategyResult cheaperStill;

    private Verdict(ComparisonResult result, List<StrategyResult> byCost) {
        this.result = result;
        this.cheapest = byCost.get(0);
        this.asCheap = byCost.stream()
                .skip(1)
                .filter(other -> !tellApart(difference(other, cheapest)))
                .collect(ImmutableList.toImmutableList());
        this.next = byCost.stream()
                .skip(1)
                .filter(other -> !asCheap.contains(other))
                .findFirst()
                .orElse(null);
        this.besideNone = interval(cheapest.paired());
        this.cheaperStill = result.strategies().stream()
                .filter(other -> other.group() == ContestantGroup.PUBLISHED || other.group() == ContestantGroup.INSTEAD)
                .filter(this::beatsAll)
                .min(Comparator.comparingDouble(StrategyResult::cost))
                .orElse(null);
    }

    /** The verdict; empty if no strategy took part that can be used. */
    public static Optional<Verdict> of(ComparisonResult result) {
        List<StrategyResult> byCost = result.strategies().stream()
                .filter(strategy -> strategy.group() == ContestantGroup.USABLE
                        && !strategy.name().equals(StrategyResult.NONE))
                .sorted(Comparator.comparingDouble(StrategyResult::cost))
                .toList();
        return byCost.isEmpty() ? Optional.empty() : Optional.of(new Verdict(result, byCost));
    }

    /** What the second costs less than the first, a run on average. */
    private static Interval difference(StrategyResult first, StrategyResult second) {
        return interval(first.paired().minus(second.paired()));
    }

    /** Of the mean over all runs, as wide as the groups of runs say. */
    static Interval interval(PairedCosts costs) {
        double half = Interval.of(
                        costs.groups().stream().mapToDouble(Double::doubleValue).toArray())
                .half();
        return new Interval(costs.mean(), half);
    }

    private static boolean tellApart(Interval difference) {
        return Math.abs(difference.mean()) > Math.max(SMALLEST, difference.half());
    }

    /** Whether a contestant costs less than the cheapest that can be used and less than none, as far as can be told. */
    private boolean beatsAll(StrategyResult other) {
        Interval beside = difference(cheapest, other);
        return beside.mean() > 0 && tellApart(beside) && beatsNone(other);
    }

    /** The cheapest of those that can be used, none aside. */
    public StrategyResult cheapest() {
        return cheapest;
    }

    /** Those that can be used and cannot be told from the cheapest. */
    public List<StrategyResult> asCheap() {
        return asCheap;
    }

    /** What is cheaper than all that can be used, of what is there to compare with. */
    public Optional<StrategyResult> cheaperStill() {
        return Optional.ofNullable(cheaperStill);
    }

    /** Whether a strategy is worth using: it costs less than none, as far as can be told, and spares a hundredth of a run. */
    public boolean worthDoing() {
        return beatsNone(cheapest) && saved() >= LEAST_SAVING * withNone();
    }

    /** Whether a contestant costs less than none, as far as can be told. */
    public boolean beatsNone(StrategyResult strategy) {
        Interval beside = interval(strategy.paired());
        return beside.mean() < 0 && tellApart(beside);
    }

    /** What a contestant costs less than none, and beside the cheapest or the next one that can be used, in a line. */
    public String besideOthers(StrategyResult strategy) {
        String text =
                "costs " + plusMinus(interval(strategy.paired()).negated()) + " instance-seconds a run less than none";
        StrategyResult other = strategy.equals(cheapest) ? next : cheapest;
        if (other != null) {
            Interval more = difference(other, strategy);
            text += !tellApart(more)
                    ? ", as much as " + other.name() + " as far as can be told"
                    : ", " + plusMinus(more.mean() < 0 ? more.negated() : more)
                            + (more.mean() < 0 ? " more than " : " less than ") + other.name();
        }
        return text + (result.runs() == 1 ? "" : " (± 95 %)");
    }

    /** Seconds of a run that the cheapest saves. */
    private double saved() {
        return hideable() * cheapest.hidden().orElse(0.0);
    }

    /** Idle or wasted instance-seconds of a run with the cheapest, beyond those of instances that are always kept. */
    private double spent() {
        double anyway = result.find(StrategyResult.NONE)
                .map(StrategyResult::spentInstanceSeconds)
                .orElse(0.0);
        return Math.max(0, cheapest.spentInstanceSeconds() - anyway);
    }

    private double hideable() {
        return result.hideableSeconds().mean();
    }

    private double withNone() {
        return cheapest.makespanSeconds().mean() + saved();
    }

    /** The verdict in a few sentences, the first of which says it all. */
    public List<String> sentences() {
        return sentences(null);
    }

    /**
     * The same, in money, too.
     *
     * @param money what costs are in money; null if it is not known
     */
    public List<String> sentences(@Nullable Money money) {
        ImmutableList.Builder<String> sentences = ImmutableList.builder();
        if (worthDoing()) {
            sentences.add(winner());
            sentences.add(
                    "A run takes " + Figures.brief(cheapest.makespanSeconds().mean()) + " s instead of "
                            + Figures.brief(withNone()) + " s, for "
                            + Figures.brief(spent()) + " idle or wasted instance-seconds"
                            + ((money == null) ? "" : "; in money it saves " + money.said(-besideNone.mean()))
                            + ".");
        } else {
            sentences.add(noWinner() + ".");
        }
        if (cheaperStill != null) {
            sentences.add(
                    worthDoing()
                            ? "Of what is there to compare with, " + cheaperStill.name() + " costs "
                                    + plusMinus(difference(cheapest, cheaperStill)) + " less still."
                            : "Of what is there to compare with, " + cheaperStill.name() + " costs "
                                    + plusMinus(interval(cheaperStill.paired()).negated()) + " a run less than none.");
        }
        return sentences.build();
    }

    private String winner() {
        boolean several = !asCheap.isEmpty();
        StringBuilder text = new StringBuilder(cheapest.name());
        for (int i = 0; i < asCheap.size(); i++) {
            text.append(i == asCheap.size() - 1 ? " and " : ", ")
                    .append(asCheap.get(i).name());
        }
        text.append(
                several
                        ? " are the cheapest at this price, with no difference that these runs can tell: a run costs "
                        : " is the cheapest at this price: a run costs ");
        text.append(plusMinus(besideNone.negated())).append(" instance-seconds less than with none");
        if (next != null) {
            text.append(", and ")
                    .append(plusMinus(difference(next, cheapest)))
                    .append(" less than with the next one, ")
                    .append(next.name());
        }
        return text.append('.').toString();
    }

    private String noWinner() {
        String nothing = "Nothing is worth doing: ";
        String best = "the cheapest strategy, " + cheapest.name();
        if (hideable() < LEAST_SAVING * withNone()) {
            return nothing + "cold starts that can be hidden delay a run of " + Figures.brief(withNone())
                    + " s by only " + Figures.brief(hideable()) + " s";
        }
        if (besideNone.mean() >= 0) {
            return nothing + best + ", costs " + plusMinus(besideNone) + " instance-seconds a run more than none";
        }
        return tellApart(besideNone)
                ? nothing + best + ", makes a run of " + Figures.brief(withNone()) + " s shorter by only "
                        + Figures.brief(saved()) + " s"
                : "There is no difference that these runs can tell between none and " + best
                        + ", with which a run costs " + plusMinus(besideNone.negated())
                        + " instance-seconds less; more runs may tell";
    }

    /** What ± says. */
    public String howSure() {
        if (result.runs() == 1) {
            return "One run does not say how sure this is.";
        }
        int groups = cheapest.paired().groups().size();
        return "± is half of the 95 % interval of a mean over " + Figures.count(result.runs()) + " runs"
                + (groups == result.runs() ? "" : " in " + Figures.count(groups) + " groups of neighbours")
                + ", each compared with the same run of the other, on the same draws.";
    }

    private static String plusMinus(Interval interval) {
        return Figures.printed(interval.mean(), Figures.BRIEF_DIGITS)
                + (Double.isInfinite(interval.half()) ? "" : " ± " + Figures.brief(interval.half()));
    }
}
