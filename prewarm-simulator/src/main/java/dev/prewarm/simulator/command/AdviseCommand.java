package dev.prewarm.simulator.command;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import dev.prewarm.simulator.comparison.Comparison;
import dev.prewarm.simulator.comparison.ComparisonRequest;
import dev.prewarm.simulator.comparison.ComparisonResult;
import dev.prewarm.simulator.workload.InvalidInputException;
import dev.prewarm.simulator.workload.Scenario;
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
        Scenario scenario = options.toScenario();
        ImmutableList<String> contestants = CompareCommand.contestants(comparison, Advice.CONTESTANTS);
        ComparisonRequest request = ComparisonRequest.builder(scenario)
                .contestants(contestants)
                .price(price)
                .seed(seed)
                .build();
        ComparisonResult result = comparison.run(
                request,
                ConsoleProgress.of(request, requireNonNull(spec).commandLine().getErr()));
        Advice advice = Advice.of(scenario, result, runsPerMonth);
        requireNonNull(spec).commandLine().getOut().print(advice.text());
        requireNonNull(spec).commandLine().getOut().flush();
    }
}
