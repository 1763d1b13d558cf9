package dev.prewarm.forecast;

import static dev.prewarm.TaskOption.after;
import static dev.prewarm.TaskOption.needing;
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

import dev.prewarm.Task;
import dev.prewarm.Workflow;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Forecasts for an orchestrator that takes time to call what is ready. */
class QueueingForecastTest {
    private final Workflow chain = Workflow.builder("chain")
            .task("a", KEPT, takes(3))
            .passingTask("switch", after("a"))
            .task("b", KEPT, after("switch"), takes(7))
            .task("c", KEPT, after("b"), takes(5))
            .build();

    private static LearnedStatistics queueing(Workflow workflow, double... seconds) {
        LearnedStatistics statistics = LearnedStatistics.empty();
        List<Task> tasks = workflow.tasks();
        for (int i = 0; i < DurationHistory.CAPACITY; i++) {
            statistics.of(workflow).queueing(tasks.get(0)).add(seconds[i % seconds.length]);
            statistics.of(workflow).queueing(tasks.get(tasks.size() - 1)).add(seconds[i % seconds.length]);
        }
        return statistics;
    }

    @Test
    void theBeginningOfARunTakesItsOwnTime() {
        Workflow behind = Workflow.builder("behind")
                .passingTask("start")
                .task("a", KEPT, after("start"), takes(3))
                .task("b", KEPT, after("a"), takes(7))
                .build();
        LearnedStatistics statistics = LearnedStatistics.empty();
        for (int i = 0; i < DurationHistory.CAPACITY; i++) {
            statistics.of(behind).queueing(behind.task("a")).add(0.5);
            statistics.of(behind).queueing(behind.task("b")).add(1.5);
        }
        Seen seen = seen(run(behind), statistics);
        assertThat(seen.starts("a")).containsOnly(0.5);
        assertThat(seen.starts("b")).containsOnly(0.5 + 3 + 1.5);
    }

    @Test
    void eachTaskIsCalledThatMuchAfterItsInputsAreReady() {
        Seen seen = seen(run(chain).running("a", in(-1)), queueing(chain, 1.5));
        assertThat(seen.starts("switch")).containsOnly(2.0);
        assertThat(seen.starts("b")).containsOnly(3.5);
        assertThat(seen.starts("c")).containsOnly(3.5 + 7 + 1.5);
        assertThat(seen.of("b").durations()).containsOnly(7.0);
        assertThat(seen.of("c").predecessorStarts()).containsOnly(3.5);
    }

    @Test
    void theCriticalPathHasNoSlack() {
        Seen seen = seen(run(chain).running("a", in(-1)), queueing(chain, 1.5));
        assertThat(seen.slack("b")).containsOnly(0.0);
        assertThat(seen.slack("c")).containsOnly(0.0);
    }

    @Test
    void whatEndsWhileATaskIsQueuedIsNotWaitedFor() {
        Workflow any = Workflow.builder("any")
                .task("a", KEPT, takes(3))
                .task("b", KEPT, takes(4))
                .task("mid", KEPT, takes(1))
                .task("late", KEPT, after("mid"), takes(1))
                .task("join", KEPT, after("a", "late"), needing(1), takes(10))
                .build();
        Seen seen = seen(run(any).running("a", NOW).running("mid", NOW).finished("b", in(-9)), queueing(any, 2));
        // Ready at 3, called at 5, the end at 15; late is called at 3, and ends at 4.
        assertThat(seen.starts("join")).containsOnly(5.0);
        assertThat(seen.slack("late")).containsOnly(11.0);
    }

    @Test
    void aTaskThatHasWaitedWaitsForTheRest() {
        Seen seen = seen(run(chain).readySince("a", in(-1)), queueing(chain, 1.5));
        assertThat(seen.starts("a")).containsOnly(0.5);
        assertThat(seen.starts("b")).containsOnly(0.5 + 3 + 1.5);
    }

