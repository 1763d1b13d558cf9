package dev.prewarm.simulator.command;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import dev.prewarm.simulator.comparison.Comparison;
import dev.prewarm.simulator.comparison.ComparisonRequest;
import dev.prewarm.simulator.comparison.ComparisonResult;
import dev.prewarm.simulator.history.PastWorkflow;
import dev.prewarm.simulator.workload.Arrivals;
import dev.prewarm.simulator.workload.DurationText;
import dev.prewarm.simulator.workload.InvalidInputException;
import dev.prewarm.simulator.workload.Scenario;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says what to use for a workflow. */
@Command(
        name = "advise",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Says which strategy to use for a workflow, what it saves, and which Knative settings to change.")
final class AdviseCommand implements Runnable {
    /** Months differ by as much. */
    private static final double CONTRADICTION = 0.1;

    private static final long MOST_RUNS_A_MONTH = 1_000_000_000_000L;

    private final Comparison comparison;

    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    ScenarioOptions options = new ScenarioOptions();

    @Mixin
    PriceOptions worth = new PriceOptions();

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "the same seed gives the same advice")
    long seed;

    @Option(
            names = "--runs-per-month",
            paramLabel = "N",
            description =
                    "how many runs come, evenly; default: as --arrivals says. Without either, runs are sequential, and what"
                            + " is saved in a month is told for 10000")
    @Nullable
    Long runsPerMonth;

    @Option(
            names = "--history",
            paramLabel = "FILE",
            description =
                    "instead of a workflow: the journal of a prewarm-server, a file or its directory; advises on each"
                            + " workflow in it (--cold-start is 1s unless it is said)")
    @Nullable
    Path history;

    @Option(
            names = "--warmed",
            description =
                    "with --history: the calls in the journal were warm, since the server warmed them; without it, calls"
                            + " of a service that had not been called for the window are taken to have met a cold start")
    boolean warmed;

    AdviseCommand(Comparison comparison) {
        this.comparison = comparison;
    }

    @Override
    public void run() {
        Long runs = runsPerMonth;
        if (runs != null && (runs < 1 || runs > MOST_RUNS_A_MONTH)) {
            throw new InvalidInputException(
                    "runs per month: " + runs + ", but 1 to " + MOST_RUNS_A_MONTH + " is allowed");
        }
        if (runs != null && options.saidSequential()) {
            throw new InvalidInputException("--runs-per-month " + runs
                    + " says when runs come, and so does --arrivals sequential; say one of the two");
        }
        if (warmed && history == null) {
            throw new InvalidInputException(
                    "--warmed goes with --history FILE: it says of the calls in it that they were warm");
        }
        worth.price();
        if (history == null) {
            Scenario scenario = options.toScenario();
            advise((runs == null) ? scenario : arriving(scenario, runs), runs);
        } else {
            advise(history, runs);
        }
    }

    private void advise(Path journal, @Nullable Long runs) {
        CommandLine line = requireNonNull(spec).commandLine();
        List<PastWorkflow> workflows = options.workloads(
                journal, warmed, leftOut -> line.getErr().println(line.getCommandName() + ": " + leftOut));
        say(assumption() + "\n\n");
        for (PastWorkflow past : workflows) {
            say(recorded(past) + "\n");
            advise(past, runs);
            say("\n");
        }
    }

    /** What is taken to be so, since no journal says it. */
    private String assumption() {
        return warmed
                ? "All calls are taken to have been warm, as was said."
                : "Calls of a service that none had called for " + DurationText.of(options.windowOfJournal())
                        + " are taken to have met a cold start of "
                        + DurationText.of(options.coldStartOfJournal().median())
                        + ";\nif the server had warmed it, say --warmed.";
    }

    private static String recorded(PastWorkflow past) {
        String text = past.workload().name() + ": " + past.runs() + " recorded runs, one every "
                + DurationText.number((double) Math.round(past.gapSeconds())) + " s";
        return (past.guessed() == 0)
                ? text
                : text + "; what " + past.guessed()
                        + " of its tasks call is not known: each is taken to call a service of its own";
    }

    /** Runs come as it was said, else as they were recorded. */
    private void advise(PastWorkflow past, @Nullable Long said) {
        Scenario scenario = options.scenarioOf(past);
        if (said != null) {
            advise(arriving(scenario, said), said);
        } else if (SettingsAdvice.runsPerMonth(scenario.arrivals()) == null) {
            long recorded = Math.round(Advice.SECONDS_A_MONTH / past.gapSeconds());
            long monthly = Math.min(MOST_RUNS_A_MONTH, Math.max(1L, recorded));
            advise(options.saidSequential() ? scenario : arriving(scenario, monthly), monthly);
        } else {
            advise(scenario, null);
        }
    }

    private void say(String text) {
        requireNonNull(spec).commandLine().getOut().print(text);
        requireNonNull(spec).commandLine().getOut().flush();
    }

    private void advise(Scenario scenario, @Nullable Long monthly) {
        ImmutableList<String> contestants = CompareCommand.contestants(comparison, Advice.CONTESTANTS);
        ComparisonRequest request = ComparisonRequest.builder(scenario)
                .contestants(contestants)
                .price(worth.price())
                .seed(seed)
                .build();
        ComparisonResult result = comparison.run(
                request,
                ConsoleProgress.of(request, requireNonNull(spec).commandLine().getErr()));
        Long known = (monthly == null) ? SettingsAdvice.runsPerMonth(scenario.arrivals()) : monthly;
        say(Advice.of(scenario, result, monthly, worth.money(known).orElse(null))
                .text());
    }

    /** How many runs come in a month and when they come is one thing, however it is said. */
    static Scenario arriving(Scenario scenario, long runsPerMonth) {
        double gap = Advice.SECONDS_A_MONTH / runsPerMonth;
        OptionalDouble said = SettingsAdvice.gap(scenario.arrivals());
        if (said.isEmpty()) {
            return scenario.toBuilder()
                    .arrivals(new Arrivals.Every(Duration.ofNanos(Math.max(1L, Math.round(1e9 * gap)))))
                    .build();
        }
        if (Math.abs(said.getAsDouble() - gap) > CONTRADICTION * gap) {
            throw new InvalidInputException("runs per month: " + runsPerMonth + ", but as they arrive there are "
                    + Math.round(Advice.SECONDS_A_MONTH / said.getAsDouble()) + "; say one of the two");
        }
        return scenario;
    }
}
