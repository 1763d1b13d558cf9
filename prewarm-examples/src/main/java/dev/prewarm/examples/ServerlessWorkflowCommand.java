package dev.prewarm.examples;

import java.io.PrintWriter;
import java.net.URI;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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

    @Option(
            names = "--server",
            paramLabel = "URL",
            description = "A prewarm-server that is told of the runs, and does the warming; it must be allowed to call"
                    + " http://127.0.0.1:*. Without it, strategies in this process are compared.")
    private @Nullable URI server;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    ServerlessWorkflowCommand() {}

    @Override
    public Integer call() throws Exception {
        try (OrderServices services = new OrderServices(speed.value())) {
            ServerlessOrders orders = new ServerlessOrders(services);
            PrintWriter out = spec.commandLine().getOut();
            if (server == null) {
                EngineRun.compare(out, orders::run, runs.value());
            } else {
                EngineRun.print(out, "server", orders.tell(server, runs.value()));
            }
        }
        return 0;
    }
}
