package dev.prewarm.simulator.command;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.prewarm.simulator.comparison.Comparison;
import dev.prewarm.simulator.comparison.ComparisonRequest;
import dev.prewarm.simulator.comparison.ComparisonResult;
import dev.prewarm.simulator.report.ComparisonJson;
import dev.prewarm.simulator.report.ComparisonPage;
import dev.prewarm.simulator.report.Money;
import dev.prewarm.simulator.report.ResultTable;
import dev.prewarm.simulator.report.Verdict;
import dev.prewarm.simulator.workload.InvalidInputException;
import dev.prewarm.simulator.workload.Scenario;
import dev.prewarm.text.NearestName;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
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
    private static final String ALL = "all";

    private final Comparison comparison;

    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    ScenarioOptions options = new ScenarioOptions();

    @Option(
            names = "--strategies",
            paramLabel = "NAMES",
            defaultValue = ALL,
            split = ",",
            description = "the contestants, separated by commas, or all; default: all",
            completionCandidates = ContestantNames.class)
    List<String> strategies = List.of();

    @Option(
            names = "--strategy-class",
            paramLabel = "CLASS",
            split = ",",
            description = "strategies of your own, besides: names of classes on the class path, separated by commas")
    List<String> strategyClasses = List.of();

    @Mixin
    PriceOptions worth = new PriceOptions();

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "the same seed gives the same bytes; default: 1")
    long seed;

    @Option(names = "--json", paramLabel = "FILE", description = "write the result as JSON")
    @Nullable
    Path json;

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description = "write a page that a browser opens as it is: verdict, table, scatter and timelines")
    @Nullable
    Path html;

    CompareCommand(Comparison comparison) {
        this.comparison = comparison;
    }

    @Override
    public void run() {
        OutputFile jsonFile = checked(json);
        OutputFile htmlFile = checked(html);
        if (jsonFile != null && htmlFile != null && jsonFile.sameAs(htmlFile)) {
            throw new InvalidInputException(json + ": is given for both --json and --html");
        }
        Scenario scenario = options.toScenario();
        Money money =
                worth.money(SettingsAdvice.runsPerMonth(scenario.arrivals())).orElse(null);
        ComparisonRequest.Builder asked = ComparisonRequest.builder(scenario)
                .contestants(contestants(comparison, strategies))
                .price(worth.price())
                .seed(seed)
                .timelines(html != null);
        for (String name : strategyClasses) {
            asked.contestant(StrategyClass.named(name.trim()).contestant());
        }
        ComparisonRequest request = asked.build();
        PrintWriter err = requireNonNull(spec).commandLine().getErr();
        ComparisonResult result = comparison.run(request, ConsoleProgress.of(request, err));
        PrintWriter out = requireNonNull(spec).commandLine().getOut();
        out.print(ResultTable.of(result, money));
        Verdict.of(result).ifPresent(verdict -> {
            out.println();
            verdict.sentences(money).forEach(out::println);
            out.println(verdict.howSure());
        });
        out.flush();
        if (jsonFile != null) {
            jsonFile.write(text -> ComparisonJson.write(result, money, text));
        }
        if (htmlFile != null) {
            htmlFile.write(ComparisonPage.of(scenario, result, money)::writeTo);
            err.println("open in a browser: " + htmlFile.path().toUri());
        }
    }

    private @Nullable OutputFile checked(@Nullable Path path) {
        if (path == null) {
            return null;
        }
        OutputFile file = new OutputFile(path);
        file.check();
        if (options.workflow != null && file.sameAs(new OutputFile(options.workflow))) {
            throw new InvalidInputException(path + ": cannot be written: it is the file of the workflow");
        }
        return file;
    }

    /** What a shell completes. */
    static final class ContestantNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Stream.concat(Stream.of(ALL), Comparison.simulated().contestants().stream())
                    .iterator();
        }
    }

    /** The names that were asked for, each once; all stands for all. */
    static ImmutableList<String> contestants(Comparison comparison, List<String> names) {
        ImmutableSet.Builder<String> contestants = ImmutableSet.builder();
        List<String> known = comparison.contestants();
        for (String name : names) {
            if (name.trim().equals(ALL)) {
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
}
