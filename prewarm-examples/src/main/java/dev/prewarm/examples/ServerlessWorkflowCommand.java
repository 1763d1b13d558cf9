package dev.prewarm.examples;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A workflow whose definition says what comes after what: {@link ServerlessOrders}. */
@Command(
        name = "serverless-workflow",
        description = "A definition of Serverless Workflow 1.0, run by its Java runtime.",
        mixinStandardHelpOptions = true)
final class ServerlessWorkflowCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private SpeedOption speed;

    @Mixin
    private RunsOption runs;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    ServerlessWorkflowCommand() {}

    @Override
    public Integer call() throws Exception {
        try (OrderServices services = new OrderServices(speed.value())) {
            EngineRun.compare(spec.commandLine().getOut(), new ServerlessOrders(services)::run, runs.value());
        }
        return 0;
    }
}
