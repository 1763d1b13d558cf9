package dev.prewarm;

import static dev.prewarm.TaskOption.after;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.forecast.LearnedStatistics;
import dev.prewarm.testing.RecordingWarmupClient;
import dev.prewarm.testing.VirtualScheduler;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What follows from events does not depend on the order in which they arrive, as far as they say when they happened. */
@Tag("once")
class ShuffledEventsTest {
    private static final int RUNS = 1_000;
    private static final int LATEST_MILLIS = 600_000;
    /** An event, and when it arrives. */
    private record Arrival(long atMillis, TaskEvent event) {}

    /** A run of a random workflow, as it happens: its tasks one by one, in instances, tried again, skipped. */
    private static final class Story {
        final Workflow workflow;
        final Instant start;
        final List<TaskEvent> events = new ArrayList<>();
        private final Random random;

        private final boolean repeats;

        /** @param repeats whether tasks are also tried again, or called several times */
        Story(long seed, Instant start, boolean repeats) {
            this.random = new Random(seed);
            this.repeats = repeats;
            this.start = start;
            int size = 2 + random.nextInt(6);
            Workflow.Builder builder = Workflow.builder("w" + seed);
            for (int i = 0; i < size; i++) {
                Target target = Target.of("w" + seed + "-" + i, URI.create("http://t" + i + ".test"));
                List<String> before = new ArrayList<>();
                for (int j = 0; j < i; j++) {
                    if (random.nextInt(3) == 0) {
                        before.add("t" + j);
                    }
                }
                TaskOption[] options =
                        before.isEmpty() ? new TaskOption[0] : new TaskOption[] {after(before.toArray(String[]::new))};
                builder.task("t" + i, target, options);
            }
            if (random.nextBoolean()) {
                builder.task(
                        "never",
                        Target.of("w" + seed + "-n", URI.create("http://n.test")),
                        after("t0").withProbability(0.5));
            }
            workflow = builder.build();
            tell();
        }

        private void tell() {
            Map<Task, Instant> ends = new LinkedHashMap<>();
            for (Task task : workflow.tasks()) {
                Instant ready = workflow.incoming(task).stream()
                        .map(in -> ends.get(in.from()))
                        .max(Comparator.naturalOrder())
                        .orElse(start);
                Instant begin = ready.plusMillis(1 + random.nextInt(500));
                if (task.id().equals("never")) {
                    events.add(TaskEvent.skipped("never").at(begin));
                } else if (repeats && random.nextInt(5) == 0) {
                    ends.put(task, instances(task, begin));
                } else if (repeats && random.nextInt(5) == 0) {
                    Instant failed = begin.plusMillis(duration());
                    events.add(TaskEvent.started(task.id()).at(begin));
                    events.add(TaskEvent.failed(task.id(), new IllegalStateException("on purpose"))
                            .at(failed));
                    ends.put(task, once(task, failed.plusMillis(1 + random.nextInt(20_000))));
                } else {
                    ends.put(task, once(task, begin));
                }
            }
            events.sort(Comparator.comparing(event -> event.at().orElseThrow()));
        }

        private long duration() {
            return 1L + random.nextInt(20_000);
        }

        private Instant once(Task task, Instant begin) {
            Instant end = begin.plusMillis(duration());
            events.add(TaskEvent.started(task.id()).at(begin));
            events.add(TaskEvent.finished(task.id()).at(end));
            return end;
        }

        private Instant instances(Task task, Instant begin) {
            Instant last = begin;
            for (int i = 0; i < 3; i++) {
                Instant from = begin.plusMillis(random.nextInt(100));
                Instant to = from.plusMillis(200 + duration());
                events.add(TaskEvent.started(task.id()).instance("" + i).at(from));
                events.add(TaskEvent.finished(task.id()).instance("" + i).at(to));
                last = to.isAfter(last) ? to : last;
            }
            return last;
        }

