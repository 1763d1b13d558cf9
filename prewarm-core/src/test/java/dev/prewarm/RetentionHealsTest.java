package dev.prewarm;

import static dev.prewarm.TaskOption.after;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.testing.RecordingWarmupClient;
import dev.prewarm.testing.VirtualScheduler;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is believed of how long instances are kept turns out to be wrong, or does not hold until the task comes. */
class RetentionHealsTest {
    private final VirtualScheduler clock = new VirtualScheduler();

    static Stream<PrewarmStrategy> strategies() {
        return Stream.of(
                PrewarmStrategy.nextHop(),
                PrewarmStrategy.fullPath(),
                PrewarmStrategy.timedLead(0.9),
                PrewarmStrategy.costAware(10));
    }

    static Stream<Arguments> strategiesToldAndNotTold() {
        return strategies().flatMap(strategy -> Stream.of(Arguments.of(strategy, true), Arguments.of(strategy, false)));
    }

    private static Target target(String name) {
        return Target.of(name, URI.create("http://" + name + ".test"));
    }

    @ParameterizedTest(name = "{0}, told of cold starts: {1}")
    @MethodSource("strategiesToldAndNotTold")
    void instancesThatAreKeptForATimeShorterThanDeclaredAreWarmedAgain(PrewarmStrategy strategy, boolean told) {
        SmallPlatform platform = new SmallPlatform(clock, Duration.ofSeconds(21));
        Workflow chain = chain(Target.DEFAULT_RETENTION);
        Prewarmer prewarmer =
                Prewarmer.builder(platform).scheduler(clock).strategy(strategy).build();
        List<Integer> coldStarts = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            coldStarts.add(coldStarts(prewarmer.start(chain), platform, told));
            clock.advance(Duration.ofSeconds(40));
        }
        // The first task cannot be warmed: nothing announces it.
        assertThat(coldStarts.subList(10, 30))
                .as("cold starts of each run: %s", coldStarts)
                .containsOnly(1);
    }

    @Test
    void aBeliefThatTwoSlowCallsHaveCutGrowsBackWhereNothingIsWarmed() {
        Target target = Target.builder("a", URI.create("http://a.test"))
                .coldStart(Duration.ofMillis(2_300))
                .build();
        Workflow one = Workflow.builder("one").task("a", target).build();
        Prewarmer prewarmer = Prewarmer.builder(RecordingWarmupClient.of(clock, Duration.ofMillis(2_300)))
                .scheduler(clock)
                .build();
        // The instance is there all the time; two calls are slow for another reason.
        calls(prewarmer, one, Duration.ofMillis(3_300), 1);
        calls(prewarmer, one, Duration.ofSeconds(1), 20);
        calls(prewarmer, one, Duration.ofMillis(3_300), 2);
        calls(prewarmer, one, Duration.ofSeconds(1), 20);
        long before = prewarmer.stats().coldStarts();
        calls(prewarmer, one, Duration.ofSeconds(1), 40);
        assertThat(prewarmer.stats().coldStarts()).isEqualTo(before);
    }

    private void calls(Prewarmer prewarmer, Workflow one, Duration duration, int runs) {
        for (int i = 0; i < runs; i++) {
            WorkflowRun run = prewarmer.start(one);
            run.started("a");
            clock.advance(duration);
            run.finished("a");
            run.close();
            clock.advance(Duration.ofSeconds(12));
        }
    }

    static Stream<Arguments> strategiesAndSpreads() {
        return strategies().flatMap(strategy -> Stream.of(0.1, 0.3, 0.8, 1.5).map(s -> Arguments.of(strategy, s)));
    }

    @ParameterizedTest(name = "{0}, a log-normal spread of {1}")
    @MethodSource("strategiesAndSpreads")
    void callsThatVaryDoNotHideForLongThatInstancesAreGone(PrewarmStrategy strategy, double spread) {
        double wrongly = 0;
        double rightly = 0;
        for (long seed = 1; seed <= 10; seed++) {
            wrongly += coldStartsLater(strategy, Target.DEFAULT_RETENTION, spread, seed) / 10;
            rightly += coldStartsLater(strategy, Duration.ofSeconds(21), spread, seed) / 10;
        }
        assertThat(wrongly)
                .as("cold starts a run, by %s with true beliefs", rightly)
                .isLessThan(rightly + 1.0 / 7);
    }

    /** The cold starts a run, from the eleventh to the sixtieth, of which instances are kept for 21 s. */
    private static double coldStartsLater(PrewarmStrategy strategy, Duration said, double spread, long seed) {
        VirtualScheduler clock = new VirtualScheduler();
        SmallPlatform platform = new SmallPlatform(clock, Duration.ofSeconds(21));
        Random random = new Random(seed);
        Workflow chain = chain(said);
        Prewarmer prewarmer =
                Prewarmer.builder(platform).scheduler(clock).strategy(strategy).build();
        int cold = 0;
        for (int i = 1; i <= 60; i++) {
            WorkflowRun run = prewarmer.start(chain);
            for (Task task : chain.tasks()) {
                run.started(task.id());
                clock.runPending();
                SmallPlatform.Call call =
                        platform.call(task.target().orElseThrow().uri());
                cold += (call.cold() && i > 10) ? 1 : 0;
                long work = Math.round(4_000 * Math.exp(spread * random.nextGaussian()));
                clock.advance(call.coldStart.plusMillis(work));
                call.end();
                run.finished(task.id());
            }
            run.close();
            clock.advance(Duration.ofSeconds(40));
        }
        return cold / 50.0;
    }

    private static Workflow chain(Duration retention) {
        Workflow.Builder chain = Workflow.builder("chain");
        String before = null;
        for (String name : List.of("a", "b", "c")) {
            Target target = Target.builder(name, URI.create("http://" + name + ".test"))
                    .retention(retention)
                    .build();
            if (before == null) {
                chain.task(name, target);
            } else {
                chain.task(name, target, after(before));
            }
            before = name;
        }
        return chain.build();
    }

    /** Runs the chain; returns how many cold starts it met. */
    private int coldStarts(WorkflowRun run, SmallPlatform platform, boolean told) {
        int cold = 0;
        for (Task task : run.workflow().tasks()) {
            run.started(task.id());
            clock.runPending();
            SmallPlatform.Call call = platform.call(task.target().orElseThrow().uri());
            clock.advance(call.coldStart.plusSeconds(4));
            call.end();
            if (call.cold()) {
                cold++;
            }
            if (told && call.cold()) {
                run.metColdStart(task.id(), call.coldStart);
            } else if (told) {
                run.metWarm(task.id());
            }
            run.finished(task.id());
        }
        run.close();
        clock.runPending();
        return cold;
    }

    /** Seconds of the cold start that is declared; 0 for none. */
    @ParameterizedTest(name = "a cold start of {0} s is declared")
    @ValueSource(ints = {0, 1})
    void oneAnswerThatTheTargetIsWarmAlreadyDoesNotKeepItColdFromThenOn(int declared) {
        int[] asked = {0};
        WarmupResult started = WarmupResult.started(Duration.ofSeconds(1));
        RecordingWarmupClient client = RecordingWarmupClient.of(
                clock, request -> asked[0]++ == 0 ? WarmupResult.alreadyWarm(Duration.ofMillis(5)) : started);
        Target.Builder second = Target.builder("second", URI.create("http://second.test"));
        if (declared > 0) {
            second.coldStart(new Prior(Duration.ofSeconds(declared), 0.5));
        }
        Workflow workflow = Workflow.builder("two")
                .localTask("first")
                .task("second", second.build(), after("first"))
                .build();
        Prewarmer prewarmer = Prewarmer.builder(client)
                .scheduler(clock)
                .strategy(PrewarmStrategy.costAware(10))
                .build();
        int warmed = 0;
        for (int i = 0; i < 60; i++) {
            int before = asked[0];
            WorkflowRun run = prewarmer.start(workflow);
            run.started("first");
            clock.advance(Duration.ofSeconds(4));
            run.finished("first");
            clock.runPending();
            boolean sent = asked[0] > before;
            warmed += sent ? 1 : 0;
            run.started("second");
            clock.advance(Duration.ofSeconds((i == 0 || sent) ? 5 : 6));
            run.finished("second");
            run.close();
            clock.advance(Duration.ofMinutes(10));
        }
        assertThat(warmed).as("runs of 60 in which a warm-up was sent").isGreaterThanOrEqualTo(55);
    }

    /** Returns whether it met a cold start. */
    private boolean callSecond(WorkflowRun run, SmallPlatform platform) {
        run.started("second");
        clock.runPending();
        SmallPlatform.Call call = platform.call(URI.create("http://second.test"));
        clock.advance(call.coldStart.plusSeconds(5));
        call.end();
        run.finished("second");
        return call.cold();
    }

    static Stream<Arguments> strategiesAndDurations() {
        return strategies()
                .flatMap(strategy -> Stream.of(5, 30, 45, 58).map(seconds -> Arguments.of(strategy, seconds)));
    }

    /** The second service is warm from the last run when a run starts, and may lapse before its second task comes. */
    @ParameterizedTest(name = "{0}, a first task of {1} s")
    @MethodSource("strategiesAndDurations")
    void whatIsWarmNowButLapsesBeforeTheTaskComesIsWarmedAgain(PrewarmStrategy strategy, int seconds) {
        SmallPlatform platform = new SmallPlatform(clock, Target.DEFAULT_RETENTION);
        Workflow workflow = Workflow.builder("two")
                .localTask("first")
                .task("second", target("second"), after("first"))
                .build();
        Prewarmer prewarmer =
                Prewarmer.builder(platform).scheduler(clock).strategy(strategy).build();
        List<Boolean> cold = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            WorkflowRun run = prewarmer.start(workflow);
            run.started("first");
            clock.advance(Duration.ofSeconds(seconds));
            run.finished("first");
            cold.add(callSecond(run, platform));
            run.close();
            clock.advance(Duration.ofSeconds(40));
        }
        assertThat(cold.subList(2, 12)).as("of each run: %s", cold).containsOnly(false);
        assertThat(prewarmer.stats().balanced()).isTrue();
    }

    @Test
    void aWarmupThatIsSentInSpiteOfTheBeliefIsCountedAsAProbe() {
        SmallPlatform platform = new SmallPlatform(clock, Duration.ofSeconds(21));
        Workflow workflow = Workflow.builder("two")
                .localTask("first")
                .task("second", target("second"), after("first"))
                .build();
        Prewarmer prewarmer = Prewarmer.builder(platform).scheduler(clock).build();
        for (int i = 0; i < 4; i++) {
            WorkflowRun run = prewarmer.start(workflow);
            run.started("first");
            clock.advance(Duration.ofSeconds(4));
            run.finished("first");
            callSecond(run, platform);
            run.close();
            clock.advance(Duration.ofSeconds(40));
        }
        assertThat(prewarmer.stats().probes()).isPositive();
    }
}
