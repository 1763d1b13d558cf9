package dev.prewarm.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Prints how long a fresh JVM takes from its launch to the first warm-up, and by how much that is more than a JVM that
 * does nothing. See {@link StartUpChild} for what the JVMs do. The kinds take turns.
 */
public final class StartUp {
    private static final int TIMES = 20;
    private static final String BARE = "bare";

    private final LocalServer server;
    private final BlockingQueue<Long> requests = new LinkedBlockingQueue<>();

    private StartUp() throws IOException {
        server = new LocalServer(() -> requests.add(System.nanoTime()));
    }

    /** Takes no arguments. */
    public static void main(String[] args) throws IOException, InterruptedException {
        StartUp startUp = new StartUp();
        Map<String, List<Double>> millis = new TreeMap<>();
        for (int i = 0; i < TIMES; i++) {
            for (String kind : StartUpChild.KINDS) {
                millis.computeIfAbsent(kind, k -> new ArrayList<>()).add(startUp.launch(kind) / 1e6);
            }
        }
        double bare = median(millis.getOrDefault(BARE, List.of()));
        millis.forEach((kind, values) -> System.out.printf(
                Locale.ROOT,
                "%-20s median %6.0f ms, over the bare JVM %6.0f ms%n",
                kind,
                median(values),
                median(values) - bare));
        startUp.server.close();
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }

    /** Nanoseconds from the launch to the line that the JVM prints, or the request that it sends. */
    private long launch(String kind) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                StartUpChild.class.getName(),
                kind,
                server.uri().toString());
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        long start = System.nanoTime();
        Process process = builder.start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            if (kind.startsWith("knative")) {
                Long at = requests.poll(1, TimeUnit.MINUTES);
                if (at == null) {
                    throw new IllegalStateException("no request within a minute: " + kind);
                }
                return at - start;
            }
            if (out.readLine() == null) {
                throw new IllegalStateException("nothing was printed: " + kind);
            }
            return System.nanoTime() - start;
        } finally {
            process.destroy();
            process.waitFor();
        }
    }
}
