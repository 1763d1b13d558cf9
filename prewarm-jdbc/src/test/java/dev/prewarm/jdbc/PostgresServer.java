package dev.prewarm.jdbc;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A PostgreSQL of this machine, with a fresh database on a free port; ended by {@link #close}. */
final class PostgresServer implements AutoCloseable {
    private static final Path INSTALLED = Path.of("/usr/lib/postgresql");

    private final Path data;
    private final int port;

    private PostgresServer(Path data, int port) {
        this.data = data;
        this.port = port;
    }

    static boolean installed() {
        return programs().isPresent();
    }

    /** The programs of the newest version, where Debian's packages put them. */
    private static Optional<Path> programs() {
        if (!Files.isDirectory(INSTALLED)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(INSTALLED)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .max(Comparator.comparing(Path::toString));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    static PostgresServer start(Path directory) throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Path data = directory.resolve("data");
        Files.createDirectory(data);
        if (root()) {
            run(List.of("chown", "-R", "postgres", directory.toString()));
        }
        asUser("initdb", "-D", data.toString(), "-U", "postgres", "-A", "trust", "--no-sync");
        PostgresServer server = new PostgresServer(data, port);
        String options = "-p " + port + " -c listen_addresses=127.0.0.1 -c fsync=off -k " + directory;
        asUser("pg_ctl", "-D", data.toString(), "-w", "-l", data.resolve("log").toString(), "-o", options, "start");
        return server;
    }

    String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    private static boolean root() {
        return "root".equals(System.getProperty("user.name"));
    }

    /** PostgreSQL does not run as root. */
    private static void asUser(String program, String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        if (root()) {
            command.addAll(List.of("runuser", "-u", "postgres", "--"));
        }
        command.add(programs().orElseThrow().resolve(program).toString());
        command.addAll(List.of(arguments));
        run(command);
    }

    private static void run(List<String> command) throws Exception {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!process.waitFor(2, TimeUnit.MINUTES) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IllegalStateException("did not work: " + command);
        }
    }

    @Override
    public void close() {
        try {
            asUser("pg_ctl", "-D", data.toString(), "-m", "immediate", "-w", "stop");
        } catch (Exception e) {
            throw new IllegalStateException("PostgreSQL could not be ended", e);
        }
    }
}
