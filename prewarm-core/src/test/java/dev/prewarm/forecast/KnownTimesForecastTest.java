package dev.prewarm.forecast;

import static dev.prewarm.TaskOption.after;
import static dev.prewarm.forecast.Forecasts.KEPT;
import static dev.prewarm.forecast.Forecasts.NOW;
import static dev.prewarm.forecast.Forecasts.in;
import static dev.prewarm.forecast.Forecasts.mean;
import static dev.prewarm.forecast.Forecasts.run;
import static dev.prewarm.forecast.Forecasts.seen;
import static dev.prewarm.forecast.Forecasts.share;
import static dev.prewarm.forecast.Forecasts.takes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.prewarm.Workflow;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Forecasts of what ends, or starts again, at an instant that was said; of what takes no time; and of what takes turns. */
class KnownTimesForecastTest {
    private static Workflow chain() {
        return Workflow.builder("chain")
                .task("a", KEPT, takes(3))
                .task("b", KEPT, after("a"), takes(7))
                .build();
    }

    @Test
    void aTimerEndsWhenItWasSaid() {
        Seen seen = seen(run(chain()).running("a", in(-1)).until("a", in(8.5)));
        assertThat(seen.remaining("a")).hasSize(Forecaster.FUTURES).containsOnly(8.5);
        assertThat(seen.starts("b")).containsOnly(8.5);
        assertThat(seen.of("b").predecessorStarts()).containsOnly(0.0);
    }

    @Test
    void aTimerEndsWhenItWasSaidWhateverItsColdStart() {
        Seen seen = seen(run(chain()).running("a", in(-1)).metColdStart("a").until("a", in(2)));
        assertThat(seen.remaining("a")).containsOnly(2.0);
    }

    @Test
    void aTimerThatShouldHaveEndedEndsNow() {
        Seen seen = seen(run(chain()).running("a", in(-9)).until("a", in(-1)));
        assertThat(seen.remaining("a")).containsOnly(0.0);
        assertThat(seen.starts("b")).containsOnly(0.0);
    }

    @Test
    void aRetryStartsWhenItWasSaid() {
        Seen seen = seen(run(chain()).failed("a", in(-5)).until("a", in(300)));
        assertThat(seen.tasks()).containsExactly("a", "b");
        assertThat(seen.starts("a")).containsOnly(300.0);
        assertThat(seen.of("a").durations()).containsOnly(3.0);
        assertThat(seen.of("a").reachProbability()).isOne();
        assertThat(seen.of("a").predecessorStarts()).containsOnly(0.0);
        assertThat(seen.of("a").resolved()).containsOnly(0.0);
        assertThat(seen.slack("a")).containsOnly(0.0);
        assertThat(seen.starts("b")).containsOnly(303.0);
        assertThat(seen.of("b").predecessorStarts()).containsOnly(300.0);
    }

    @Test
    void aRetryThatIsOverdueStartsNow() {
        assertThat(seen(run(chain()).failed("a", in(-5)).until("a", in(-1))).starts("a"))
                .containsOnly(0.0);
    }

    @Test
    void whatHasFailedWithoutARetryAndAllBehindItAreNoPart() {
        assertThat(seen(run(chain()).failed("a", in(-5))).tasks()).isEmpty();
    }

    private static Workflow local() {
        return Workflow.builder("local")
                .localTask("a", takes(3))
                .localTask("x", takes(50))
                .localTask("y", after("x"), takes(1))
                .build();
    }

    @Test
    void aRetryBeyondTheHorizonIsLookedAtLater() {
        Seen seen = seen(run(local()).failed("a", in(-5)).until("a", in(40)).running("x", in(-1)));
        assertThat(seen.tasks()).isEmpty();
        assertThat(seen.nextLook()).isEqualTo(NOW.plusSeconds(40));
    }

    @Test
    void aRunEndsAfterARetryThatLiesBeyondTheHorizon() {
        Seen seen = seen(run(local()).failed("a", in(-5)).until("a", in(40)).finished("x", in(-9)));
        assertThat(seen.tasks()).containsExactly("y");
        // It ends in 40 + 3 seconds; y would have in 1.
        assertThat(seen.slack("y")).containsOnly(42.0);
    }

