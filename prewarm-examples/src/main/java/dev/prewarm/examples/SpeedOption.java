package dev.prewarm.examples;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How much faster than real the services work. */
final class SpeedOption {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    private Speed speed = new Speed(1);

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    SpeedOption() {}

    @Option(names = "--speed", paramLabel = "N", description = "Divide all times by N; 1 by default, at most 1000.")
    void set(double factor) {
        if (!(factor > 0 && factor <= 1_000)) {
            throw new ParameterException(
                    command.commandLine(), "--speed: " + factor + ", but above 0, up to 1000 is allowed");
        }
        this.speed = new Speed(factor);
    }

    Speed value() {
        return speed;
    }
}
