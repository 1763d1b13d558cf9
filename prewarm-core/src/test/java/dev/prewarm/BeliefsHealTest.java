package dev.prewarm;

import static dev.prewarm.TaskOption.after;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.testing.VirtualScheduler;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A belief is wrong, in each way that it can be. After how many runs is a strategy right again: from when on does it meet no
 * more cold starts than the same strategy with true beliefs from the beginning?
 *
 * <p>The workflow is a chain of three services with calls of four seconds and cold starts of two; runs begin 40 s after the
 * last one has ended.
 */
class BeliefsHealTest {
    private static final int RUNS = 40;
    private static final int MOST = 10;
    private static final Duration PAUSE = Duration.ofSeconds(40);
    private static final Duration STOCK = Target.DEFAULT_RETENTION;
    private static final Duration SHORT = Duration.ofSeconds(21);

    private static final Path DOCUMENT = Path.of("../docs/beliefs.md");
    private static final String REWRITE = "prewarm.beliefs.rewrite";
    private static final String HOW = "run mvn -pl prewarm-core test -Dtest=BeliefsHealTest -D" + REWRITE
            + "=true, which writes the table of docs/beliefs.md anew";

    private static final List<PrewarmStrategy> STRATEGIES = List.of(
            PrewarmStrategy.nextHop(),
            PrewarmStrategy.fullPath(),
            PrewarmStrategy.timedLead(0.9),
            PrewarmStrategy.costAware(10));

    /** A world, and what is said of it. The methods say what is true and truly said; a way to be wrong changes some. */
    @SuppressWarnings("UnusedVariable") // what a world does not care for
    private static class World {
        final VirtualScheduler time = new VirtualScheduler();
        final SteppedClock clock = new SteppedClock(time);
        final SmallPlatform platform = new SmallPlatform(clock, retention());

        /** How long the platform keeps an instance. */
        Duration retention() {
            return STOCK;
        }

        /** How long it is said to. */
        Duration saidRetention() {
            return retention();
        }

        /** What is said of the concurrency of the second service in a run; it is called three times at a time if any is. */
        int saidConcurrency(int run) {
            return 0;
        }

        int width() {
            return 1;
        }

        /** Where the services are, in a run. */
        String domain(int run) {
            return "test";
        }

        boolean tellsOfColdStarts() {
            return false;
        }

        boolean losesFinished(String task) {
            return false;
        }

        boolean announces() {
            return false;
        }

        /** Happens before a run begins. */
        void before(int run, Workflow workflow) {}

        /** Happens as soon as a run is announced, or would be. */
        void afterAnnouncement(int run) {}

        private Workflow workflow(int run) {
            return Workflow.builder("chain")
                    .task("a", target("a", run).build())
                    .task(
                            "b",
                            target("b", run).concurrency(saidConcurrency(run)).build(),
                            after("a"),
                            TaskOption.width(width()))
                    .task("c", target("c", run).build(), after("b"))
                    .build();
        }

        private Target.Builder target(String name, int run) {
            return Target.builder(name, URI.create("http://" + name + "." + domain(run)))
                    .retention(saidRetention());
        }

        /** Runs the workflow again and again; the cold starts that each run met. */
        List<Integer> coldStarts(PrewarmStrategy strategy) {
            Prewarmer prewarmer = Prewarmer.builder(platform)
                    .scheduler(clock)
                    .strategy(strategy)
                    .build();
            List<Integer> coldStarts = new ArrayList<>();
            for (int i = 1; i <= RUNS; i++) {
                Workflow workflow = workflow(i);
                if (announces()) {
                    prewarmer.expect(workflow, announcedFor(i));
                }
                time.runPending();
                afterAnnouncement(i);
                time.advance(pause(i));
                before(i, workflow);
                coldStarts.add(run(prewarmer.start(workflow)));
            }
            assertThat(prewarmer.stats().balanced()).isTrue();
            return coldStarts;
        }

        /** How long after the end of the last run one begins. */
        Duration pause(int run) {
            return PAUSE;
        }