        /** Every tenth event is lost, but the ends are not. */
        void lose() {
            List<TaskEvent> kept = new ArrayList<>();
            for (TaskEvent event : events) {
                boolean end = event.kind() == TaskEvent.Kind.FINISHED || event.kind() == TaskEvent.Kind.FAILED;
                if (end || random.nextInt(10) != 0) {
                    kept.add(event);
                }
            }
            events.clear();
            events.addAll(kept);
        }

        List<Arrival> inOrder() {
            return events.stream()
                    .map(event -> new Arrival(event.at().orElseThrow().toEpochMilli(), event))
                    .toList();
        }

        /** Each event late by up to ten minutes, and each second one twice. */
        List<Arrival> shuffled() {
            List<Arrival> arrivals = new ArrayList<>();
            for (TaskEvent event : events) {
                for (int i = random.nextInt(2); i < 2; i++) {
                    long at = event.at().orElseThrow().toEpochMilli() + random.nextInt(LATEST_MILLIS);
                    arrivals.add(new Arrival(at, event));
                }
            }
            arrivals.sort(Comparator.comparingLong(Arrival::atMillis));
            return arrivals;
        }
    }

    /** A Prewarmer that hears of runs one after the other, and what is left in the end. */
    private static final class Heard {
        final VirtualScheduler scheduler = new VirtualScheduler();
        final LearnedStatistics statistics = LearnedStatistics.empty();
        final Map<String, TaskState> states = new TreeMap<>();
        final Map<Problem.Kind, Integer> problems = new TreeMap<>();
        final Prewarmer prewarmer;

        Heard(PrewarmStrategy strategy) {
            RecordingWarmupClient client = RecordingWarmupClient.of(scheduler, Duration.ofSeconds(1));
            prewarmer = Prewarmer.builder(client)
                    .scheduler(scheduler)
                    .statistics(statistics)
                    .strategy(strategy)
                    .listener(new PrewarmListener() {
                        @Override
                        public void onProblem(Problem problem) {
                            problems.merge(problem.kind(), 1, Integer::sum);
                        }
                    })
                    .build();
        }

        void hear(Story story, List<Arrival> arrivals) {
            hear(story, arrivals, 1);
        }

        /** @param together how many are told before the engine gets to work */
        void hear(Story story, List<Arrival> arrivals, int together) {
            for (int first = 0; first < arrivals.size(); first += together) {
                List<Arrival> some = arrivals.subList(first, Math.min(first + together, arrivals.size()));
                Instant last = Instant.ofEpochMilli(some.get(some.size() - 1).atMillis());
                scheduler.advance(Duration.between(scheduler.now(), last));
                some.forEach(arrival ->
                        prewarmer.run(story.workflow, "run", story.start).tell(arrival.event()));
                scheduler.runPending();
            }
            WorkflowRun run = prewarmer.run(story.workflow, "run", story.start);
            scheduler.runPending();
            for (Task task : story.workflow.tasks()) {
                states.put(task.target().orElseThrow().name(), run.run().state().state(task));
            }
            run.close();
            scheduler.runPending();
            assertThat(prewarmer.stats().balanced()).isTrue();
        }

