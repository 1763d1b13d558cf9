package dev.prewarm.examples;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The examples' command line. */
@Command(
        name = "prewarm-examples",
        description = "Examples of prewarm. They run on this machine alone, against mocked Knative services.",
        mixinStandardHelpOptions = true,
        version = "prewarm-examples 0.1.0-SNAPSHOT",
        synopsisSubcommandLabel = "EXAMPLE",
        commandListHeading = "%nExamples:%n",
        subcommands = {
            PaperCommand.class,
            CustomOrchestratorCommand.class,
            FanOutCommand.class,
            BranchCommand.class,
            SequenceCommand.class,
            TemporalCommand.class,
            TemporalActivitiesCommand.class,
            ServerlessWorkflowCommand.class,
            CamelCommand.class
        })
public final class Examples implements Runnable {
    /** What a program returns that was called wrongly. */
    private static final int WRONG_INPUT = 2;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    private Examples() {}

    /** Runs the example that the arguments name, and ends the process: 0 if it went well, 2 after wrong input. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        IParameterExceptionHandler wrongInput = (error, args) -> {
            error.getCommandLine().getErr().println(explain(error));
            return WRONG_INPUT;
        };
        IExecutionExceptionHandler failure = (error, commandLine, result) -> {
            commandLine.getErr().println(commandLine.getCommandName() + " failed: " + error);
            return commandLine.getCommandSpec().exitCodeOnExecutionException();
        };
        return new CommandLine(new Examples())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(wrongInput)
                .setExecutionExceptionHandler(failure);
    }

    private static String explain(ParameterException error) {
        String hint = (error instanceof UnmatchedArgumentException unmatched) ? nearest(unmatched) : "";
        return String.valueOf(error.getMessage()).replace('\n', ' ') + hint + " (--help says what is possible)";
    }

    /** What was probably meant, or all that could have been. */
    private static String nearest(UnmatchedArgumentException error) {
        List<String> nearest = error.getSuggestions();
        if (!nearest.isEmpty()) {
            return "; did you mean " + nearest.get(0) + "?";
        }
        CommandSpec command = error.getCommandLine().getCommandSpec();
        Stream<String> options = command.options().stream().map(OptionSpec::longestName);
        return Stream.concat(command.subcommands().keySet().stream(), options)
                .collect(Collectors.joining(", ", "; known are ", ""));
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "which example? " + String.join(", ", spec.subcommands().keySet()));
    }
}