        /** What the wall clock will show when the run begins. */
        Instant announcedFor(int run) {
            return clock.wallClock().plus(pause(run));
        }

        private int run(WorkflowRun run) {
            int cold = 0;
            for (Task task : run.workflow().tasks()) {
                String id = task.id();
                run.started(id);
                time.runPending();
                List<SmallPlatform.Call> calls = new ArrayList<>();
                Duration wait = Duration.ZERO;
                for (int i = 0; i < task.width(); i++) {
                    SmallPlatform.Call call =
                            platform.call(task.target().orElseThrow().uri());
                    calls.add(call);
                    wait = (call.coldStart.compareTo(wait) > 0) ? call.coldStart : wait;
                    cold += call.cold() ? 1 : 0;
                }
                time.advance(wait.plusSeconds(4));
                calls.forEach(SmallPlatform.Call::end);
                if (tellsOfColdStarts() && wait.isZero()) {
                    run.metWarm(id);
                } else if (tellsOfColdStarts()) {
                    run.metColdStart(id, wait);
                }
                if (!losesFinished(id)) {
                    run.finished(id);
                }
            }
            run.close();
            time.runPending();
            return cold;
        }
    }

    /** A way to be wrong: the world with the wrong belief, the same with a true one, and the run in which it becomes wrong. */
    record Way(Supplier<World> wrong, Supplier<World> right, int from) {
        /** How many runs from the one in which the belief became wrong, until no run meets more cold starts than it should. */
        int runsUntilRight(PrewarmStrategy strategy) {
            List<Integer> wrongly = wrong.get().coldStarts(strategy);
            List<Integer> rightly = right.get().coldStarts(strategy);
            int last = from - 1;
            for (int run = from; run <= RUNS; run++) {
                if (wrongly.get(run - 1) > rightly.get(run - 1)) {
                    last = run;
                }
            }
            return last - (from - 1);
        }
    }

    private static class TooLong extends World {
        @Override
        Duration retention() {
            return SHORT;
        }

        @Override
        Duration saidRetention() {
            return STOCK;
        }
    }

    private static class TooShort extends World {
        @Override
        Duration saidRetention() {
            return Duration.ofSeconds(6);
        }
    }

    private static class BrieflyKept extends World {
        @Override
        Duration retention() {
            return SHORT;
        }
    }

    private static class Concurrency extends World {
        @Override
        int width() {
            return 3;
        }

        @Override
        int saidConcurrency(int run) {
            return 1;
        }

        Concurrency() {
            platform.serveAtATime(1);
        }
    }

    /** Runs are announced; the sixth one for an instant that is later than usual by some time. */
    private static class Announced extends BrieflyKept {
        private final Duration later;

        Announced(Duration later) {
            this.later = later;
        }

        @Override
        boolean announces() {
            return true;
        }

        @Override
        Duration pause(int run) {
            return PAUSE.plus((run == 6) ? later : Duration.ZERO);
        }
    }

    /** The wall clock is stepped as soon as the sixth run has been announced. */
    private static class Stepped extends Announced {
        private final Duration step;

        Stepped(Duration later, Duration step) {
            super(later);
            this.step = step;
        }

        @Override
        Instant announcedFor(int run) {
            return super.announcedFor(run).plus((run == 6) ? step : Duration.ZERO);
        }

        @Override
        void afterAnnouncement(int run) {
            if (run == 6) {
                clock.step(step);
            }
        }
    }

