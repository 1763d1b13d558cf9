package dev.prewarm.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.RefusingScheduler;
import dev.prewarm.Scheduler;
import dev.prewarm.StatisticsStore;
import dev.prewarm.Workflow;
import dev.prewarm.forecast.LearnedStatistics;
import dev.prewarm.forecast.Spoiled;
import dev.prewarm.testing.VirtualScheduler;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
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

    @Test
    void aTimerThatTheSchedulerRefusesIsSaidAndSetAtTheNextEvent() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        Scheduler refusing = new RefusingScheduler(scheduler, delay -> asked.incrementAndGet() == 1);
        StatisticsStore store = StatisticsStore.inMemory();
        StatisticsKeeper refused =
                new StatisticsKeeper(store, refusing, Runnable::run, (what, cause) -> events.add(what + ": " + cause));
        Workflow workflow = Workflow.builder("w").localTask("a").build();
        refused.statistics().of(workflow).warm(workflow.task("a")).add(1);
        refused.changed();
        assertThat(events)
                .containsExactly("not saved, the scheduler refused to: java.lang.IllegalStateException: on purpose");
        refused.changed();
        refused.changed();
        scheduler.advance(StatisticsKeeper.SAVED_WITHIN.plus(Duration.ofSeconds(1)));
        assertThat(asked).hasValue(2);
        assertThat(LearnedStatistics.from(store.load())
                        .of(workflow)
                        .warm(workflow.task("a"))
                        .toArray()
                        .length())
                .isOne();
    }
}