        List<double[]> learned(Story story, Task task) {
            return List.of(
                    statistics.of(story.workflow).warm(task).toArray().stream()
                            .sorted()
                            .toArray(),
                    statistics.of(story.workflow).cold(task).toArray().stream()
                            .sorted()
                            .toArray());
        }
    }

    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void theOrderInWhichEventsArriveChangesNothing(boolean repeats, boolean losses) {
        Heard live = new Heard(PrewarmStrategy.none());
        Heard late = new Heard(PrewarmStrategy.none());
        Heard together = new Heard(PrewarmStrategy.none());
        Instant start = Instant.EPOCH;
        for (int seed = 0; seed < RUNS; seed++) {
            start = start.plus(Duration.ofHours(1));
            Story story = new Story(seed, start, repeats);
            if (losses) {
                story.lose();
            }
            List<Arrival> shuffled = story.shuffled();
            live.hear(story, story.inOrder());
            late.hear(story, shuffled);
            together.hear(story, shuffled, 2 + seed % 20);
            for (Task task : story.workflow.tasks()) {
                assertThat(late.learned(story, task))
                        .as("%s of run %s: %s", task, seed, story.events)
                        .usingRecursiveComparison()
                        .isEqualTo(live.learned(story, task));
                assertThat(together.learned(story, task))
                        .as("%s of run %s, told together: %s", task, seed, story.events)
                        .usingRecursiveComparison()
                        .isEqualTo(live.learned(story, task));
            }
            assertThat(together.problems).as("%s: %s", seed, story.events).isEqualTo(live.problems);
            assertThat(late.problems).as("%s: %s", seed, story.events).isEqualTo(live.problems);
        }
        assertThat(late.states).isEqualTo(live.states);
        assertThat(together.states).isEqualTo(live.states);
        if (!losses) {
            assertThat(late.problems).isEmpty();
            assertThat(late.states.values()).containsOnly(TaskState.FINISHED, TaskState.SKIPPED);
        }
        PrewarmStats heard = late.prewarmer.stats();
        PrewarmStats wanted = live.prewarmer.stats();
        assertThat(heard.balanced()).isTrue();
        assertThat(heard.runsStarted()).isEqualTo(wanted.runsStarted());
        assertThat(heard.runsOpen()).isEqualTo(wanted.runsOpen());
        assertThat(heard.problems()).isEqualTo(wanted.problems());
        assertThat(heard.coldStarts()).isEqualTo(wanted.coldStarts()).isPositive();
        assertThat(heard.lookedCold()).isEqualTo(wanted.lookedCold());
    }

    /** What calls find is judged in the end where events carry their instants, and at once where they do not: it is the same. */
    @Test
    void coldStartsAreThoseOfEventsThatAreToldAsTheyHappen() {
        Heard told = new Heard(PrewarmStrategy.none());
        Heard live = new Heard(PrewarmStrategy.none());
        Instant start = Instant.EPOCH;
        for (int seed = 0; seed < RUNS; seed++) {
            start = start.plus(Duration.ofHours(1));
            Story story = new Story(seed, start, true);
            told.hear(story, story.inOrder());
            live.hear(
                    story,
                    story.inOrder().stream()
                            .map(arrival -> new Arrival(arrival.atMillis(), now(arrival.event())))
                            .toList());
        }
        assertThat(told.prewarmer.stats().coldStarts())
                .isEqualTo(live.prewarmer.stats().coldStarts())
                .isPositive();
    }

    private static TaskEvent now(TaskEvent event) {
        TaskEvent now = switch (event.kind()) {
            case STARTED -> TaskEvent.started(event.task());
            case FINISHED -> TaskEvent.finished(event.task());
            case FAILED -> TaskEvent.failed(event.task(), new IllegalStateException("on purpose"));
            default -> TaskEvent.skipped(event.task());
        };
        return event.instance().isPresent() ? now.instance(event.instance().get()) : now;
    }

    @Test
    void strategiesStandItAndTheBooksBalance() {
        for (PrewarmStrategy strategy : List.of(PrewarmStrategy.nextHop(), PrewarmStrategy.costAware(10))) {
            Heard late = new Heard(strategy);
            Instant start = Instant.EPOCH;
            for (int seed = 0; seed < 100; seed++) {
                start = start.plus(Duration.ofHours(1));
                Story story = new Story(seed, start, true);
                story.lose();
                late.hear(story, story.shuffled());
            }
            assertThat(late.problems).doesNotContainKeys(Problem.Kind.STRATEGY_FAILED, Problem.Kind.DUPLICATE_EVENT);
        }
    }
}