    @Test
    void whatPassesTakesNoTime() {
        Workflow workflow = Workflow.builder("passing")
                .task("a", KEPT, takes(3))
                .task("b", KEPT, takes(5))
                .passingTask("join", after("a", "b"))
                .passingTask("switch", after("join"))
                .task("c", KEPT, after("switch"), takes(1))
                .build();
        LearnedStatistics statistics = LearnedStatistics.empty();
        statistics.of(workflow).warm(workflow.task("join")).add(100);
        Seen seen = seen(run(workflow).running("a", NOW).running("b", NOW), statistics);
        assertThat(seen.tasks()).containsExactly("join", "switch", "c");
        assertThat(seen.starts("join")).containsOnly(5.0);
        assertThat(seen.of("join").durations()).containsOnly(0.0);
        assertThat(seen.of("join").coldStarts()).containsOnly(0.0);
        assertThat(seen.starts("c")).containsOnly(5.0);
        assertThat(seen.slack("c")).containsOnly(0.0);
        assertThat(statistics.duration(workflow, workflow.task("switch")).mean())
                .isZero();
    }

    @Test
    void aTaskThatIsToTakeTurnsTakesAsManyDurations() {
        Seen seen = seen(run(chain()).turns("a", 4));
        assertThat(seen.of("a").durations()).containsOnly(12.0);
        assertThat(seen.starts("b")).containsOnly(12.0);
    }

    @Test
    void aTaskThatRunsTakesTheTurnsThatAreLeft() {
        Seen seen = seen(run(chain()).running("a", in(-1)).turns("a", 3));
        assertThat(seen.remaining("a")).containsOnly(2.0 + 3 + 3);
        assertThat(seen.starts("b")).containsOnly(8.0);
    }

    @Test
    void turnsVaryIndependentlyOfEachOther() {
        Workflow workflow = chain();
        List<Double> durations =
                seen(run(workflow).turns("a", 2), by(workflow, 10, 14)).of("a").durations();
        assertThat(durations).allMatch(d -> d == 20 || d == 24 || d == 28);
        assertThat(mean(durations)).isEqualTo(24);
        assertThat(share(durations, 24)).isCloseTo(0.5, within(0.15));
        assertThat(share(durations, 20)).isPositive().isEqualTo(share(durations, 28));
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 17, 18, 10_000, Integer.MAX_VALUE})
    void manyTurnsHaveTheMeanAndTheSpreadOfTheirSum(int turns) {
        Workflow workflow = chain();
        List<Double> durations = seen(run(workflow).turns("a", turns), by(workflow, 2, 4))
                .of("a")
                .durations();
        double mean = 3.0 * turns;
        assertThat(mean(durations)).isCloseTo(mean, within(1e-9 * mean));
        double variance = durations.stream()
                .mapToDouble(d -> (d - mean) * (d - mean))
                .average()
                .orElseThrow();
        assertThat(Math.sqrt(variance)).isCloseTo(Math.sqrt(turns), within(0.3 * Math.sqrt(turns)));
        assertThat(durations).allSatisfy(d -> assertThat(d).isBetween(2.0 * turns, 4.0 * turns));
    }

    @Test
    void anotherNumberOfTurnsIsNotTakenForTheLast() {
        Workflow workflow = chain();
        LearnedStatistics statistics = by(workflow, 5);
        Forecaster forecaster = new Forecaster(statistics);
        for (int turns : new int[] {3, 2, 7, 1, 7}) {
            var view = run(workflow).turns("a", turns).build();
            assertThat(Seen.of(view, forecaster.forecast(view)).of("a").durations())
                    .containsOnly(5.0 * turns);
        }
        for (int i = 0; i < DurationHistory.CAPACITY; i++) {
            statistics.of(workflow).warm(workflow.task("a")).add(6);
        }
        var view = run(workflow).turns("a", 7).build();
        assertThat(Seen.of(view, forecaster.forecast(view)).of("a").durations()).containsOnly(42.0);
    }

    private static LearnedStatistics by(Workflow workflow, double... seconds) {
        LearnedStatistics statistics = LearnedStatistics.empty();
        for (int i = 0; i < DurationHistory.CAPACITY; i++) {
            statistics.of(workflow).warm(workflow.task("a")).add(seconds[i % seconds.length]);
        }
        return statistics;
    }
}
