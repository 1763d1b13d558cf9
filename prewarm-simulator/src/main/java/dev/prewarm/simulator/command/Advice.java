package dev.prewarm.simulator.command;

import com.google.common.collect.ImmutableList;
import dev.prewarm.simulator.comparison.ComparisonResult;
import dev.prewarm.simulator.comparison.StrategyResult;
import dev.prewarm.simulator.report.Figures;
import dev.prewarm.simulator.workload.DurationText;
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

    /** Less is not worth the trouble: a share of the makespan. */
    private static final double LEAST_SAVING = 0.01;

    /** A share of what can be hidden that is no rounding of all of it. */
    private static final double MORE_THAN_ALL = 1.005;

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
     * @throws IllegalArgumentException if {@code none} did not take part
     */
    public static Advice of(Scenario scenario, ComparisonResult result, @Nullable Long runsPerMonth) {
        StrategyResult none = result.find("none")
                .orElseThrow(() -> new IllegalArgumentException("the comparison was made without \"none\""));
        StrategyResult best = best(result).orElse(none);
        boolean keepWarm = result.find("always-on")
                .filter(strategy -> strategy.cost() < Math.min(best.cost(), none.cost()))
                .isPresent();
        double saved = none.makespanSeconds().mean() - best.makespanSeconds().mean();
        boolean worth = best.cost() < none.cost()
                && saved >= LEAST_SAVING * none.makespanSeconds().mean();
        StringBuilder text = new StringBuilder(scenario.workload().name()).append(": ");
        if (!worth && !keepWarm) {
            text.append(nothing(result, none, best));
            return new Advice(null, 0, ImmutableList.of(), text.toString());
        }
        if (keepWarm) {
            StrategyResult kept = result.find("always-on").orElseThrow();
            saved = none.makespanSeconds().mean() - kept.makespanSeconds().mean();
            text.append("keep instances ready instead of pre-warming them (min-scale).\n\n")
                    .append(saving(none, kept, result.price()));
        } else {
            text.append("use ")
                    .append(best.name())
                    .append(": ")
                    .append(String.format(CALLS.get(best.name()), DurationText.number(result.price())))
                    .append("\n\n")
                    .append(saving(none, best, result.price()));
        }
        text.append(monthly(scenario, runsPerMonth, saved));
        ImmutableList<KnativeSetting> settings =
                SettingsAdvice.of(scenario, best.idleInstanceSeconds().mean(), keepWarm);
        text.append(announcing(scenario, keepWarm));
        text.append(described(settings));
        return new Advice(keepWarm ? "always-on" : best.name(), saved, settings, text.toString());
    }

    /** The cheapest; of those that are as cheap, the one that copes with the most. */
    private static Optional<StrategyResult> best(ComparisonResult result) {
        List<StrategyResult> strategies =
                PREFERRED.stream().flatMap(name -> result.find(name).stream()).toList();
        double least =
                strategies.stream().mapToDouble(StrategyResult::cost).min().orElse(0);
        return strategies.stream()
                .filter(strategy -> strategy.cost() <= least * (1 + AS_CHEAP) + AS_CHEAP)
                .findFirst();
    }

    private static String nothing(ComparisonResult result, StrategyResult none, StrategyResult best) {
        double hideable = result.hideableSeconds().mean();
        String reason = (hideable < LEAST_SAVING * none.makespanSeconds().mean())
                ? "cold starts that can be hidden delay a run of "
                        + Figures.brief(none.makespanSeconds().mean()) + " s by only " + Figures.brief(hideable) + " s"
                : "the best strategy, " + best.name() + ", would cost " + Figures.brief(best.cost())
                        + " a run and doing nothing costs " + Figures.brief(none.cost())
                        + ", a second of delay being worth " + DurationText.number(result.price())
                        + " idle instance-seconds";
        return "nothing is worth doing: " + reason + ".\n";
    }

    private static String saving(StrategyResult none, StrategyResult best, double price) {
        double saved = none.makespanSeconds().mean() - best.makespanSeconds().mean();
        return "  saves   " + Figures.brief(saved) + " s a run: "
                + Figures.brief(none.makespanSeconds().mean()) + " s become "
                + Figures.brief(best.makespanSeconds().mean()) + " s"
                + hidden(best)
                + "\n  for     " + Figures.brief(best.spentInstanceSeconds())
                + " idle or wasted instance-seconds a run, "
                + Figures.brief(best.warmupsSent().mean()) + " warm-ups; a second of delay being worth "
                + DurationText.number(price) + "\n";
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
        double gap = SettingsAdvice.gap(scenario.arrivals()).orElse(0);
        long runs = RUNS_ASSUMED;
        String why = ", which is assumed; say --runs-per-month";
        if (runsPerMonth != null) {
            runs = runsPerMonth;
            why = "";
        } else if (gap > 0) {
            runs = Math.round(SECONDS_A_MONTH / gap);
            why = ", as they arrive";
        }
        return "  monthly " + Figures.brief(saved * runs / 3600) + " h in a month of " + runs + " runs" + why + "\n";
    }

    private static String announcing(Scenario scenario, boolean keepWarm) {
        double first = scenario.workload().workflow().roots().stream()
                .flatMap(task -> task.target().stream())
                .mapToDouble(target ->
                        scenario.workload().service(target.name()).coldStart().median())
                .max()
                .orElse(0);
        double window = DurationText.seconds(scenario.platform().window());
        boolean dense = SettingsAdvice.gap(scenario.arrivals()).orElse(Double.POSITIVE_INFINITY) <= 2 * window;
        if (keepWarm || dense || first == 0 || scenario.announce().isPresent() || scenario.rootsWarm()) {
            return "";
        }
        return "\nIf it is known ahead when a run comes (a schedule, a queue), say so by expect(workflow, instant): that"
                + " hides the\nfirst cold start too, another " + Figures.brief(first) + " s a run.\n";
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
