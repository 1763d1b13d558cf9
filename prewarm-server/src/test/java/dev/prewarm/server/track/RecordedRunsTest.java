package dev.prewarm.server.track;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.server.Recordings;
import dev.prewarm.server.event.Event;
import dev.prewarm.server.event.RunId;
import dev.prewarm.server.track.RunReport.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Events that real Airflow has sent, in every order, give the runs that it did. */
final class RecordedRunsTest {
    private static final String PLUGIN = "plugin-events-af3.jsonl";

    @Test
    void thePluginsRunsAreThoseThatWereRecorded() {
        try (World world = new World()) {
            world.replay(fromZero(Recordings.read(PLUGIN)));
            world.settle();
            Map<String, Long> runs = world.closed.stream()
                    .collect(Collectors.groupingBy(run -> run.id().workflow(), Collectors.counting()));
            assertThat(runs)
                    .isEqualTo(Map.of(
                            "timed",
                            6L,
                            "paper",
                            2L,
                            "branch",
                            3L,
                            "fanout",
                            2L,
                            "retrying",
                            1L,
                            "scheduled",
                            2L,
                            "said",
                            1L));
            assertThat(world.closed).noneMatch(RunReport::failed);
            for (RunReport run : world.closed) {
                assertThat(run.tasks())
                        .as("%s", run.id())
                        .allMatch(task -> task.state() == State.FINISHED
                                || task.state() == State.SKIPPED
                                || task.spans().isEmpty());
            }
            List<RunReport> branches = of(world, "branch");
            assertThat(branches.stream().map(run -> state(run, "group.left")).toList())
                    .containsExactlyInAnyOrder(State.FINISHED, State.SKIPPED, State.FINISHED);
            assertThat(of(world, "fanout"))
                    .allMatch(run -> task(run, "work").spans().size() == 4);
            RunReport retrying = of(world, "retrying").get(0);
            assertThat(task(retrying, "flaky").spans())
                    .extracting(RunReport.Span::failed)
                    .containsExactly(true, false);
        }
    }

    @Test
    void openLineagesRunsAreThoseThatWereRecorded() {
        try (World world = new World()) {
            world.replay(fromZero(Recordings.read("openlineage-shapes-af3.jsonl")));
            world.settle();
            assertThat(world.closed.stream()
                            .collect(Collectors.groupingBy(run -> run.id().workflow(), Collectors.counting())))
                    .isEqualTo(Map.of("branch", 3L, "fanout", 2L, "retrying", 1L, "waits", 1L));
            assertThat(of(world, "branch").stream()
                            .map(run -> state(run, "group.right"))
                            .toList())
                    .containsExactlyInAnyOrder(State.SKIPPED, State.FINISHED, State.SKIPPED);
            assertThat(of(world, "fanout"))
                    .allMatch(run -> task(run, "work").spans().size() == 4);
            assertThat(task(of(world, "retrying").get(0), "flaky").spans())
                    .extracting(RunReport.Span::failed)
                    .containsExactly(true, false);
        }
    }

