package dev.prewarm.simulator.command;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import dev.prewarm.simulator.comparison.ComparisonResult;
import dev.prewarm.simulator.comparison.StrategyResult;
import dev.prewarm.simulator.report.Figures;
import dev.prewarm.simulator.report.Money;
import dev.prewarm.simulator.report.Verdict;
import dev.prewarm.simulator.workload.Arrivals;
import dev.prewarm.simulator.workload.Scenario;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What to do for a workflow: which strategy to use and what it saves, which Knative settings to change and why, or that
 * nothing is worth doing.
 *
 * @param strategy the strategy to use; null if none is worth its cost
 * @param savedSeconds what it saves a run, against doing nothing
 * @param settings the Knative settings to change
 * @param text all of it, for people
 */
record Advice(@Nullable String strategy, double savedSeconds, ImmutableList<KnativeSetting> settings, String text) {
    /** Who has to take part in the comparison. */
    static final List<String> CONTESTANTS =
            List.of("none", "next-hop", "full-path", "timed-lead", "cost-aware", "always-on", "clairvoyant");

    /** The strategies of the library, those first that need the least luck. */
    private static final List<String> PREFERRED = List.of("cost-aware", "timed-lead", "next-hop", "full-path");

    /** Costs that differ by less are the same: a share of the cost, and as many instance-seconds. */
    private static final double AS_CHEAP = 0.02;

    /** How each is asked for in code; the price stands in the place of %s. */
    private static final Map<String, String> CALLS = Map.of(
            "next-hop", "PrewarmStrategy.nextHop()",
            "full-path", "PrewarmStrategy.fullPath()",
            "timed-lead", "PrewarmStrategy.timedLead(0.5)",
            "cost-aware", "PrewarmStrategy.costAware(%s)");

    /** A share of what can be hidden that is no rounding of all of it. */
    private static final double MORE_THAN_ALL = 1.005;

    /** Sums of rounded times may differ by less, in instance-seconds. */
    private static final double ROUNDED = 1e-6;

    private static final String ALWAYS_ON = "always-on";

    private static final String KEEP = "keep instances ready instead of pre-warming them (min-scale).";

    /** Between runs that come one after the other there is a pause that nobody has said. */
    private static final String MAYBE_KEEP =
            "\nInstances that are always there (min-scale) may cost less, if runs come often enough: say how often, by"
                    + "\n--runs-per-month or --arrivals.\n";

    private static final long RUNS_ASSUMED = 10_000;
    static final double SECONDS_A_MONTH = 30 * 24 * 60 * 60;

    /** The strategy to use; empty if none is worth its cost. */
    public Optional<String> toUse() {
        return Optional.ofNullable(strategy);
    }

    /**
     * Advises on the result of a comparison of at least {@code none} and one strategy.
     *
     * @param runsPerMonth for what is saved in a month; null for what the arrivals say
     * @param money what costs are in money; null if it is not known
     * @throws IllegalArgumentException if {@code none} did not take part, or no strategy that can be used
     */
    public static Advice of(
            Scenario scenario, ComparisonResult result, @Nullable Long runsPerMonth, @Nullable Money money) {
        StrategyResult none = result.find(StrategyResult.NONE)
                .orElseThrow(() -> new IllegalArgumentException("the comparison was made without \"none\""));
        Verdict verdict = Verdict.of(result)
                .orElseThrow(() -> new IllegalArgumentException("the comparison was made without a strategy to use"));
        boolean apartUnknown = scenario.arrivals() instanceof Arrivals.Sequential;
        boolean keepWarm = alwaysOnIsCheaper(verdict) && !apartUnknown;
        String hint = (alwaysOnIsCheaper(verdict) && apartUnknown) ? MAYBE_KEEP : "";
        if (!verdict.worthDoing() && !keepWarm) {
            return nothing(scenario, verdict, hint);
        }
        StrategyResult used = keepWarm ? verdict.cheaperStill().orElseThrow() : preferred(result, verdict);
        double saved = none.makespanSeconds().mean() - used.makespanSeconds().mean();
        double idle = beyond(
                none.idleInstanceSeconds().mean(), used.idleInstanceSeconds().mean());
        ImmutableList<KnativeSetting> settings = SettingsAdvice.of(scenario, idle, keepWarm);
        String text = scenario.workload().name() + ": " + (keepWarm ? KEEP : call(used, result.price())) + "\n\n"
                + saving(none, used, result.price())
                + sure(verdict, used)
                + inMoney(none, used, result.price(), money)
                + monthly(scenario, runsPerMonth, saved)
                + hint
                + (keepWarm ? "" : announcing(scenario))
                + described(settings);
        return new Advice(used.name(), saved, settings, text);
    }

    private static boolean alwaysOnIsCheaper(Verdict verdict) {
        return verdict.cheaperStill()
                .filter(strategy -> strategy.name().equals(ALWAYS_ON))
                .isPresent();
    }

    private static Advice nothing(Scenario scenario, Verdict verdict, String hint) {
        String reason = verdict.sentences().get(0);
        String text = scenario.workload().name() + ": " + Ascii.toLowerCase(reason.charAt(0)) + reason.substring(1);
        return new Advice(null, 0, ImmutableList.of(), text + "\n" + hint);
    }