    @Test
    void onceTheShorterWaitHasPassedOnlyTheLongerRemains() {
        LearnedStatistics statistics = queueing(chain, 1, 3);
        List<Double> fresh = seen(run(chain).readySince("a", NOW), statistics).starts("a");
        assertThat(share(fresh, 1)).isEqualTo(0.5);
        assertThat(share(fresh, 3)).isEqualTo(0.5);
        assertThat(seen(run(chain).readySince("a", in(-2)), statistics).starts("a"))
                .containsOnly(1.0);
    }

    @Test
    void whatHasWaitedLongerThanEverMayWaitAboutAsLongAgainAsItIsLate() {
        List<Double> starts =
                seen(run(chain).readySince("a", in(-9)), queueing(chain, 1)).starts("a");
        assertThat(starts).allSatisfy(rest -> assertThat(rest).isPositive().isFinite());
        assertThat(mean(starts)).isBetween(7.8, 8.2);
    }

    @Test
    void eachTaskHasDrawsOfItsOwn() {
        Seen seen = seen(run(chain), queueing(chain, 1, 3));
        List<Double> b = seen.starts("b");
        assertThat(b).contains(1 + 3.0 + 1, 1 + 3.0 + 3, 3 + 3.0 + 3);
        assertThat(mean(b)).isEqualTo(7);
    }

    @Test
    void theFirstTaskOfAnAnnouncedRunIsQueuedAsWell() {
        Seen seen = seen(run(chain).announcedFor(in(20), Duration.ZERO), queueing(chain, 1.5));
        assertThat(seen.starts("a")).containsOnly(21.5);
    }

    /** One was held up. */
    @ParameterizedTest
    @CsvSource({"8, 20", "9, 21.5", "20, 21.5"})
    void anAnnouncedRunIsAsLateAsNineOfTenBefore(int late, double start) {
        LearnedStatistics statistics = LearnedStatistics.empty();
        for (int i = 0; i < late; i++) {
            statistics.of(chain).late(1.5);
        }
        statistics.of(chain).late(47);
        assertThat(seen(run(chain).announcedFor(in(20), Duration.ZERO), statistics)
                        .starts("a"))
                .containsOnly(start);
        assertThat(mean(seen(run(chain).announcedFor(in(20), Duration.ofSeconds(1)), statistics)
                        .starts("a")))
                .as("who tells an uncertainty knows it")
                .isCloseTo(20, within(0.1));
    }

    @Test
    void whereSomeRunsAreInTimeItIsNotCountedOnThatOneIsLate() {
        LearnedStatistics statistics = LearnedStatistics.empty();
        for (int i = 0; i < 40; i++) {
            statistics.of(chain).late(i % 8);
        }
        assertThat(seen(run(chain).announcedFor(in(20), Duration.ZERO), statistics)
                        .starts("a"))
                .containsOnly(20.0);
    }

    @Test
    void aRetryIsStartedWhenItWasSaid() {
        Seen seen = seen(run(chain).failed("a", in(-1)).until("a", in(4)), queueing(chain, 1.5));
        assertThat(seen.starts("a")).containsOnly(4.0);
        assertThat(seen.starts("b")).containsOnly(8.5);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 128})
    void withoutQueueingNothingIsAdded(int zeros) {
        LearnedStatistics statistics = LearnedStatistics.empty();
        for (int i = 0; i < zeros; i++) {
            statistics.of(chain).queueing(chain.task("a")).add(0);
            statistics.of(chain).queueing(chain.task("b")).add(0);
        }
        assertThat(seen(run(chain).readySince("a", in(-1)), statistics))
                .isEqualTo(seen(run(chain), LearnedStatistics.empty()));
    }

    @Test
    void otherWorkflowsAreNotConcerned() {
        Workflow other = Workflow.builder("other").task("a", KEPT, takes(3)).build();
        assertThat(seen(run(chain), queueing(other, 5)).starts("a")).containsOnly(0.0);
    }
}
