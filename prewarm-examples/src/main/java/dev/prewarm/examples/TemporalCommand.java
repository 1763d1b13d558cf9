package dev.prewarm.examples;

import dev.prewarm.PrewarmStrategy;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A workflow of Temporal, whose shape is learned: {@link TemporalOrders}. */
@Command(
        name = "temporal",
        description =
                "A Temporal workflow whose shape is learned from its runs, with Temporal's in-memory server or a real one.",
        mixinStandardHelpOptions = true)
final class TemporalCommand implements Callable<Integer> {
    private static final Duration CONNECT = Duration.ofSeconds(10);

    @Spec
    private CommandSpec spec;

    @Mixin
    private SpeedOption speed;

    @Option(names = "--server", paramLabel = "HOST:PORT", description = "A Temporal server; one in memory by default.")
    private @Nullable String server;

    @Option(
            names = "--namespace",
            paramLabel = "NAME",
            description = "The server's namespace; ${DEFAULT-VALUE} by default.")
    private String namespace = "default";

    private int runs = 4;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    TemporalCommand() {}

    @Option(names = "--runs", paramLabel = "N", description = "Runs with each strategy, 1 to 100; 4 by default.")
    void runs(int number) {
        if (number < 1 || number > 100) {
            throw new ParameterException(spec.commandLine(), "--runs: " + number + ", but 1 to 100 is allowed");
        }
        this.runs = number;
    }

    @Override
    public Integer call() throws Exception {
        if (server == null) {
            TestEnvironmentOptions options = TestEnvironmentOptions.newBuilder()
                    .setUseTimeskipping(false)
                    .build();
            try (TestWorkflowEnvironment temporal = TestWorkflowEnvironment.newInstance(options)) {
                compare(temporal.getWorkflowClient());
            }
            return 0;
        }
        WorkflowServiceStubs stubs = WorkflowServiceStubs.newConnectedServiceStubs(
                WorkflowServiceStubsOptions.newBuilder().setTarget(server).build(), CONNECT);
        try {
            compare(WorkflowClient.newInstance(
                    stubs,
                    WorkflowClientOptions.newBuilder().setNamespace(namespace).build()));
        } finally {
            stubs.shutdownNow();
        }
        return 0;
    }

    private void compare(WorkflowClient temporal) throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        try (OrderServices services = new OrderServices(speed.value())) {
            TemporalOrders orders = new TemporalOrders(temporal, services);
            EngineRun.print(out, "none", orders.run(PrewarmStrategy.none(), runs));
            EngineRun.print(out, "next-hop", orders.run(PrewarmStrategy.nextHop(), runs));
            EngineRun.print(out, "cost-aware", orders.run(PrewarmStrategy.costAware(10), runs));
        }
    }
}
