package dev.prewarm.examples;

import dev.prewarm.PrewarmStrategy;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.testserver.TestServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.ServerSocket;
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

    @Option(names = "--activities-apart", description = "The activities run in a process of their own.")
    private boolean activitiesApart;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    TemporalCommand() {}

    @Override
    public Integer call() throws Exception {
        if (server != null) {
            compareAt(server);
        } else if (activitiesApart) {
            compareApart();
        } else {
            TestEnvironmentOptions options = TestEnvironmentOptions.newBuilder()
                    .setUseTimeskipping(false)
                    .build();
            try (TestWorkflowEnvironment temporal = TestWorkflowEnvironment.newInstance(options);
                    OrderServices services = new OrderServices(speed.value())) {
                compare(new TemporalOrders(temporal.getWorkflowClient(), services, true));
            }
        }
        return 0;
    }

    /** With a server in memory that another process finds by its port. */
    @SuppressWarnings("try") // the server is there as long as it is open
    private void compareApart() throws Exception {
        int port = freePort();
        try (TestServer.PortBoundTestServer inMemory = TestServer.createPortBoundServer(port, true)) {
            compareAt("127.0.0.1:" + port);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** With a server that other processes reach, too. */
    private void compareAt(String address) throws Exception {
        WorkflowServiceStubs stubs = connect(address);
        try (OrderServices services = new OrderServices(speed.value())) {
            Process activities = activitiesApart ? startActivities(address, services) : null;
            try {
                compare(new TemporalOrders(client(stubs, namespace), services, !activitiesApart));
            } finally {
                if (activities != null) {
                    activities.destroy();
                }
            }
        } finally {
            stubs.shutdownNow();
        }
    }

    private void compare(TemporalOrders orders) throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        EngineRun.compare(out, orders::run, runs.value());
        if (declared) {
            EngineRun.print(out, "declared", orders.runDeclared(PrewarmStrategy.costAware(10), runs.value()));
        }
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

    /** This program once more, for the activities alone. */
    private Process startActivities(String address, OrderServices services) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Examples.class.getName(),
                "temporal-activities",
                "--server=" + address,
                "--namespace=" + namespace));
        OrderServices.NAMES.forEach(name -> command.add("--service=" + name + "=" + services.uri(name)));
        return new ProcessBuilder(command).inheritIO().start();
    }
}
