package dev.prewarm.knative.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.knative.CodeBlocks;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A process that serves the handlers of the documentation. */
final class SnippetServer implements AutoCloseable {
    private final Path output;
    private final Process process;
    private final int port;

    /** @param priming whether it {@code works} or {@code fails at first} */
    SnippetServer(SnippetLanguage language, Path directory, String priming, Fixture fixture) throws IOException {
        this.output = directory.resolve("output");
        Files.writeString(
                directory.resolve(language.file),
                language.program(CodeBlocks.of(Path.of("../docs/handlers.md"), language.fence)));
        if (!language.build.isEmpty()) {
            Path log = directory.resolve("build");
            Process build = process(language.build, directory)
                    .redirectOutput(log.toFile())
                    .start();
            assertThat(exitCode(build)).as(() -> read(log)).isZero();
        }
        List<String> command = new ArrayList<>(language.run);
        command.add(priming);
        process = process(command, directory).redirectOutput(output.toFile()).start();
        fixture.await(language + " tells its port", () -> !process.isAlive() || port() > 0);
        port = port();
        assertThat(port).as(() -> read(output)).isPositive();
    }

    static ProcessBuilder process(List<String> command, Path directory) {
        ProcessBuilder process =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        // What is installed has to do, without the network.
        process.environment().put("GOTOOLCHAIN", "local");
        process.environment().put("GOPROXY", "off");
        return process.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    }

    private static int exitCode(Process process) {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Of the line that is a number; 0 if there is none yet. */
    private int port() {
        return read(output)
                .lines()
                .filter(line -> line.matches("[0-9]+"))
                .mapToInt(Integer::parseInt)
                .findFirst()
                .orElse(0);
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + port + "/");
    }

    /** How often the service has been primed, or tried to. */
    long primings() {
        return read(output).lines().filter("priming"::equals).count();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        // A directory in use could not be deleted.
        exitCode(process);
    }
}
