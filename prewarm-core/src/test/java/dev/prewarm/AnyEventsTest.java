package dev.prewarm;

import static dev.prewarm.TaskOption.after;
import static dev.prewarm.TaskOption.lasting;
import static dev.prewarm.TaskOption.width;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.testing.RecordingWarmupClient;
import dev.prewarm.testing.VirtualScheduler;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever is told, in whatever order and by whatever clock, possible or not: every plan is made, the books balance, and
 * once nothing more is heard nothing is left, neither a warm-up nor a target that is believed to be in use.
 */
@Tag("once")
class AnyEventsTest {
    private static final int EVENTS = 400;
    private static final int AT_A_TIME = 4;
    private static final Duration LONG = Duration.ofDays(40);
    private static final Set<Problem.Kind> FAULTS =
            EnumSet.of(Problem.Kind.STRATEGY_FAILED, Problem.Kind.CLIENT_FAILED, Problem.Kind.LISTENER_FAILED);
    private static final List<PrewarmStrategy> STRATEGIES = List.of(
            PrewarmStrategy.nextHop(),
            PrewarmStrategy.fullPath(),
            PrewarmStrategy.timedLead(Duration.ofSeconds(2)),
            PrewarmStrategy.costAware(10));

    private static LongStream seeds() {
        return LongStream.rangeClosed(1, 60);
    }

    /** Some runs at a time of one workflow, of which anything is told. */
    private static final class Storm implements PrewarmListener {
        final List<String> faults = new ArrayList<>();
        private final Random random;
        private final VirtualScheduler clock = new VirtualScheduler();
        private final List<Target> targets = new ArrayList<>();
        private final List<WorkflowRun> runs = new ArrayList<>();
        private final Workflow workflow;
        private final Prewarmer prewarmer;

        Storm(long seed, PrewarmStrategy strategy) {
            random = new Random(seed);
            clock.advance(LONG);
            for (int concurrency : new int[] {0, 1, 1, 3}) {
                String name = "s" + targets.size();
                targets.add(Target.builder(name, URI.create("http://" + name + ".test"))
                        .concurrency(concurrency)
                        .retention(Duration.ofSeconds(5L + random.nextInt(60)))
                        .build());
            }
            workflow = workflow();
            prewarmer = Prewarmer.builder(RecordingWarmupClient.of(clock, request -> answer()))
                    .scheduler(clock)
                    .strategy(strategy)
                    .listener(this)
                    .build();
        }

        private Workflow workflow() {
            Workflow.Builder builder = Workflow.builder("w");
            int size = 2 + random.nextInt(6);
            for (int i = 0; i < size; i++) {
                List<TaskOption> options = new ArrayList<>();
                options.add(width(1 + random.nextInt(3)));
                if (random.nextBoolean()) {
                    options.add(lasting(span(20)));
                }
                if (i > 0) {
                    options.add(way(after("t" + random.nextInt(i))));
                }
                builder.task("t" + i, targets.get(random.nextInt(targets.size())), options.toArray(TaskOption[]::new));
            }
            return builder.build();
        }

        private TaskOption way(TaskOption.After way) {
            return switch (random.nextInt(4)) {
                case 0 -> way.withProbability(random.nextDouble());
                case 1 -> way.onFailure();
                case 2 -> way.onCompletion();
                default -> way;
            };
        }

        private Duration span(int seconds) {
            return Duration.ofMillis(random.nextInt(1_000 * seconds));
        }

        private WarmupResult answer() {
            return switch (random.nextInt(8)) {
                case 0 -> WarmupResult.failed("on purpose", random.nextBoolean());
                case 1 -> WarmupResult.alreadyWarm(span(3));
                default -> WarmupResult.started(span(8));
            };
        }

        @Override
        public void onDecision(WorkflowRun run, Decision decision) {
            if (!prewarmer.stats().balanced()) {
                faults.add("the books do not balance: " + prewarmer.stats());
            }
        }

        @Override
        public void onProblem(Problem problem) {
            if (FAULTS.contains(problem.kind())) {
                faults.add(problem.toString());
            }
        }

        private void somethingHappens() {
            if (runs.size() < AT_A_TIME) {
                runs.add(prewarmer.run(workflow, "run" + random.nextInt(3 * AT_A_TIME), clock.wallClock()));
            }
            WorkflowRun run = runs.get(random.nextInt(runs.size()));
            String task = "t" + random.nextInt(workflow.tasks().size());
            switch (random.nextInt(40)) {
                case 0 -> runs.remove(run);
                case 1 -> run.close();
                case 2 -> run.abandon();
                case 3 -> prewarmer.ready("s" + random.nextInt(targets.size()), random.nextInt(4));
                case 4 -> run.metColdStart(task, span(9));
                case 5 -> run.metWarm(task);
                case 6, 7 -> run.width(task, 1 + random.nextInt(5));
                case 8 -> announce();
                default -> run.tell(event(task));
            }
            clock.advance(random.nextBoolean() ? Duration.ZERO : span(3));
        }

        private void announce() {
            Announcement announcement =
                    prewarmer.expect(workflow, "run" + random.nextInt(3 * AT_A_TIME), sometime(), span(5));
            if (random.nextBoolean()) {
                announcement.move(sometime());
            } else if (random.nextBoolean()) {
                announcement.cancel();
            }
        }

        private Instant sometime() {
            return clock.wallClock().plus(span(60)).minus(span(60));
        }

        private TaskEvent event(String task) {
            TaskEvent event = switch (random.nextInt(8)) {
                case 0, 1, 2 ->
                    random.nextBoolean()
                            ? TaskEvent.started(task)
                            : TaskEvent.started(task).endingAt(sometime());
                case 3, 4 -> TaskEvent.finished(task);
                case 5 -> TaskEvent.failed(task, new IllegalStateException("on purpose"));
                case 6 ->
                    TaskEvent.failed(task, new IllegalStateException("on purpose"))
                            .againAt(sometime());
                default -> random.nextBoolean() ? TaskEvent.skipped(task) : TaskEvent.chosen(task);
            };
            if (random.nextBoolean() && event.kind() != TaskEvent.Kind.CHOSEN) {
                event = event.instance("" + random.nextInt(3));
            }
            return switch (random.nextInt(4)) {
                case 0 -> event;
                case 1 -> event.at(sometime());
                default -> event.at(clock.wallClock());
            };
        }

        /** Nothing is left, and each target is cold for who calls it next. */
        private void afterALongSilence() {
            clock.advance(LONG);
            PrewarmStats stats = prewarmer.stats();
            if (stats.runsOpen() != 0 || stats.pending() != 0 || stats.open() != 0) {
                faults.add("something is left: " + stats);
            }
            for (Target target : targets) {
                long before = prewarmer.stats().coldStarts();
                WorkflowRun run = prewarmer.start(
                        Workflow.builder("next").task("call", target).build());
                run.started("call");
                clock.runPending();
                if (prewarmer.stats().coldStarts() != before + 1) {
                    faults.add(target + " is believed to be there still");
                }
                run.finished("call");
                run.close();
            }
        }

        List<String> faults() {
            for (int i = 0; i < EVENTS; i++) {
                somethingHappens();
            }
            afterALongSilence();
            return faults;
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void harmNothing(long seed) {
        for (PrewarmStrategy strategy : STRATEGIES) {
            assertThat(new Storm(seed, strategy).faults()).as("%s", strategy).isEmpty();
        }
    }
}