    private static String call(StrategyResult used, double price) {
        return "use " + used.name() + ": " + String.format(CALLS.get(used.name()), Figures.significant(price));
    }

    /** What there is more of than without any warming, where some instances may always be kept. */
    private static double beyond(double none, double used) {
        return Math.max(0, used - none);
    }

    /** Of those that are as cheap as the cheapest, or nearly, the one that copes with the most. */
    private static StrategyResult preferred(ComparisonResult result, Verdict verdict) {
        StrategyResult cheapest = verdict.cheapest();
        double enough = cheapest.cost() + AS_CHEAP * Math.abs(cheapest.cost()) + AS_CHEAP;
        return PREFERRED.stream()
                .flatMap(name -> result.find(name).stream())
                .filter(strategy -> strategy.cost() <= enough && verdict.beatsNone(strategy))
                .findFirst()
                .orElse(cheapest);
    }

    private static String sure(Verdict verdict, StrategyResult used) {
        return "  sure    " + verdict.besideOthers(used) + "\n";
    }

    /** Less delay, and more for instances. */
    private static String inMoney(StrategyResult none, StrategyResult used, double price, @Nullable Money money) {
        if (money == null) {
            return "";
        }
        double all = none.cost() - used.cost();
        double delay =
                price * (none.makespanSeconds().mean() - used.makespanSeconds().mean());
        double instances = (Math.abs(delay - all) < ROUNDED) ? 0 : delay - all;
        return "  money   " + money.said(all) + " less (a run: " + Figures.money(money.of(delay))
                + " less for delay, " + Figures.money(Math.abs(money.of(instances)))
                + (instances >= 0 ? " more" : " less") + " for instances)\n";
    }

    private static String saving(StrategyResult none, StrategyResult best, double price) {
        double saved = none.makespanSeconds().mean() - best.makespanSeconds().mean();
        return "  saves   " + Figures.brief(saved) + " s a run: "
                + Figures.brief(none.makespanSeconds().mean()) + " s become "
                + Figures.brief(best.makespanSeconds().mean()) + " s"
                + hidden(best)
                + "\n  for     " + Figures.brief(beyond(none.spentInstanceSeconds(), best.spentInstanceSeconds()))
                + " idle or wasted instance-seconds a run, "
                + Figures.brief(best.warmupsSent().mean()) + " warm-ups; a second of delay being worth "
                + Figures.significant(price) + "\n";
    }

    /** Instances that are always there also spare what no warm-up can hide, a run's first cold start. */
    private static String hidden(StrategyResult best) {
        Double share = best.hiddenShare();
        if (share == null) {
            return "";
        }
        return (share > MORE_THAN_ALL)
                ? " (all that warm-ups could hide, and more)"
                : " (" + Figures.brief(100 * Math.min(1, share)) + " % of what can be hidden)";
    }

    private static String monthly(Scenario scenario, @Nullable Long runsPerMonth, double saved) {
        Long arriving = SettingsAdvice.runsPerMonth(scenario.arrivals());
        long runs = RUNS_ASSUMED;
        String why = ", which is assumed; say --runs-per-month";
        if (runsPerMonth != null) {
            runs = runsPerMonth;
            why = "";
        } else if (arriving != null) {
            runs = arriving;
            why = ", as they arrive";
        }
        return "  monthly " + Figures.brief(saved * runs / 3600) + " h in a month of " + runs + " runs" + why + "\n";
    }

    private static String announcing(Scenario scenario) {
        double first = firstColdStart(scenario);
        if (first == 0 || scenario.announce().isPresent() || scenario.rootsWarm()) {
            return "";
        }
        return "\nIf it is known ahead when a run comes (a schedule, a queue), say so by expect(workflow, instant): that"
                + " hides the\nfirst cold start too, another " + Figures.brief(first) + " s a run.\n";
    }

    /** The longest median cold start that the first tasks of a run meet, in seconds; 0 if they find all warm. */
    private static double firstColdStart(Scenario scenario) {
        Map<String, Integer> first = ServiceCalls.atTheStart(scenario.workload());
        return SettingsAdvice.scaledDownBetweenRuns(scenario).stream()
                .filter(service ->
                        service.minScale() < service.toTarget().instancesFor(first.getOrDefault(service.name(), 0)))
                .mapToDouble(service -> service.coldStart().median())
                .max()
                .orElse(0);
    }

    private static String described(List<KnativeSetting> settings) {
        if (settings.isEmpty()) {
            return "\nNo Knative setting needs to be changed.\n";
        }
        StringBuilder text =
                new StringBuilder("\nKnative settings to change, under spec.template.metadata.annotations:\n");
        for (KnativeSetting setting : settings) {
            text.append("\n  ")
                    .append(setting.annotation())
                    .append("    (")
                    .append(setting.services())
                    .append(")\n")
                    .append(wrapped("because " + setting.reason() + ".", 96, "      "));
        }
        return text.toString();
    }

    private static String wrapped(String sentence, int width, String indent) {
        StringBuilder text = new StringBuilder();
        StringBuilder line = new StringBuilder(indent);
        for (String word : sentence.split(" ", -1)) {
            if (line.length() + word.length() > width) {
                text.append(line.toString().stripTrailing()).append('\n');
                line = new StringBuilder(indent);
            }
            line.append(word).append(' ');
        }
        return text.append(line.toString().stripTrailing()).append('\n').toString();
    }
}
