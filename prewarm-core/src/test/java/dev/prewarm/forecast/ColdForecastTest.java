package dev.prewarm.forecast;

import static dev.prewarm.TaskOption.after;
import static dev.prewarm.forecast.Forecasts.KEPT;
import static dev.prewarm.forecast.Forecasts.NOW;
import static dev.prewarm.forecast.Forecasts.in;
import static dev.prewarm.forecast.Forecasts.run;
import static dev.prewarm.forecast.Forecasts.seen;
import static dev.prewarm.forecast.Forecasts.share;
import static dev.prewarm.forecast.Forecasts.takes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.prewarm.Target;
import dev.prewarm.Workflow;
import dev.prewarm.testing.FixedRunView;
import dev.prewarm.testing.FixedWarmth;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Forecasts of what comes after tasks that are often left cold. */
class ColdForecastTest {
    /** Starts in 2 s. */
    private static final Target SLOW = service("slow");

    private final Workflow chain = Workflow.builder("chain")
            .task("a", KEPT, takes(3))
            .task("b", SLOW, after("a"), takes(7))
            .task("c", KEPT, after("b"), takes(5))
            .build();
    /** Ends in 2 s. */
    private final FixedRunView.Builder inA = run(chain).running("a", in(-1));

    private static Target service(String name) {
        return Target.builder(name, URI.create("http://" + name + ".test"))
                .coldStart(Duration.ofSeconds(2))
                .build();
    }

    private static LearnedStatistics called(Workflow workflow, int cold, int warm) {
        LearnedStatistics statistics = LearnedStatistics.empty();
        workflow.tasks().stream()
                .filter(task -> !task.target().filter(KEPT::equals).isPresent())
                .forEach(task -> {
                    for (int i = 0; i < cold; i++) {
                        statistics.of(workflow).called(task, true);
                    }
                    for (int i = 0; i < warm; i++) {
                        statistics.of(workflow).called(task, false);
                    }
                });
        return statistics;
    }

    /** One that was warm counts before the first; and each one before the last counts 7/8 of what the next one does. */
    @ParameterizedTest
    @CsvSource({"0, 0, 0", "1, 0, 0.5", "2, 0, 0.6522", "100, 0, 0.8889", "100, 1, 0.7778", "100, 20, 0.0615", "0, 9, 0"
    })
    void theShareOfColdCallsSoonForgetsOldOnes(int cold, int warm, double share) {
        assertThat(called(chain, cold, warm).of(chain).coldShare(chain.task("b")))
                .isCloseTo(share, within(5e-5));
    }

    /** As where a definition is read anew for each run. */
    @Test
    void theShareBelongsToTheNameOfTheWorkflow() {
        LearnedStatistics statistics = called(chain, 1, 0);
        Workflow again = Workflow.builder("chain").task("b", SLOW, takes(7)).build();
        assertThat(statistics.of(again).coldShare(again.task("b"))).isEqualTo(0.5);
    }

    @Test
    void whatComesAfterATaskThatWasOftenColdIsThatMuchLaterInAsManyFutures() {
        Seen seen = seen(inA, called(chain, 1, 0));
        assertThat(seen.starts("b")).containsOnly(2.0);
        assertThat(share(seen.starts("c"), 9)).isEqualTo(0.5);
        assertThat(share(seen.starts("c"), 11)).isEqualTo(0.5);
    }

    /** Declared to take 7 s, and always 5 s with a cold start of 2 s. */
    @ParameterizedTest(name = "after {0} calls that met a cold start and {1} that did not: {2} s")
    @CsvSource({"4, 0, 9", "5, 0, 5", "5, 4, 5", "4, 4, 9", "9, 5, 9"})
    void aDurationThatIsDeclaredGivesWayToCallsThatWereAllCold(int cold, int warm, double start) {
        LearnedStatistics statistics = LearnedStatistics.empty();
        for (int i = 0; i < cold; i++) {
            statistics.of(chain).cold(chain.task("b")).add(5);
        }
        for (int i = 0; i < warm; i++) {
            statistics.of(chain).warm(chain.task("b")).add(7);
        }
        assertThat(seen(inA, statistics).starts("c")).containsOnly(start);
    }

    @Test
    void whatWasSeldomColdIsTakenToBeWarm() {
        assertThat(seen(inA, called(chain, 0, 9)).starts("c")).containsOnly(9.0);
    }

    @Test
    void anInstanceThatIsReadyOrStartingIsNotCold() {
        LearnedStatistics statistics = called(chain, 100, 0);
        FixedWarmth ready = FixedWarmth.ready(1, 1, NOW.plusSeconds(60));
        assertThat(seen(run(chain).running("a", in(-1)).warmth("slow", ready), statistics)
                        .starts("c"))
                .containsOnly(9.0);
        assertThat(seen(run(chain).running("a", in(-1)).warmingSince("b", in(-1)), statistics)
                        .starts("c"))
                .containsOnly(9.0);
    }

    @Test
    void coldStartsThatMightBeSparedAreNoSlack() {
        Seen seen = seen(inA, called(chain, 100, 0));
        assertThat(seen.slack("b")).containsOnly(0.0);
        assertThat(seen.slack("c")).containsOnly(0.0);
    }

    /** Or both would be left cold for ever, each because the other one is. */
    @Test
    void ofTwoBesideEachOtherNeitherHidesBehindTheOther() {
        Workflow beside = Workflow.builder("beside")
                .task("a", KEPT, takes(3))
                .task("b", service("b"), after("a"), takes(7))
                .task("d", service("d"), after("a"), takes(6))
                .task("e", KEPT, after("b", "d"), takes(5))
                .build();
        Seen seen = seen(run(beside).running("a", in(-1)), called(beside, 100, 0));
        assertThat(seen.slack("b")).containsOnly(0.0);
        assertThat(seen.slack("d")).containsOnly(1.0);
        assertThat(seen.slack("e")).containsOnly(0.0);
        assertThat(seen.starts("e")).containsOnly(10.0, 11.0);
    }

    @Test
    void aBranchThatIsNotTakenStaysSo() {
        Workflow branch = Workflow.builder("branch")
                .task("a", KEPT, takes(3))
                .task("b", SLOW, after("a").withProbability(0.5), takes(7))
                .task("c", KEPT, after("b"), takes(5))
                .build();
        Seen seen = seen(run(branch).running("a", in(-1)), called(branch, 100, 0));
        assertThat(share(seen.starts("c"), Forecasts.NEVER)).isEqualTo(0.5);
        assertThat(seen.starts("c")).contains(11.0);
    }
}
