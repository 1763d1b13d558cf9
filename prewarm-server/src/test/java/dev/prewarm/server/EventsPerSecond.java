package dev.prewarm.server;

import com.sun.management.OperatingSystemMXBean;
import dev.prewarm.PrewarmStrategy;
import dev.prewarm.Prewarmer;
import dev.prewarm.SystemScheduler;
import dev.prewarm.Target;
import dev.prewarm.WarmupResult;
import dev.prewarm.observe.Beliefs;
import dev.prewarm.server.event.Event;
import dev.prewarm.server.event.EventWriter;
import dev.prewarm.server.event.RunId;
import dev.prewarm.server.event.Shape;
import dev.prewarm.server.event.Step;
import dev.prewarm.server.event.TaskId;
import dev.prewarm.server.journal.Journal;
import dev.prewarm.server.receive.Dialect;
import dev.prewarm.server.receive.Inbox;
import dev.prewarm.server.receive.Intake;
import dev.prewarm.server.receive.ReceiveCounts;
import dev.prewarm.server.receive.Received;
import dev.prewarm.server.service.Services;
import dev.prewarm.server.track.Holdout;
import dev.prewarm.server.track.QuietRuns;
import dev.prewarm.server.track.Tracker;
import dev.prewarm.server.track.TrackerLimits;
import dev.prewarm.server.track.TrackerListener;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * How many events a second of one core's time lets through: read, written to the journal, tracked, planned by the cost-aware strategy;
 * runs of seven tasks, three of which overlap at a time. Run by hand: it measures, and asserts nothing.
 */
final class EventsPerSecond {
    private static final int TASKS = 7;

    private EventsPerSecond() {}

    /**
     * Measures.
     *
     * @param args how many runs; 20,000 by default
     */
    public static void main(String[] args) throws Exception {
        int runs = (args.length == 0) ? 20_000 : Integer.parseInt(args[0]);
        OperatingSystemMXBean process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        SystemScheduler clock = new SystemScheduler();
        Target target = Target.of("service", URI.create("http://service.invalid/"));
        Services services = new Services(List.of(target), List.of(), List.of(), null, "default");
        QuietRuns quiet = new QuietRuns();
        Beliefs beliefs = new Beliefs(10_500);
        EventWriter sender = new EventWriter("sender");
        EventWriter writer = new EventWriter("journal");
        ReceiveCounts counts = new ReceiveCounts();
        TrackerLimits limits = new TrackerLimits(
                10_000, 1_000, 500, 20_000, 10_000, Duration.ofMillis(200), Duration.ofHours(6), Duration.ofDays(30));
        try (Prewarmer prewarmer = Prewarmer.builder(request ->
                                CompletableFuture.completedStage(WarmupResult.started(Duration.ofSeconds(1))))
                        .strategy(beliefs.watch(quiet.silence(PrewarmStrategy.costAware(10))))
                        .build();
                Journal journal = new Journal(Files.createTempDirectory("journal"), 32 << 20, 8, clock);
                Tracker tracker = new Tracker(
                        prewarmer,
                        services,
                        new Holdout(0.05),
                        quiet,
                        clock,
                        limits,
                        TrackerListener.NONE,
                        beliefs::coldTasks)) {
            Intake intake = new Intake(
                    new Inbox(1, 1),
                    1 << 20,
                    event -> {
                        journal.append(writer.write(event));
                        tracker.accept(event);
                    },
                    counts);
            for (int part = 0; part < 4; part++) {
                List<byte[]> bodies = new ArrayList<>();
                for (int i = 0; i < runs / 4; i++) {
                    events("run " + part + " " + i, clock.wallClock().minusSeconds(60))
                            .forEach(event -> bodies.add(sender.write(event)));
                }
                long cpu = process.getProcessCpuTime();
                long problems = prewarmer.stats().problems();
                for (byte[] body : bodies) {
                    intake.read(new Received(Dialect.CLOUD_EVENTS, Map.of(), body));
                }
                long expected = bodies.size();
                Eventually.holds(
                        "the engine has caught up", () -> prewarmer.stats().runsOpen() == 0);
                double seconds = (process.getProcessCpuTime() - cpu) / 1e9;
                System.out.printf(
                        "%d events in %.2f s of one core's time: %.0f a second; %d problems%n",
                        expected, seconds, expected / seconds, prewarmer.stats().problems() - problems);
            }
        }
        clock.close();
    }

    private static List<Event> events(String name, Instant at) {
        RunId run = new RunId("airflow", "workflow", name);
        Map<String, Step> steps = new LinkedHashMap<>();
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < TASKS; i++) {
            steps.put("task" + i, Step.of(i == 0 ? List.of() : List.of("task" + (i - 1)), List.of("service")));
        }
        events.add(new Event.RunStarted(run, at, new Shape(steps), null));
        for (int i = 0; i < TASKS; i++) {
            TaskId task = TaskId.of(run, "task" + i);
            events.add(new Event.TaskStarted(task, at.plusSeconds(5L * i + 1), null, null));
            events.add(new Event.TaskFinished(task, at.plusSeconds(5L * i + 4), null, Map.of()));
        }
        events.add(new Event.RunFinished(run, at.plusSeconds(5L * TASKS), false));
        return events;
    }
}
