package dev.prewarm.server;

import dev.prewarm.PrewarmStrategy;
import dev.prewarm.Prewarmer;
import dev.prewarm.Scheduler;
import dev.prewarm.Target;
import dev.prewarm.WarmupResult;
import dev.prewarm.server.event.Event;
import dev.prewarm.server.event.EventWriter;
import dev.prewarm.server.event.RunId;
import dev.prewarm.server.event.Shape;
import dev.prewarm.server.event.Step;
import dev.prewarm.server.event.TaskId;
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
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Runs made-up workflows through all that an event passes, before the first real one comes: a server that is cold itself would be
 * late for its first runs. Nothing of it is kept, and nothing is sent.
 */
final class SelfWarming {
    private static final int RUNS = 150;
    private static final Duration AT_MOST = Duration.ofSeconds(2);

    private SelfWarming() {}

    static void run(PrewarmStrategy strategy, Scheduler scheduler) {
        QuietRuns quiet = new QuietRuns();
        Target target = Target.of("itself", URI.create("http://itself.invalid/"));
        Services services = new Services(List.of(target), List.of(), List.of(), null, "default");
        ReceiveCounts counts = new ReceiveCounts();
        EventWriter writer = new EventWriter("warming");
        try (Prewarmer prewarmer = Prewarmer.builder(request ->
                                CompletableFuture.completedStage(WarmupResult.alreadyWarm(Duration.ofMillis(1))))
                        .strategy(quiet.silence(strategy))
                        .build();
                Tracker tracker = new Tracker(
                        prewarmer,
                        services,
                        new Holdout(0),
                        quiet,
                        scheduler,
                        TrackerLimits.DEFAULT,
                        TrackerListener.NONE,
                        run -> Set.of())) {
            Intake intake = new Intake(new Inbox(1, 1), 1 << 20, tracker::accept, counts);
            Instant begin = scheduler.now();
            for (int i = 0; i < RUNS && scheduler.now().isBefore(begin.plus(AT_MOST)); i++) {
                for (Event event : run("run " + i, scheduler.wallClock().minusSeconds(20))) {
                    intake.read(new Received(Dialect.CLOUD_EVENTS, Map.of(), writer.write(event)));
                }
            }
        }
    }

    private static List<Event> run(String name, Instant at) {
        RunId run = new RunId("itself", "warming", name);
        Shape shape = new Shape(Map.of(
                "first", Step.of(List.of(), List.of("itself")),
                "second", Step.of(List.of("first"), List.of("itself")),
                "third", Step.of(List.of("first", "second"), List.of("itself"))));
        return List.of(
                new Event.RunStarted(run, at, shape, null),
                new Event.TaskStarted(TaskId.of(run, "first"), at.plusSeconds(1), null, null),
                new Event.TaskFinished(TaskId.of(run, "first"), at.plusSeconds(4), null, Map.of()),
                new Event.TaskStarted(TaskId.of(run, "second"), at.plusSeconds(5), null, null),
                new Event.TaskFinished(TaskId.of(run, "second"), at.plusSeconds(7), null, Map.of()),
                new Event.TaskStarted(TaskId.of(run, "third"), at.plusSeconds(8), null, null),
                new Event.TaskFinished(TaskId.of(run, "third"), at.plusSeconds(9), null, Map.of()),
                new Event.RunFinished(run, at.plusSeconds(9), false));
    }
}
