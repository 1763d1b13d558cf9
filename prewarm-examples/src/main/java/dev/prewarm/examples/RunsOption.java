package dev.prewarm.examples;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** How often an engine runs an order with each strategy. */
final class RunsOption {
    @Spec(Target.MIXEE)
    private CommandSpec spec;

    private int runs = 4;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    RunsOption() {}

    @Option(names = "--runs", paramLabel = "N", description = "Runs with each strategy, 1 to 100; 4 by default.")
    void runs(int number) {
        if (number < 1 || number > 100) {
            throw new ParameterException(spec.commandLine(), "--runs: " + number + ", but 1 to 100 is allowed");
        }
        this.runs = number;
    }

    int value() {
        return runs;
    }
}
