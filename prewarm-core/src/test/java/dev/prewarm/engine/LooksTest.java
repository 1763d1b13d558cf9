package dev.prewarm.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.Estimate;
import dev.prewarm.Task;
import dev.prewarm.Workflow;
import dev.prewarm.forecast.ColdStarts;
import dev.prewarm.forecast.DurationHistory;
import dev.prewarm.forecast.LearnedStatistics;
import dev.prewarm.forecast.WorkflowStatistics;
import org.junit.jupiter.api.Test;

class LooksTest {
    private final Workflow workflow =
            Workflow.builder("single").localTask("task").build();
    private final Task task = workflow.task("task");
    private final WorkflowStatistics statistics = LearnedStatistics.empty().of(workflow);

    private final DurationHistory warm = statistics.warm(task);
    private final DurationHistory cold = statistics.cold(task);
    private final ColdStarts coldStarts = new ColdStarts(ColdStarts.DEFAULT);

    private static void seen(DurationHistory history, int times, double seconds) {
        for (int i = 0; i < times; i++) {
            history.add(seconds);
        }
    }

    private Looks looks(double seconds) {
        Estimate known = (warm.count() > 0) ? statistics.duration(task) : null;
        return Looks.of(seconds, known, cold, coldStarts.forBurst(1));
    }

    private void coldStartOfTwoSeconds() {
        for (int i = 0; i < Estimate.ENOUGH; i++) {
            coldStarts.add(1, 2);
        }
    }

    @Test
    void ofNothingNothingFollows() {
        coldStartOfTwoSeconds();
        assertThat(looks(4)).isEqualTo(Looks.UNCLEAR);
    }

    @Test
    void whatTakesAColdStartLongerThanWarmCallsIsCold() {
        seen(warm, 5, 4);
        coldStartOfTwoSeconds();
        assertThat(looks(4)).isEqualTo(Looks.WARM);
        assertThat(looks(6)).isEqualTo(Looks.COLD);
    }

    @Test
    void whatTakesAColdStartLessThanColdCallsIsWarm() {
        seen(cold, 5, 6);
        coldStartOfTwoSeconds();
        assertThat(looks(4)).isEqualTo(Looks.WARM);
        assertThat(looks(6)).isEqualTo(Looks.COLD);
    }

    @Test
    void whatTakesLessThanAColdStartIsNotColdThoughItIsLikeCallsThatAreTakenForCold() {
        seen(cold, 5, 0.1);
        coldStartOfTwoSeconds();
        assertThat(looks(0.1)).isEqualTo(Looks.UNCLEAR);
    }

    @Test
    void aColdStartThatIsOnlyAssumedTellsWhatIsWarm() {
        seen(cold, 5, 6);
        assertThat(looks(4)).isEqualTo(Looks.WARM);
    }

    @Test
    void whatColdCallsTookIsNoProofWhereNoColdStartTakesThatLong() {
        seen(warm, 5, 4);
        seen(cold, 5, 5);
        coldStartOfTwoSeconds();
        assertThat(looks(5)).isEqualTo(Looks.RATHER_COLD);
    }

    @Test
    void whatNeitherExplainsIsUnclear() {
        seen(warm, 5, 4);
        seen(cold, 5, 6);
        coldStartOfTwoSeconds();
        assertThat(looks(5)).isEqualTo(Looks.UNCLEAR);
        assertThat(looks(9)).isEqualTo(Looks.UNCLEAR);
    }

    @Test
    void oneOfEachTellsWhatIsMoreLikely() {
        seen(warm, 1, 4);
        seen(cold, 1, 6);
        assertThat(looks(4)).isEqualTo(Looks.RATHER_WARM);
        assertThat(looks(6)).isEqualTo(Looks.RATHER_COLD);
    }

    @Test
    void whatTakesNoLongerThanWarmCallsIsRatherWarm() {
        seen(warm, 5, 4);
        cold.add(2.5);
        cold.add(6);
        cold.add(9);
        coldStartOfTwoSeconds();
        assertThat(looks(2.5)).isEqualTo(Looks.RATHER_WARM);
    }

    @Test
    void whatIsNotToldApartIsLikeNeither() {
        seen(warm, 1, 6);
        seen(cold, 2, 6);
        coldStartOfTwoSeconds();
        assertThat(looks(5.9)).isEqualTo(Looks.UNCLEAR);
        assertThat(looks(6)).isEqualTo(Looks.UNCLEAR);
    }
}
