package dev.prewarm.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.SystemScheduler;
import dev.prewarm.server.config.ConfigLoader;
import dev.prewarm.server.event.Event;
import dev.prewarm.server.event.EventWriter;
import dev.prewarm.server.event.RunId;
import dev.prewarm.server.event.Shape;
import dev.prewarm.server.event.Step;
import dev.prewarm.server.event.TaskId;
import dev.prewarm.server.track.RunReport;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server that is flooded: nothing of what is good is lost, and memory does not grow. {@code -Dprewarm.flood=100000} for as many
 * requests of garbage.
 */
@Tag("once")
final class FloodTest {
    private static final int GARBAGE = Integer.getInteger("prewarm.flood", 3_000);
    private static final int GOOD_RUNS = 100;
    private static final int LARGE_BODIES = 5;
    private static final int SLOW_SENDERS = 100;
    private static final long MOST_GROWTH = 96L << 20;

    private final SystemScheduler clock = new SystemScheduler();
    private final HttpClient client = HttpClient.newHttpClient();
    private final EventWriter writer = new EventWriter("flood");
    private final Random random = new Random(1);

    @TempDir
    Path directory;

    @Test
    void nothingGoodIsLostAndMemoryDoesNotGrow() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try (PrewarmServer server = PrewarmServer.start(new ConfigLoader()
                .set("listen.host", "127.0.0.1")
                .set("listen.port", "0")
                .set("strategy.name", "nextHop")
                .set("holdout", "1")
                .set("limits.linger", "1h")
                .set("data", directory.toString())
                .load())) {
            post(server, "/events", writer.write(begin("warm", clock.wallClock())));
            Eventually.holds("it is there", () -> server.tracker().openRuns() == 1);
            long before = usedMemory();
            for (int i = 0; i < SLOW_SENDERS; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
                socket.getOutputStream()
                        .write("POST /events HTTP/1.1\r\nHost: x\r\nContent-Length: 9000000\r\n\r\n["
                                .getBytes(US_ASCII));
                slow.add(socket);
            }
            for (int i = 0; i < LARGE_BODIES; i++) {
                large(server);
            }
            int good = 0;
            for (int i = 0; i < GARBAGE; i++) {
                byte[] body = new byte[random.nextInt(2_000)];
                random.nextBytes(body);
                assertThat(post(server, i % 2 == 0 ? "/events" : "/api/v1/lineage", body))
                        .isEqualTo(202);
                if (i % Math.max(1, GARBAGE / GOOD_RUNS) == 0 && good < GOOD_RUNS) {
                    run(server, "good " + good++);
                }
            }
            StringBuilder unknown = new StringBuilder("[");
            for (int i = 0; i < 10_000; i++) {
                unknown.append(i == 0 ? "" : ",")
                        .append(new String(
                                writer.write(new Event.TaskStarted(
                                        TaskId.of(new RunId("s", "never heard of " + i, "run"), "task"),
                                        clock.wallClock(),
                                        null,
                                        null)),
                                US_ASCII));
            }
            assertThat(post(server, "/events", unknown.append(']').toString().getBytes(US_ASCII)))
                    .isEqualTo(202);
            int runs = good;
            Eventually.holds("all good runs have ended", () -> ended(server) == runs);
            Eventually.holds(
                    "the unknown ones were read", () -> server.tracker().unknownRuns() == 1_000);
            long growth = usedMemory() - before;
            System.out.println("flood: " + GARBAGE + " requests of garbage, " + LARGE_BODIES + " bodies of 100 MB, "
                    + SLOW_SENDERS + " slow senders, 10,000 unknown runs, " + runs + " good runs: memory grew by "
                    + (growth >> 10) + " kB");
            assertThat(growth).isLessThan(MOST_GROWTH);
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    private static long ended(PrewarmServer server) {
        return server.tracker().runs(20_000).stream()
                .filter(run -> run.id().run().startsWith("good")
                        && run.finishedAt() != null
                        && run.tasks().stream().allMatch(task -> task.state() == RunReport.State.FINISHED))
                .count();
    }

    private static long usedMemory() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private Event.RunStarted begin(String name, Instant at) {
        Map<String, Step> steps = new LinkedHashMap<>();
        steps.put("first", Step.of(List.of(), List.of()));
        steps.put("second", Step.of(List.of("first"), List.of()));
        return new Event.RunStarted(run(name), at, new Shape(steps), null);
    }

    private static RunId run(String name) {
        return new RunId("airflow", "thumbnails", name);
    }

    private void run(PrewarmServer server, String name) throws IOException, InterruptedException {
        Instant at = clock.wallClock().minusSeconds(10);
        RunId run = run(name);
        List<Event> events = List.of(
                begin(name, at),
                new Event.TaskStarted(TaskId.of(run, "first"), at.plusSeconds(1), null, null),
                new Event.TaskFinished(TaskId.of(run, "first"), at.plusSeconds(2), null, Map.of()),
                new Event.TaskStarted(TaskId.of(run, "second"), at.plusSeconds(3), null, null),
                new Event.TaskFinished(TaskId.of(run, "second"), at.plusSeconds(4), null, Map.of()),
                new Event.RunFinished(run, at.plusSeconds(5), false));
        for (Event event : events) {
            assertThat(post(server, "/events", writer.write(event))).isEqualTo(202);
        }
    }

    private int post(PrewarmServer server, String path, byte[] body) throws IOException, InterruptedException {
        return client.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                                .timeout(Duration.ofMinutes(2))
                                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    /** Sends 100 MB, announced and then as chunks whose number is not said ahead, until the server has had enough. */
    private void large(PrewarmServer server) throws IOException {
        for (String length : List.of("Content-Length: 104857600", "Transfer-Encoding: chunked")) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                OutputStream out = socket.getOutputStream();
                out.write(("POST /events HTTP/1.1\r\nHost: x\r\n" + length + "\r\n\r\n").getBytes(US_ASCII));
                byte[] megabyte = new byte[1 << 20];
                InputStream in = new ByteArrayInputStream(new byte[0]);
                try {
                    for (int i = 0; i < 100; i++) {
                        if (length.startsWith("T")) {
                            out.write("100000\r\n".getBytes(US_ASCII));
                        }
                        out.write(megabyte);
                        if (length.startsWith("T")) {
                            out.write("\r\n".getBytes(US_ASCII));
                        }
                    }
                    in = socket.getInputStream();
                } catch (IOException e) {
                    // It hung up, which is what it should do.
                    in = socket.getInputStream();
                }
                byte[] answer = answer(in);
                assertThat(new String(answer, US_ASCII))
                        .satisfiesAnyOf(
                                text -> assertThat(text).contains(" 413 "),
                                text -> assertThat(text).isEmpty());
            }
        }
    }

    private static byte[] answer(InputStream in) {
        try {
            return in.readNBytes(20);
        } catch (IOException e) {
            // A connection that was reset may take the answer with it.
            return new byte[0];
        }
    }
}
