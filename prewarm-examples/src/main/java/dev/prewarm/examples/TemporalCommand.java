package dev.prewarm.examples;

import dev.prewarm.PrewarmStrategy;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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

    @Mixin
    private RunsOption runs;

    @Option(names = "--declared", description = "Once more with cost-aware and a workflow that is declared.")
    private boolean declared;

    @Option(names = "--activities-apart", description = "The activities run in a process of their own; needs --server.")
    private boolean activitiesApart;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    TemporalCommand() {}

    @Override
    public Integer call() throws Exception {
        if (server == null && activitiesApart) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--activities-apart: another process finds no server in memory; give a --server");
        }
        if (server == null) {
            TestEnvironmentOptions options = TestEnvironmentOptions.newBuilder()
                    .setUseTimeskipping(false)
                    .build();
            try (TestWorkflowEnvironment temporal = TestWorkflowEnvironment.newInstance(options)) {
                compare(temporal.getWorkflowClient());
            }
            return 0;
        }
        WorkflowServiceStubs stubs = connect(server);
        try {
            compare(client(stubs, namespace));
        } finally {
            stubs.shutdownNow();
        }
        return 0;
    }

    static WorkflowServiceStubs connect(String server) {
        return WorkflowServiceStubs.newConnectedServiceStubs(
                WorkflowServiceStubsOptions.newBuilder().setTarget(server).build(), CONNECT);
    }

    static WorkflowClient client(WorkflowServiceStubs stubs, String namespace) {
        return WorkflowClient.newInstance(
                stubs,
                WorkflowClientOptions.newBuilder().setNamespace(namespace).build());
    }

    private void compare(WorkflowClient temporal) throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        try (OrderServices services = new OrderServices(speed.value())) {
            Process activities = activitiesApart ? startActivities(services) : null;
            try {
                TemporalOrders orders = new TemporalOrders(temporal, services, !activitiesApart);
                EngineRun.compare(out, orders::run, runs.value());
                if (declared) {
                    EngineRun.print(out, "declared", orders.runDeclared(PrewarmStrategy.costAware(10), runs.value()));
                }
            } finally {
                if (activities != null) {
                    activities.destroy();
                }
            }
        }
    }

    /** This program once more, for the activities alone. */
    private Process startActivities(OrderServices services) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Examples.class.getName(),
                "temporal-activities",
                "--server=" + server,
                "--namespace=" + namespace));
        OrderServices.NAMES.forEach(name -> command.add("--service=" + name + "=" + services.uri(name)));
        return new ProcessBuilder(command).inheritIO().start();
    }
}
