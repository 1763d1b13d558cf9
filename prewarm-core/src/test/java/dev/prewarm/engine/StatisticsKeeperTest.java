package dev.prewarm.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.StatisticsStore;
import dev.prewarm.Workflow;
import dev.prewarm.forecast.Spoiled;
import dev.prewarm.testing.VirtualScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What was learned is kept, or it is said why not. */
class StatisticsKeeperTest {
    private final VirtualScheduler scheduler = new VirtualScheduler();
    private final List<String> events = new ArrayList<>();
    private final StatisticsKeeper keeper = new StatisticsKeeper(
            StatisticsStore.inMemory(), scheduler, Runnable::run, (what, cause) -> events.add(what + ": " + cause));

    @Test
    void whatMakesNoSenseIsSaidAndHoldsNothingUp() {
        Workflow workflow = Workflow.builder("w").localTask("a").build();
        Spoiled.spoil(keeper.statistics().of(workflow).warm(workflow.task("a")));
        keeper.changed();
        scheduler.advance(StatisticsKeeper.SAVED_WITHIN.plus(Duration.ofSeconds(1)));
        keeper.close(() -> events.add("the end"));

        String problem = "not saved, what was learned makes no sense: java.lang.IllegalArgumentException: an impossible"
                + " number of durations";
        assertThat(events).containsExactly(problem, problem, "the end");
    }
}
