package dev.prewarm.simulator.command;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import dev.prewarm.simulator.comparison.Comparison;
import dev.prewarm.simulator.comparison.ComparisonRequest;
import dev.prewarm.simulator.comparison.ComparisonResult;
import dev.prewarm.simulator.history.PastWorkflow;
import dev.prewarm.simulator.workload.DurationText;
import dev.prewarm.simulator.workload.InvalidInputException;
import dev.prewarm.simulator.workload.Scenario;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
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
    private static final long MOST_RUNS_A_MONTH = 1_000_000_000_000L;
    private static final double MONTH_SECONDS = 30 * 24 * 3600;

    private final Comparison comparison;

    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    ScenarioOptions options = new ScenarioOptions();

    @Option(
            names = "--price",
            paramLabel = "N",
            defaultValue = "10",
            description = "how many idle instance-seconds one second of delay is worth; default: 10")
    double price;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "the same seed gives the same advice")
    long seed;

    @Option(
            names = "--runs-per-month",
            paramLabel = "N",
            description = "for what is saved in a month; default: as --arrivals says, else 10000")
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
        if (history == null) {
            advise(options.toScenario(), runsPerMonth);
            return;
        }
        for (PastWorkflow past : options.workloads(history)) {
            Long monthly =
                    (runs == null) ? Long.valueOf(Math.max(1L, Math.round(MONTH_SECONDS / past.gapSeconds()))) : runs;
            say(past.workload().name() + ": " + past.runs() + " recorded runs, one every "
                    + DurationText.number((double) Math.round(past.gapSeconds())) + " s"
                    + ((past.guessed() == 0)
                            ? ""
                            : "; what " + past.guessed()
                                    + " of its tasks call is not known: each is taken to call a service of its own")
                    + "\n");
            advise(options.scenarioOf(past), monthly);
            say("\n");
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
                .price(price)
                .seed(seed)
                .build();
        ComparisonResult result = comparison.run(
                request,
                ConsoleProgress.of(request, requireNonNull(spec).commandLine().getErr()));
        say(Advice.of(scenario, result, monthly).text());
    }
}