    private static Map<String, Way> ways() {
        Map<String, Way> ways = new LinkedHashMap<>();
        ways.put("retention believed too long: 61 s said, 21 s true", new Way(TooLong::new, BrieflyKept::new, 1));
        ways.put(
                "the same, told of cold starts",
                new Way(
                        () -> new TooLong() {
                            @Override
                            boolean tellsOfColdStarts() {
                                return true;
                            }
                        },
                        BrieflyKept::new,
                        1));
        ways.put("retention believed too short: 6 s said, 61 s true", new Way(TooShort::new, World::new, 1));
        ways.put(
                "believed never cold: found warm in the first run, by chance",
                new Way(
                        () -> new BrieflyKept() {
                            @Override
                            void before(int run, Workflow workflow) {
                                if (run == 1) {
                                    workflow.targets().forEach(target -> platform.calledByOthers(target.uri()));
                                    time.advance(SmallPlatform.COLD_START);
                                }
                            }
                        },
                        BrieflyKept::new,
                        1));
        ways.put(
                "warm by others in every second run",
                new Way(
                        () -> new BrieflyKept() {
                            @Override
                            void before(int run, Workflow workflow) {
                                if (run % 2 == 0) {
                                    workflow.targets().forEach(target -> platform.calledByOthers(target.uri()));
                                    time.advance(SmallPlatform.COLD_START);
                                }
                            }
                        },
                        BrieflyKept::new,
                        1));
        ways.put(
                "another address from the sixth run on",
                new Way(
                        () -> new BrieflyKept() {
                            @Override
                            String domain(int run) {
                                return (run < 6) ? "test" : "moved.test";
                            }
                        },
                        BrieflyKept::new,
                        6));
        ways.put(
                "another concurrency from the sixth run on: 0 said before, 1 then, three calls at a time",
                new Way(
                        () -> new Concurrency() {
                            @Override
                            int saidConcurrency(int run) {
                                return (run < 6) ? 0 : 1;
                            }
                        },
                        Concurrency::new,
                        6));
        ways.put(
                "lost events: no end of the second task is ever heard of",
                new Way(
                        () -> new BrieflyKept() {
                            @Override
                            boolean losesFinished(String task) {
                                return task.equals("b");
                            }
                        },
                        BrieflyKept::new,
                        1));
        Duration hour = Duration.ofHours(1);
        ways.put(
                "the wall clock set forward by an hour after an announcement",
                new Way(() -> new Stepped(Duration.ZERO, hour), () -> new Announced(Duration.ZERO), 6));
        ways.put(
                "the wall clock set back by an hour after an announcement",
                new Way(() -> new Stepped(hour, hour.negated()), () -> new Announced(hour), 6));
        return ways;
    }

    static Stream<Arguments> waysAndStrategies() {
        return ways().entrySet().stream()
                .flatMap(way ->
                        STRATEGIES.stream().map(strategy -> Arguments.of(way.getKey(), strategy, way.getValue())));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("waysAndStrategies")
    void aStrategyIsRightAgain(String name, PrewarmStrategy strategy, Way way) {
        assertThat(way.runsUntilRight(strategy)).isLessThanOrEqualTo(MOST);
    }

    @Test
    void theTableInTheDocumentIsWhatTheCodeDoes() throws IOException {
        String document = Files.readString(DOCUMENT);
        String before = document.substring(0, tableStart(document));
        String after = document.substring(tableEnd(document));
        String table = table();
        if (Boolean.getBoolean(REWRITE)) {
            Files.writeString(DOCUMENT, before + table + after);
        }
        assertThat(Files.readString(DOCUMENT)).as(HOW).isEqualTo(before + table + after);
    }

    private static int tableStart(String document) {
        int start = document.indexOf("| what is believed wrongly |");
        assertThat(start).as("docs/beliefs.md has the head of a table").isNotNegative();
        return start;
    }

    private static int tableEnd(String document) {
        int end = document.indexOf("\n\n", tableStart(document));
        return (end < 0) ? document.length() : end + 1;
    }

    private static String table() {
        StringBuilder table = new StringBuilder("| what is believed wrongly |");
        STRATEGIES.forEach(strategy -> table.append(' ').append(strategy).append(" |"));
        table.append("\n|---|").append("---|".repeat(STRATEGIES.size())).append('\n');
        ways().forEach((name, way) -> {
            table.append("| ").append(name).append(" |");
            STRATEGIES.forEach(strategy ->
                    table.append(' ').append(way.runsUntilRight(strategy)).append(" |"));
            table.append('\n');
        });
        return table.toString();
    }
}
