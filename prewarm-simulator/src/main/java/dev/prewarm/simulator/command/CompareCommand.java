package dev.prewarm.simulator.command;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.prewarm.simulator.comparison.Comparison;
import dev.prewarm.simulator.comparison.ComparisonRequest;
import dev.prewarm.simulator.comparison.ComparisonResult;
import dev.prewarm.simulator.report.ComparisonJson;
import dev.prewarm.simulator.report.ComparisonPage;
import dev.prewarm.simulator.report.ResultTable;
import dev.prewarm.simulator.workload.InvalidInputException;
import dev.prewarm.simulator.workload.Scenario;
import dev.prewarm.simulator.workload.WholeFile;
import dev.prewarm.text.NearestName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Compares strategies on a workflow. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Runs a workflow under each strategy, on the same draws, and shows delay, idle and waste.")
final class CompareCommand implements Runnable {
    private final Comparison comparison;

    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    ScenarioOptions options = new ScenarioOptions();

    @Option(
            names = "--strategies",
            paramLabel = "NAMES",
            defaultValue = "all",
            split = ",",
            description = "the contestants, separated by commas, or all; default: all")
    List<String> strategies = List.of();

    @Option(
            names = "--strategy-class",
            paramLabel = "CLASS",
            split = ",",
            description = "strategies of your own, besides: names of classes on the class path, separated by commas")
    List<String> strategyClasses = List.of();

    @Option(
            names = "--price",
            paramLabel = "N",
            defaultValue = "10",
            description = "how many idle instance-seconds one second of delay is worth; default: 10")
    double price;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "the same seed gives the same bytes; default: 1")
    long seed;

    @Option(names = "--json", paramLabel = "FILE", description = "write the result as JSON")
    @Nullable
    Path json;

    @Option(names = "--html", paramLabel = "FILE", description = "write a page: scatter, timelines and table")
    @Nullable
    Path html;

    CompareCommand(Comparison comparison) {
        this.comparison = comparison;
    }

    @Override
    public void run() {
        checkWritable(json);
        checkWritable(html);
        if (json != null
                && html != null
                && json.toAbsolutePath()
                        .normalize()
                        .equals(html.toAbsolutePath().normalize())) {
            throw new InvalidInputException(json + ": is given for both --json and --html");
        }
        Scenario scenario = options.toScenario();
        ComparisonRequest.Builder asked = ComparisonRequest.builder(scenario)
                .contestants(contestants(comparison, strategies))
                .price(price)
                .seed(seed)
                .timelines(html != null);
        for (String name : strategyClasses) {
            asked.contestant(StrategyClass.named(name.trim()).contestant());
        }
        ComparisonRequest request = asked.build();
        ComparisonResult result = comparison.run(
                request,
                ConsoleProgress.of(request, requireNonNull(spec).commandLine().getErr()));
        requireNonNull(spec).commandLine().getOut().print(ResultTable.of(result));
        requireNonNull(spec).commandLine().getOut().flush();
        write(json, out -> ComparisonJson.write(result, out));
        write(html, ComparisonPage.of(scenario, result)::writeTo);
    }

    /** The names that were asked for, each once; all stands for all. */
    static ImmutableList<String> contestants(Comparison comparison, List<String> names) {
        ImmutableSet.Builder<String> contestants = ImmutableSet.builder();
        List<String> known = comparison.contestants();
        for (String name : names) {
            if (name.trim().equals("all")) {
                contestants.addAll(known);
            } else if (known.contains(name.trim())) {
                contestants.add(name.trim());
            } else {
                throw new InvalidInputException("unknown strategy \"" + name.trim() + "\""
                        + NearestName.hint(name.trim(), known) + " (there are: " + String.join(", ", known) + ")");
            }
        }
        return contestants.build().asList();
    }

    /** Before the work, so that nothing is computed in vain. */
    private static void checkWritable(@Nullable Path file) {
        if (file == null) {
            return;
        }
        Path directory = requireNonNull(file.toAbsolutePath().getParent(), "the root is no file");
        if (Files.isDirectory(file)) {
            throw new InvalidInputException(file + ": cannot be written: this is a directory");
        }
        if (!Files.isDirectory(directory) || !Files.isWritable(directory)) {
            throw new InvalidInputException(
                    file + ": cannot be written: " + directory + " is not a directory that can be written to");
        }
    }

    private static void write(@Nullable Path file, WholeFile.Content content) {
        if (file != null) {
            try {
                WholeFile.write(file, content);
            } catch (IOException e) {
                throw new InvalidInputException(file + ": cannot be written: " + e.getMessage(), e);
            }
        }
    }
}
