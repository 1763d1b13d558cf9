package dev.prewarm.simulator.report;

import dev.prewarm.simulator.comparison.Workers;
import dev.prewarm.simulator.contestant.Contestant;
import dev.prewarm.simulator.contestant.Contestants;
import dev.prewarm.simulator.workload.InvalidInputException;
import dev.prewarm.simulator.workload.Scenario;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What is made of the {@link EvaluationReport}: the whole, by default, or a part for looking at a change. */
@Command(
        name = "EvaluationReport",
        mixinStandardHelpOptions = true,
        description = "Makes the evaluation of all contestants over the grid of scenarios.")
final class EvaluationOptions implements Callable<Integer> {
    static final int SEEDS = 5;
    static final int RUNS = 100;
    private static final String EVERYTHING = ".*";

    @Parameters(paramLabel = "DOCS", description = "the directory that evaluation.md is written into")
    private Path docs = Path.of("docs");

    @Option(names = "--seeds", description = "how many seeds; default: ${DEFAULT-VALUE}")
    private int seeds = SEEDS;

    @Option(names = "--seed", description = "the first of them; default: ${DEFAULT-VALUE}")
    private long seed = 1;

    @Option(names = "--runs", description = "how many runs of each scenario; default: ${DEFAULT-VALUE}")
    private int runs = RUNS;

    @Option(names = "--only", paramLabel = "REGEX", description = "only scenarios whose whole name matches")
    private String only = EVERYTHING;

    @Option(
            names = "--random",
            paramLabel = "COUNT",
            description =
                    "instead of the grid, so many scenarios of which everything is drawn: how cost-aware does where"
                            + " nothing was tuned; to be written elsewhere than the committed report")
    private int random;

    @Option(
            names = "--again",
            paramLabel = "PREFIX",
            description =
                    "simulates only contestants whose names begin so, and the oracle; the figures of the others are"
                            + " those of DOCS/" + EvaluationReport.FIGURES)
    private @Nullable String again;

    @Option(
            names = "--replay",
            description = "measures replay and search in the place of the rules, under the names of cost-aware; to be"
                    + " written elsewhere than the committed report")
    private boolean replay;

    @Option(
            names = "--trained",
            description =
                    "cost-aware has learned from a hundred other runs before, and the contestants that it is compared"
                            + " with have not: what is then left is not what learning costs; to be written elsewhere than the"
                            + " committed report")
    private boolean trained;

    @Option(
            names = "--told",
            description =
                    "cost-aware is told how each call has found its target, which it otherwise has to find out: what is"
                            + " lost by beliefs that are wrong; to be written elsewhere than the committed report")
    private boolean told;

    /** The options of the committed report. */
    static EvaluationOptions committed(Path docs) {
        EvaluationOptions options = new EvaluationOptions();
        options.docs = docs;
        return options;
    }

    /** Returns the exit code: 0, or 2 for options that cannot be used, of which one line is written. */
    static int execute(PrintWriter err, String... args) {
        return new CommandLine(new EvaluationOptions())
                .setErr(err)
                .setParameterExceptionHandler((error, given) -> refuse(error, err))
                .setExecutionExceptionHandler((error, command, parsed) -> {
                    if (error instanceof InvalidInputException
                            || error instanceof IllegalArgumentException
                            || error instanceof IOException) {
                        return refuse(error, err);
                    }
                    throw error;
                })
                .execute(args);
    }

    private static int refuse(Exception error, PrintWriter err) {
        err.println("EvaluationReport: " + String.valueOf(error.getMessage()).replaceAll("\\s*\\R\\s*", " "));
        return CommandLine.ExitCode.USAGE;
    }

    @Override
    public Integer call() throws IOException {
        check();
        new EvaluationReport(this)
                .write(Workers.available(), (what, done, of) -> System.err.println(done + " of " + of + ": " + what));
        return CommandLine.ExitCode.OK;
    }

    private void check() {
        range("--seeds", seeds, 1, 1_000);
        range("--runs", runs, 1, 100_000);
        range("--random", random, 0, 10_000);
        if (seed < 0 || seed > Integer.MAX_VALUE) {
            throw new InvalidInputException("--seed " + seed + ", but 0 to " + Integer.MAX_VALUE + " is allowed");
        }
        try {
            Pattern.compile(only);
        } catch (PatternSyntaxException e) {
            throw new InvalidInputException("--only " + only + ": " + e.getDescription(), e);
        }
        if (new EvaluationReport(this).grid().isEmpty()) {
            throw new InvalidInputException("--only " + only + ": no scenario has a name that matches as a whole");
        }
        Path figures = docs.resolve(EvaluationReport.FIGURES);
        if (again != null && !Files.isRegularFile(figures)) {
            throw new InvalidInputException("--again " + again + ": there is no file " + figures);
        }
        try {
            Files.createDirectories(figures.toAbsolutePath().getParent());
        } catch (IOException e) {
            throw new InvalidInputException(docs + ": is no directory that can be written into", e);
        }
    }

    private static void range(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new InvalidInputException(option + " " + value + ", but " + least + " to " + most + " is allowed");
        }
    }

    Path docs() {
        return docs;
    }

    int seeds() {
        return seeds;
    }

    long seed() {
        return seed;
    }

    int random() {
        return random;
    }

    int runs() {
        return runs;
    }

    String only() {
        return only;
    }

    @Nullable
    String again() {
        return again;
    }

    /** Who is measured in the place of a contestant. */
    Contestant measured(Contestant contestant) {
        return EvaluationGrid.PRICES.stream()
                .filter(price -> replay && contestant.name().equals(GridCell.costAware(price)))
                .findFirst()
                .map(Contestants::replay)
                .orElse(contestant);
    }

    /** The scenario in which a contestant is measured. */
    Scenario measured(Scenario scenario, Contestant contestant) {
        boolean costAware =
                EvaluationGrid.PRICES.stream().map(GridCell::costAware).anyMatch(contestant.name()::equals);
        if (!costAware) {
            return scenario;
        }
        return scenario.toBuilder()
                .trained(trained || scenario.trained())
                .told(told || scenario.told())
                .build();
    }

    /** Whether all scenarios are looked at, so that the page is to have all its sections. */
    boolean whole() {
        return only.equals(EVERYTHING) && random == 0;
    }
}
