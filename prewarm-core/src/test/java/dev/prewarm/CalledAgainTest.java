package dev.prewarm;

import static dev.prewarm.TaskOption.after;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.forecast.LearnedStatistics;
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

/**
 * What calls are learned as of which nobody says what they met: those that come again while instances are kept are warm, though
 * the first one was cold, and nothing is known that they could be compared with.
 */
class CalledAgainTest {
    private static final int RUNS = 60;
    private static final int FIRST = 10;

    private final Workflow chain = Workflow.builder("chain")
            .task("a", Target.of("a", URI.create("http://a.test")))
            .task("b", Target.of("b", URI.create("http://b.test")), after("a"))
            .build();

    /** What has become of the calls after the first runs. */
    private final class Outcome {
        int calls;
        int wrong;
        long probesFirst;
        long probes;

        /** Runs the chain, a number of seconds after its last run has ended. */
        void run(PrewarmStrategy strategy, int pause, int kept, double spread, long seed) {
            VirtualScheduler clock = new VirtualScheduler();
            SmallPlatform platform = new SmallPlatform(clock, Duration.ofSeconds(kept));
            LearnedStatistics learned = LearnedStatistics.empty();
            Prewarmer prewarmer = Prewarmer.builder(platform)
                    .scheduler(clock)
                    .statistics(learned)
                    .strategy(strategy)
                    .build();
            Random random = new Random(seed);
            for (int i = 0; i < RUNS; i++) {
                if (i == FIRST) {
                    probesFirst += prewarmer.stats().probes();
                }
                WorkflowRun run = prewarmer.start(chain);
                for (Task task : chain.tasks()) {
                    long asCold = learned.of(chain).cold(task).total();
                    run.started(task.id());
                    clock.runPending();
                    SmallPlatform.Call call =
                            platform.call(task.target().orElseThrow().uri());
                    long work = Math.round(4_000 * Math.exp(spread * random.nextGaussian()));
                    clock.advance(call.coldStart.plusMillis(work));
                    call.end();
                    run.finished(task.id());
                    clock.runPending();
                    boolean believed = learned.of(chain).cold(task).total() > asCold;
                    boolean whole = call.coldStart.equals(SmallPlatform.COLD_START);
                    if (i >= FIRST && (!call.cold() || whole)) {
                        calls++;
                        wrong += (believed == call.cold()) ? 0 : 1;
                    }
                }
                run.close();
                clock.advance(Duration.ofSeconds(pause));
            }
            probes += prewarmer.stats().probes();
        }
    }

    static Stream<PrewarmStrategy> strategies() {
        return Stream.of(
                PrewarmStrategy.none(),
                PrewarmStrategy.nextHop(),
                PrewarmStrategy.fullPath(),
                PrewarmStrategy.timedLead(0.9),
                PrewarmStrategy.costAware(10));
    }

    static Stream<Arguments> strategiesAndPauses() {
        return strategies().flatMap(strategy -> Stream.of(12, 30).map(pause -> Arguments.of(strategy, pause)));
    }

    @ParameterizedTest(name = "{0}, {1} s later")
    @MethodSource("strategiesAndPauses")
    void steadyCallsAreLearnedAsWarm(PrewarmStrategy strategy, int pause) {
        Outcome outcome = new Outcome();
        outcome.run(strategy, pause, 61, 0, 1);
        assertThat(outcome.wrong).as("of %s", outcome.calls).isZero();
        assertThat(outcome.probes - outcome.probesFirst).as("probes").isZero();
    }

    @ParameterizedTest(name = "{0}, {1} s later")
    @MethodSource("strategiesAndPauses")
    void callsThatVaryAreMostlyLearnedAsWarm(PrewarmStrategy strategy, int pause) {
        Outcome outcome = new Outcome();
        for (long seed = 1; seed <= 20; seed++) {
            outcome.run(strategy, pause, 61, 0.3, seed);
        }
        int tenth = outcome.calls / 10;
        // Where nothing is warmed, no cold start is measured either.
        boolean measured = outcome.probes > 0;
        assertThat(outcome.wrong).as("of %s", outcome.calls).isLessThan(measured ? tenth : 5 * tenth / 2);
        assertThat(outcome.probes - outcome.probesFirst).as("probes").isLessThan(2L * tenth);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("strategies")
    void steadyCallsThatFindTheirInstanceGoneAreLearnedAsCold(PrewarmStrategy strategy) {
        Outcome outcome = new Outcome();
        outcome.run(strategy, 30, 21, 0, 1);
        assertThat(outcome.wrong).as("of %s", outcome.calls).isZero();
    }

    @Test
    void aCallInDoubtIsExpectedToLastAsLongAsMoreOfThemDid() {
        VirtualScheduler clock = new VirtualScheduler();
        LearnedStatistics learned = LearnedStatistics.empty();
        Task a = chain.task("a");
        List<Boolean> metCold = new ArrayList<>();
        PrewarmStrategy looking = view -> {
            if (view.state(a) == TaskState.RUNNING) {
                metCold.add(view.metColdStart(a));
            }
            return Plan.empty();
        };
        Prewarmer prewarmer = Prewarmer.builder(new SmallPlatform(clock, Duration.ofSeconds(61)))
                .scheduler(clock)
                .statistics(learned)
                .strategy(looking)
                .build();
        for (int seconds : new int[] {6, 4, 5, 5}) {
            assertThat(learned.of(a.target().orElseThrow()).retention().doubted())
                    .as("before one of %s s", seconds)
                    .isEqualTo(seconds == 5);
            if (metCold.size() == 3) {
                learned.of(chain).cold(a).add(6);
                learned.of(chain).cold(a).add(6);
            }
            try (WorkflowRun run = prewarmer.start(chain)) {
                run.started("a");
                clock.advance(Duration.ofSeconds(seconds));
                run.finished("a");
                clock.runPending();
            }
            clock.advance(Duration.ofSeconds(30));
        }
        assertThat(metCold).containsExactly(true, false, false, true);
    }
}
