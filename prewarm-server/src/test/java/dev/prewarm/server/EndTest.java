package dev.prewarm.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.LogLines;
import dev.prewarm.SystemScheduler;
import dev.prewarm.server.command.Main;
import dev.prewarm.server.config.ConfigLoader;
import dev.prewarm.server.config.ServerConfig;
import dev.prewarm.server.event.Event;
import dev.prewarm.server.event.EventWriter;
import dev.prewarm.server.event.RunId;
import dev.prewarm.server.event.Shape;
import dev.prewarm.server.event.Step;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that has to end while events wait which it has not handled. */
final class EndTest {
    private static final int RUNS = 5;

    private final HttpClient client = HttpClient.newHttpClient();
    private final EventWriter writer = new EventWriter("test");
    private final SystemScheduler clock = new SystemScheduler();

    @TempDir
    Path directory;

    @AfterEach
    void close() {
        clock.close();
    }

    private ConfigLoader settings() {
        return Journals.loader(directory);
    }

    private byte[] begin(int number) {
        Shape shape = new Shape(Map.of("task", Step.of(List.of(), List.of())));
        RunId run = new RunId("airflow", "thumbnails", "run " + number);
        return writer.write(new Event.RunStarted(run, clock.wallClock(), shape, null));
    }

    private void post(int port, byte[] event) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/events"))
                .timeout(Duration.ofSeconds(60))
                .header("Content-Type", "application/cloudevents+json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(event))
                .build();
        assertThat(client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode())
                .isEqualTo(202);
    }

    private long journalled() throws IOException {
        Path journal = directory.resolve("journal");
        try (Stream<Path> files = Files.list(journal)) {
            long lines = 0;
            for (Path file : files.toList()) {
                lines += Files.readString(file, UTF_8).lines().count();
            }
            return lines;
        }
    }

    /** Ends a server that handles one event, and is out of patience before that is done; what is logged then. */
    private List<String> endTooSoon(ServerConfig settings, boolean journal) throws Exception {
        try (LogLines log = new LogLines(Level.WARNING)) {
            try (PrewarmServer server = PrewarmServer.start(settings)) {
                Thread end = new Thread(() -> server.intake().close(Duration.ofMillis(1)));
                // Who has this lock lets no event be handled.
                synchronized (server.tracker()) {
                    for (int i = 0; i < RUNS; i++) {
                        post(server.port(), begin(i));
                    }
                    end.start();
                    Eventually.holds(
                            "nothing waits",
                            () -> journal
                                    ? journalled() == RUNS
                                    : server.intake().unhandled() == RUNS - 1);
                }
                end.join();
                assertThat(server.tracker().openRuns()).isEqualTo(1);
            }
            return log.lines();
        }
    }

    @Test
    void whatWasNotHandledIsUnderWayWhenItStartsAgain() throws Exception {
        assertThat(endTooSoon(settings().load(), true))
                .singleElement()
                .asString()
                .startsWith((RUNS - 1) + " events")
                .contains("are in the journal");
        try (PrewarmServer again = PrewarmServer.start(settings().load())) {
            assertThat(again.tracker().openRuns()).isEqualTo(RUNS);
        }
    }

    @Test
    void withoutAJournalItIsSaidThatTheyAreLost() throws Exception {
        assertThat(endTooSoon(settings().set("data", "").load(), false))
                .singleElement()
                .asString()
                .startsWith((RUNS - 1) + " events")
                .contains("are lost");
    }

    /** Where statistics were to be saved there is a file. */
    @Test
    void whatGoesWrongWhileItEndsIsInTheLog() throws Exception {
        Path data = directory.resolve("data");
        Path log = directory.resolve("log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "--port=0",
                        "--data=" + data,
                        "--set=journal.enabled=false")
                .redirectError(log.toFile())
                .start();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            String line = lines.readLine();
            assertThat(line).startsWith("Listening on port ");
            post(Integer.parseInt(line.substring(line.lastIndexOf(' ') + 1)), begin(1));
            Files.deleteIfExists(data);
            Files.createFile(data);
            process.destroy();
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(Files.readString(log, UTF_8)).contains("STATISTICS_FAILED");
    }
}
