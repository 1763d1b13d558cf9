package dev.prewarm.examples;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A route of Camel, whose shape is learned: {@link CamelOrders}. */
@Command(
        name = "camel",
        description = "A Camel route whose shape is learned from its exchanges.",
        mixinStandardHelpOptions = true)
final class CamelCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private SpeedOption speed;

    @Mixin
    private RunsOption runs;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    CamelCommand() {}

    @Override
    public Integer call() throws Exception {
        try (OrderServices services = new OrderServices(speed.value())) {
            EngineRun.compare(spec.commandLine().getOut(), new CamelOrders(services)::run, runs.value());
        }
        return 0;
    }
}
