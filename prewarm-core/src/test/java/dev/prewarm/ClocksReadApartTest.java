package dev.prewarm;

import static dev.prewarm.TaskOption.after;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.testing.RecordingWarmupClient;
import dev.prewarm.testing.VirtualScheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The wall clock and the scheduler's are two, and are never read in the same moment. */
class ClocksReadApartTest {
    private static final Workflow CHAIN =
            Workflow.builder("chain").localTask("a").localTask("b", after("a")).build();

    private final VirtualScheduler time = new VirtualScheduler();
    private final List<Problem> problems = new ArrayList<>();
    private final Apart clocks = new Apart();

    /** A wall clock that is seen a little late, each time by another time. */
    private final class Apart implements Scheduler {
        private int readings;
        private Duration set = Duration.ZERO;

        @Override
        public Instant now() {
            return time.now();
        }

        @Override
        public Instant wallClock() {
            readings++;
            return time.now().plus(set).plusNanos(readings * 7_919L % 2_000_000);
        }

        @Override
        public Cancellable schedule(Duration delay, Runnable task) {
            return time.schedule(delay, task);
        }
    }

    private Prewarmer prewarmer() {
        return Prewarmer.builder(RecordingWarmupClient.of(time, Duration.ofSeconds(1)))
                .scheduler(clocks)
                .listener(new PrewarmListener() {
                    @Override
                    public void onProblem(Problem problem) {
                        problems.add(problem);
                    }
                })
                .build();
    }

    @Test
    void whatHappenedAtOneInstantHappenedAtOneInstant() {
        try (Prewarmer prewarmer = prewarmer()) {
            Instant start = clocks.wallClock();
            time.advance(Duration.ofSeconds(10));
            WorkflowRun run = prewarmer.run(CHAIN, "1", start);
            for (int told = 0; told < 3; told++) {
                run.tell(TaskEvent.started("a").at(start));
                run.tell(TaskEvent.started("b").at(start.plusSeconds(2)));
                run.tell(TaskEvent.finished("a").at(start.plusSeconds(2)));
                run.tell(TaskEvent.finished("b").at(start.plusSeconds(5)));
            }
            run.close();
            time.runPending();

            assertThat(problems).isEmpty();
        }
    }

    @Test
    void aClockThatIsSetIsFollowed() {
        try (Prewarmer prewarmer = prewarmer()) {
            time.advance(Duration.ofHours(1));
            clocks.set = Duration.ofSeconds(-90);
            Instant start = clocks.wallClock().minusSeconds(5);
            WorkflowRun run = prewarmer.run(CHAIN, "1", start);
            run.tell(TaskEvent.started("a").at(start));
            run.tell(TaskEvent.finished("a").at(start.plusSeconds(4)));
            run.tell(TaskEvent.started("b").at(start.plusSeconds(4)));
            run.close();
            time.runPending();

            assertThat(problems).isEmpty();
        }
    }
}
