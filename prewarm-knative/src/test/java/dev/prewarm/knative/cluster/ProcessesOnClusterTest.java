package dev.prewarm.knative.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Runs of a chain of services of concurrency 1 that two processes start, told the number of ready pods or not, and those of
 * one process, side by side on services of their own.
 */
@Tag("cluster")
final class ProcessesOnClusterTest {
    private static final int RUNS = Integer.getInteger("prewarm.cluster.runs", 16);
    private static final Duration BETWEEN_RUNS = Duration.ofSeconds(35);
    private static final Duration[] WORK = {Duration.ofSeconds(1), Duration.ofSeconds(3), Duration.ofSeconds(2)};
    /** Between the lanes, so that they do not slow each other's starts. */
    private static final Duration APART = Duration.ofSeconds(11);

    private static final double PRICE = 10;

    private final Cluster cluster = new Cluster();
    private final ExecutorService readers = Executors.newCachedThreadPool();

    /** What is seen of one number of processes on services of their own. */
    private final class Lane {
        private final String name;
        private final List<Cluster.Deployed> services = new ArrayList<>();
        private final List<Process> processes = new ArrayList<>();
        private final List<CompletableFuture<Void>> outputs = new ArrayList<>();
        private final List<Double> makespans = new ArrayList<>();
        private final Map<String, Instant> firstCalledAt = new HashMap<>();
        private long sent;

        Lane(String name) {
            this.name = name;
            for (int i = 0; i < WORK.length; i++) {
                services.add(cluster.deploy(name + "-" + i, WORK[i], 1, Duration.ofSeconds(61), Map.of()));
            }
        }

        void start(int count, boolean told, long offsetMillis) throws IOException {
            services.forEach(cluster::awaitZero);
            SplittableRandom random = new SplittableRandom(1);
            List<StringBuilder> starts = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                starts.add(new StringBuilder());
            }
            double at = offsetMillis;
            for (int i = 0; i < RUNS; i++) {
                StringBuilder list = starts.get(i % count);
                list.append(list.isEmpty() ? "" : ",").append(Math.round(at));
                at += -Math.log(1 - random.nextDouble()) * BETWEEN_RUNS.toMillis();
            }
            for (StringBuilder list : starts) {
                List<String> command = new ArrayList<>(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djdk.httpclient.allowRestrictedHeaders=host",
                        "-Dprewarm.cluster.ingress=" + System.getProperty("prewarm.cluster.ingress", ""),
                        "-cp",
                        System.getProperty("java.class.path"),
                        OneProcess.class.getName(),
                        Boolean.toString(told),
                        list.toString()));
                for (Cluster.Deployed service : services) {
                    command.add(service.target().name());
                    command.add(service.target().uri().toString());
                }
                Process process = new ProcessBuilder(command)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
                processes.add(process);
                BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
                assertThat(output.readLine()).isEqualTo(OneProcess.READY);
                outputs.add(CompletableFuture.runAsync(() -> output.lines().forEach(this::take), readers));
            }
        }

        void go() throws IOException {
            for (Process process : processes) {
                process.outputWriter().append('\n').flush();
            }
        }

        private synchronized void take(String line) {
            String[] words = line.split(" ", -1);
            switch (words[0]) {
                case OneProcess.RUN -> makespans.add(Double.parseDouble(words[1]));
                case OneProcess.SENT -> sent += Long.parseLong(words[1]);
                case OneProcess.CALL ->
                    firstCalledAt.merge(
                            words[1], cluster.onScale(Instant.parse(words[2])), (a, b) -> a.isBefore(b) ? a : b);
                default -> System.out.println(line);
            }
        }

        /** Waits until all runs have ended, and no pod is left. */
        void await() {
            outputs.forEach(CompletableFuture::join);
            services.forEach(cluster::awaitZero);
            assertThat(makespans).as(name).hasSize(RUNS);
        }

        double delay() {
            double work = 0;
            for (Duration seconds : WORK) {
                work += seconds.toMillis() / 1e3;
            }
            return makespans.stream().mapToDouble(Double::doubleValue).sum() / RUNS - work;
        }

        String row(Instant from, ReadyInstants readyInstants) {
            double idle = 0;
            for (Cluster.Deployed service : services) {
                idle += readyInstants.idle(from, service.revision().revision(), firstCalledAt) / RUNS;
            }
            return "| %s | %.2f | %.1f | %.1f | %.1f |%n"
                    .formatted(name, delay(), idle, (double) sent / RUNS, PRICE * delay() + idle);
        }
    }

    @Test
    void twoProcesses() throws IOException {
        List<Lane> lanes = List.of(new Lane("one"), new Lane("two-told"), new Lane("two-untold"));
        try (ReadyInstants readyInstants = new ReadyInstants(cluster, Set.of("default"))) {
            lanes.get(0).start(1, true, 0);
            lanes.get(1).start(2, true, APART.toMillis());
            lanes.get(2).start(2, false, 2 * APART.toMillis());
            Instant from = cluster.scheduler.now();
            for (Lane lane : lanes) {
                lane.go();
            }
            lanes.forEach(Lane::await);
            Page.section(
                    "Two processes",
                    cluster.versions(),
                    RUNS + " runs of three services of concurrency 1 that take 1, 3 and 2 s, on average one every "
                            + BETWEEN_RUNS.toSeconds()
                            + " s, by cost-aware(10). Who is told hears from `ReadyPods` how many"
                            + " pods are ready; the others know only what they did themselves.\n\n"
                            + "| processes | delay a run, s | idle pod-seconds a run | warm-ups a run | cost |\n"
                            + "|---|---|---|---|---|\n"
                            + String.join(
                                    "",
                                    lanes.stream()
                                            .map(lane -> lane.row(from, readyInstants))
                                            .toList()));
            assertThat(lanes.get(1).sent).as("told, sent").isLessThanOrEqualTo(lanes.get(2).sent + RUNS / 4);
        } finally {
            lanes.forEach(lane -> lane.processes.forEach(Process::destroyForcibly));
            readers.shutdownNow();
            cluster.close();
        }
    }
}