    @Test
    void aDeferrableTaskThatStartsTwiceRanOnceFromItsEarlierStart() {
        try (World world = new World()) {
            List<Event> events = Recordings.read("ol-waits-deferrable-sensor.jsonl");
            world.replay(fromZero(events));
            world.settle();
            List<Instant> starts = events.stream()
                    .filter(event -> event instanceof Event.TaskStarted started
                            && started.task().task().equals("deferred"))
                    .map(Event::at)
                    .sorted()
                    .toList();
            assertThat(starts).hasSize(2);
            RunReport run = of(world, "waits").stream()
                    .filter(each -> !task(each, "deferred").spans().isEmpty())
                    .findFirst()
                    .orElseThrow();
            assertThat(task(run, "deferred").spans()).hasSize(1);
            assertThat(task(run, "deferred").spans().get(0).from())
                    .isEqualTo(starts.get(0).minus(offset(events)));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                PLUGIN,
                "openlineage-timed-af3.jsonl",
                "openlineage-timed-af2.jsonl",
                "openlineage-shapes-af3.jsonl",
                "ol-waits-deferrable-sensor.jsonl"
            })
    void theOrderAndTheNumberOfTimesDoNotMatter(String file) {
        List<Event> events = fromZero(Recordings.read(file));
        Map<String, String> inOrder = runs(events);
        assertThat(inOrder).isNotEmpty();
        for (int seed = 1; seed <= 10; seed++) {
            List<Event> shuffled = new ArrayList<>(events);
            Collections.shuffle(shuffled, new Random(seed));
            assertThat(runs(shuffled)).as("shuffled by seed %s", seed).isEqualTo(inOrder);
            List<Event> doubled = new ArrayList<>(events);
            doubled.addAll(shuffled);
            assertThat(runs(doubled)).as("doubled, shuffled by seed %s", seed).isEqualTo(inOrder);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {PLUGIN, "openlineage-timed-af2.jsonl", "openlineage-shapes-af3.jsonl"})
    void whereTheHeadIsMissingTheRestIsTheSame(String file) {
        List<Event> events = fromZero(Recordings.read(file));
        Map<RunId, RunReport> whole = reports(events);
        Set<String> seen = new HashSet<>();
        Set<RunId> beheaded = new HashSet<>();
        for (Event event : World.inOrder(events)) {
            if (event instanceof Event.RunStarted started && !seen.add(started.workflow())) {
                beheaded.add(started.run());
            }
        }
        assertThat(beheaded).isNotEmpty();
        Set<RunId> started = new HashSet<>();
        // Of each run but its workflow's first one, its start and the start of its first task are missing.
        Predicate<Event> head = event -> {
            if (!(event instanceof Event.OfRun ofRun) || !beheaded.contains(ofRun.run())) {
                return false;
            }
            return event instanceof Event.RunStarted
                    || (event instanceof Event.TaskStarted && started.add(ofRun.run()));
        };
        List<Event> rest = World.inOrder(events).stream().filter(head.negate()).toList();
        Map<RunId, RunReport> without = reports(rest);
        assertThat(without.keySet()).isEqualTo(whole.keySet());
        whole.forEach(
                (id, run) -> assertThat(states(without.get(id))).as("%s", id).isEqualTo(states(run)));
    }

    /** Tells events in that order, all of them late, and describes the runs. */
    private static Map<String, String> runs(List<Event> events) {
        Map<String, String> described = new TreeMap<>();
        reports(events)
                .forEach((id, run) -> described.put(
                        id.toString(),
                        run.startedAt() + " to " + run.finishedAt() + ": "
                                + run.tasks().stream()
                                        .sorted(java.util.Comparator.comparing(RunReport.TaskReport::id))
                                        .map(task -> task.id() + " " + task.state() + " "
                                                + task.spans().stream()
                                                        .map(span -> span.instance() + ":" + span.from() + "-"
                                                                + span.to() + span.failed())
                                                        .toList())
                                        .toList()));
        return described;
    }

    private static Map<RunId, RunReport> reports(List<Event> events) {
        try (World world = new World()) {
            world.time.runUntil(
                    events.stream().map(Event::at).max(Instant::compareTo).orElseThrow());
            events.forEach(world::tell);
            world.settle();
            assertThat(world.tracker.openRuns()).isZero();
            Map<RunId, RunReport> reports = new LinkedHashMap<>();
            world.closed.forEach(run -> reports.put(run.id(), run));
            return reports;
        }
    }

    private static List<RunReport> of(World world, String workflow) {
        return world.closed.stream()
                .filter(run -> run.id().workflow().equals(workflow))
                .toList();
    }

    private static RunReport.TaskReport task(RunReport run, String id) {
        return run.tasks().stream()
                .filter(task -> task.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static State state(RunReport run, String id) {
        return task(run, id).state();
    }

    private static Map<String, State> states(RunReport run) {
        Map<String, State> states = new TreeMap<>();
        run.tasks().forEach(task -> states.put(task.id(), task.state()));
        return states;
    }

    private static Duration offset(List<Event> events) {
        return Duration.between(
                Instant.EPOCH,
                events.stream().map(Event::at).min(Instant::compareTo).orElseThrow());
    }

    /** The same events, of which the first happens at the beginning of virtual time. */
    private static List<Event> fromZero(List<Event> events) {
        Duration by = offset(events);
        return events.stream().map(event -> earlier(event, by)).toList();
    }

    private static Event earlier(Event event, Duration by) {
        Instant at = event.at().minus(by);
        if (event instanceof Event.RunStarted e) {
            return new Event.RunStarted(
                    e.run(), at, e.shape(), (e.next() == null) ? null : e.next().minus(by));
        } else if (event instanceof Event.RunFinished e) {
            return new Event.RunFinished(e.run(), at, e.failed());
        } else if (event instanceof Event.TaskStarted e) {
            return new Event.TaskStarted(e.task(), at, e.calls(), e.rule());
        } else if (event instanceof Event.TaskFinished e) {
            return new Event.TaskFinished(e.task(), at, e.chosen(), e.widths());
        } else if (event instanceof Event.TaskFailed e) {
            return new Event.TaskFailed(e.task(), at, e.againAfter());
        } else if (event instanceof Event.TaskSkipped e) {
            return new Event.TaskSkipped(e.task(), at);
        }
        throw new AssertionError("no recording has " + event);
    }
}
