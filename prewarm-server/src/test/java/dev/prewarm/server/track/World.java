package dev.prewarm.server.track;

import dev.prewarm.EagerScheduler;
import dev.prewarm.PrewarmStrategy;
import dev.prewarm.Prewarmer;
import dev.prewarm.Problem;
import dev.prewarm.Target;
import dev.prewarm.observe.Beliefs;
import dev.prewarm.server.event.Event;
import dev.prewarm.server.event.RunId;
import dev.prewarm.server.service.AllowedAddress;
import dev.prewarm.server.service.Services;
import dev.prewarm.testing.RecordingWarmupClient;
import dev.prewarm.testing.VirtualScheduler;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A tracker and its Prewarmer in virtual time, with services that are warmed in a second. */
final class World implements AutoCloseable {
    final VirtualScheduler time = new VirtualScheduler();
    final RecordingWarmupClient client = RecordingWarmupClient.of(time, Duration.ofSeconds(1));
    final List<RunReport> closed = new ArrayList<>();
    final List<String> complaints = new ArrayList<>();
    final List<Problem> problems = new ArrayList<>();
    final Beliefs beliefs = new Beliefs(1_000);
    final Prewarmer prewarmer;
    final Tracker tracker;

    World() {
        this(PrewarmStrategy.nextHop(), 0, TrackerLimits.DEFAULT);
    }

    World(PrewarmStrategy strategy, double holdout, TrackerLimits limits) {
        QuietRuns quiet = new QuietRuns();
        prewarmer = Prewarmer.builder(client)
                .strategy(beliefs.watch(quiet.silence(strategy)))
                .scheduler(new EagerScheduler(time))
                .runTimeToLive(limits.stuck())
                .listener(new dev.prewarm.PrewarmListener() {
                    @Override
                    public void onProblem(Problem problem) {
                        problems.add(problem);
                    }
                })
                .build();
        List<Target> declared = List.of(
                Target.of("shop/resize", URI.create("http://resize.shop.svc.cluster.local/")),
                Target.of("shop/label", URI.create("http://label.shop.svc.cluster.local/")));
        Services services =
                new Services(declared, List.of(AllowedAddress.of("http://127.0.0.1:*")), List.of(), null, "shop");
        tracker = new Tracker(
                prewarmer,
                services,
                new Holdout(holdout),
                quiet,
                time,
                limits,
                new TrackerListener() {
                    @Override
                    public void onClosed(RunReport run) {
                        closed.add(run);
                    }

                    @Override
                    public void onGivenUp(RunId run, String reason) {
                        complaints.add(run + ": " + reason);
                    }

                    @Override
                    public void onBadShape(RunId run, String reason) {
                        complaints.add(run + ": " + reason);
                    }
                },
                beliefs::coldTasks);
    }

    /** Tells an event now, whenever it happened. */
    void tell(Event event) {
        tracker.accept(event);
        time.runPending();
    }

    /** Tells events in their order, each at the instant at which it happened. */
    void replay(List<? extends Event> events) {
        for (Event event : inOrder(events)) {
            if (event.at().isAfter(time.now())) {
                time.runUntil(event.at());
            }
            tell(event);
        }
    }

    static List<Event> inOrder(List<? extends Event> events) {
        return events.stream()
                .<Event>map(event -> event)
                .sorted(Comparator.comparing(Event::at))
                .toList();
    }

    /** Waits until the runs that have ended are closed. */
    void settle() {
        time.advance(Duration.ofSeconds(30));
    }

    RunReport run(String id) {
        return tracker.runs(10_000).stream()
                .filter(run -> run.id().run().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no run " + id));
    }

    List<String> warmed() {
        return client.requests().stream()
                .map(recorded -> recorded.request().target().name())
                .toList();
    }

    static Instant at(double seconds) {
        return Instant.EPOCH.plusNanos(Math.round(seconds * 1e9));
    }

    @Override
    public void close() {
        tracker.close();
        prewarmer.close();
        time.runPending();
    }
}
