package dev.prewarm.simulator.command;

import static java.util.Objects.requireNonNull;

import dev.prewarm.simulator.comparison.Comparison;
import dev.prewarm.simulator.comparison.SimulatedComparison;
import dev.prewarm.simulator.comparison.Workers;
import dev.prewarm.simulator.workload.Arrivals;
import dev.prewarm.simulator.workload.Distribution;
import dev.prewarm.simulator.workload.DurationText;
import dev.prewarm.simulator.workload.InvalidInputException;
import dev.prewarm.text.NearestName;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command line. Exit codes: 0; 2 for bad input or usage; 1 for an error that should not happen.
 *
 * <p>Errors are one line on the error stream. Results go to the output stream, progress to the error stream.
 */
@Command(
        name = "prewarm-simulator",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Shows what each pre-warming strategy would do to a serverless workflow: delay, idle and waste.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  compare --scenario paper",
            "  compare --workflow my.json --arrivals poisson:2/min --html report.html",
            "  advise --workflow my.json",
        })
public final class Main implements Runnable {
    /** What the engine reports of simulated faults, which are none of the command's. Held, since loggers are forgotten. */
    private static final Logger ENGINE_LOG = Logger.getLogger("dev.prewarm");

    @Spec
    @Nullable
    CommandSpec spec;

    private Main() {}

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] args) {
        ENGINE_LOG.setLevel(Level.OFF);
        System.exit(run(new SimulatedComparison(Workers.available()), writer(System.out), writer(System.err), args));
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
    }

    static int run(Comparison comparison, PrintWriter out, PrintWriter err, String... args) {
        CommandLine line = new CommandLine(new Main())
                .addSubcommand(new CompareCommand(comparison))
                .addSubcommand(new AdviseCommand(comparison))
                .addSubcommand(new ScenariosCommand())
                .addSubcommand(new MockCommand())
                .addSubcommand(new AutoComplete.GenerateCompletion());
        return line.setOut(out)
                .setErr(err)
                .setUsageHelpAutoWidth(false)
                .setUsageHelpWidth(100)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .registerConverter(Duration.class, converter(DurationText::parse))
                .registerConverter(Distribution.class, converter(WorkflowOptions::distribution))
                .registerConverter(Arrivals.class, converter(Arrivals::parse))
                .setParameterExceptionHandler((error, given) -> {
                    err.println(error.getCommandLine().getCommandName() + ": " + usage(error));
                    return ExitCode.BAD_INPUT;
                })
                .setExecutionExceptionHandler((error, command, parsed) -> report(error, command, err))
                .execute(args);
    }

    private static <T> ITypeConverter<T> converter(ITypeConverter<T> parse) {
        return text -> {
            try {
                return parse.convert(text);
            } catch (IllegalArgumentException e) {
                throw new CommandLine.TypeConversionException(e.getMessage());
            }
        };
    }

    private static int report(Exception error, CommandLine command, PrintWriter err) {
        boolean input = error instanceof InvalidInputException || error instanceof IllegalArgumentException;
        String message = String.valueOf(error.getMessage()).replaceAll("\\s*\\R\\s*", " ");
        err.println(command.getCommandName() + ": "
                + (input
                        ? message
                        : "internal error, please report it: " + error + " at "
                                + Arrays.stream(error.getStackTrace())
                                        .limit(3)
                                        .map(StackTraceElement::toString)
                                        .collect(Collectors.joining(", "))));
        return input ? ExitCode.BAD_INPUT : ExitCode.INTERNAL;
    }

    /** One line, with the commands that know the option, or the nearest option or command that there is. */
    private static String usage(ParameterException error) {
        String message = String.valueOf(error.getMessage()).replaceAll("\\s*\\R\\s*", " ");
        if (error instanceof UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            String given = unmatched.getUnmatched().get(0).replaceAll("=.*", "");
            CommandSpec spec = error.getCommandLine().getCommandSpec();
            String others = othersWith(given, spec);
            if (!others.isEmpty()) {
                return given + " means nothing to " + spec.name() + "; it is an option of " + others;
            }
            Stream<String> options = spec.options().stream().map(option -> option.longestName());
            List<String> known =
                    Stream.concat(options, spec.subcommands().keySet().stream()).toList();
            return message + NearestName.hint(given, known);
        }
        return message;
    }

    @SuppressWarnings("ReferenceEquality") // each command has one specification
    private static String othersWith(String option, CommandSpec command) {
        return command.root().subcommands().values().stream()
                .map(CommandLine::getCommandSpec)
                .filter(other -> other != command && other.findOption(option) != null)
                .map(CommandSpec::name)
                .collect(Collectors.joining(" and "));
    }

    /** Without a command, the help is shown, as an error. */
    @Override
    public void run() {
        CommandSpec known = requireNonNull(spec);
        throw new ParameterException(
                known.commandLine(),
                "a command is needed: " + String.join(", ", known.subcommands().keySet()) + "; --help says all");
    }
}
