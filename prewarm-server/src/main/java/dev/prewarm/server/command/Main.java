package dev.prewarm.server.command;

import dev.prewarm.server.PrewarmServer;
import dev.prewarm.server.config.ConfigException;
import dev.prewarm.server.config.ConfigLoader;
import dev.prewarm.server.config.ServerConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Starts the server. */
@Command(
        name = "prewarm-server",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        versionProvider = Main.Version.class,
        description = "Warms the services of workflows before their tasks call them, told by an orchestrator's events:"
                + " POST /events (CloudEvents), POST /api/v1/lineage (OpenLineage).")
public final class Main implements Callable<Integer> {
    private static final int WRONG_SETTINGS = 2;
    private static final String LOG_MANAGER = "java.util.logging.manager";

    @Spec
    @Nullable
    CommandSpec spec;

    @Option(names = "--config", paramLabel = "FILE", description = "a YAML file of settings; see docs/server.md")
    @Nullable
    Path config;

    @Option(names = "--port", paramLabel = "N", description = "where to listen; 0 for any free port; default: 8080")
    @Nullable
    Integer port;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "where what is learned is kept, and the journal; '' for nowhere")
    @Nullable
    String data;

    @Option(
            names = "--service",
            paramLabel = "NAME=URL",
            description = "a service that may be warmed; may be given several times")
    Map<String, String> services = new LinkedHashMap<>();

    @Option(
            names = "--allow",
            paramLabel = "PATTERN",
            description =
                    "addresses that may be warmed if an event names them, such as http://*.shop.svc.cluster.local")
    List<String> allow = new ArrayList<>();

    @Option(
            names = "--holdout",
            paramLabel = "SHARE",
            description = "of runs that are left cold on purpose; default: 0.05")
    @Nullable
    Double holdout;

    @Option(
            names = "--set",
            paramLabel = "SETTING=VALUE",
            description = "any other setting, such as --set strategy.price=20; may be given several times")
    Map<String, String> settings = new LinkedHashMap<>();

    @Option(names = "--check", description = "only look whether the settings are right, and what they name is there")
    boolean check;

    /** Runs the command, and ends the process with its exit code. */
    public static void main(String[] args) {
        // Before anything asks for the JDK's own, or for what is made from it.
        if (System.getProperty(LOG_MANAGER) == null) {
            System.setProperty(LOG_MANAGER, LastingLog.class.getName());
        }
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Main());
        line.setExecutionExceptionHandler((e, command, result) -> {
            if (e instanceof ConfigException) {
                command.getErr().println("prewarm-server: " + e.getMessage());
                command.getErr().flush();
                return WRONG_SETTINGS;
            }
            throw e;
        });
        return line;
    }

    @Override
    public Integer call() throws InterruptedException {
        ServerConfig settings = settings(System.getenv());
        if (check) {
            PrewarmServer.check(settings);
            say("The settings are right.");
            return 0;
        }
        CountDownLatch ended = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        try (PrewarmServer server = PrewarmServer.start(settings)) {
            LastingLog.hold();
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(
                            () -> {
                                ended.countDown();
                                try {
                                    closed.await();
                                } catch (InterruptedException e) {
                                    Thread.currentThread().interrupt();
                                }
                            },
                            "prewarm-shutdown"));
            say("Listening on port " + server.port());
            ended.await();
        }
        LastingLog.release();
        closed.countDown();
        return 0;
    }

    private ServerConfig settings(Map<String, String> environment) {
        ConfigLoader loader = new ConfigLoader();
        if (config != null) {
            loader.file(config);
        }
        loader.environment(environment);
        if (port != null) {
            loader.set("listen.port", port.toString());
        }
        if (data != null) {
            loader.set("data", data);
        }
        if (holdout != null) {
            loader.set("holdout", holdout.toString());
        }
        settings.forEach(loader::set);
        services.forEach((name, url) -> loader.add("services", Map.of("name", name, "url", url)));
        allow.forEach(pattern -> loader.add("allow", pattern));
        return loader.load();
    }

    private void say(String line) {
        if (spec != null) {
            spec.commandLine().getOut().println(line);
            spec.commandLine().getOut().flush();
        }
    }

    /** The version that the jar says it has. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"prewarm-server " + ((version == null) ? "(built by hand)" : version)};
        }
    }
}
