package dev.prewarm;

import static dev.prewarm.TaskOption.after;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.testing.RecordingWarmupClient;
import dev.prewarm.testing.VirtualScheduler;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs that are over are not held by those that came after them, however each waited for what the one before was warming. */
class RunsAreLetGoTest {
    private static final int RUNS = 50;

    private final VirtualScheduler clock = new VirtualScheduler();
    private final Prewarmer prewarmer = Prewarmer.builder(RecordingWarmupClient.of(clock, Duration.ofSeconds(10)))
            .scheduler(clock)
            .strategy(PrewarmStrategy.nextHop())
            .runTimeToLive(Duration.ofMinutes(1))
            .build();
    private final Workflow workflow = Workflow.builder("w")
            .localTask("x")
            .task("even", target("even"), after("x"))
            .task("odd", target("odd"), after("x"))
            .build();

    private static Target target(String name) {
        return Target.builder(name, URI.create("http://" + name + ".test"))
                .retention(Duration.ofSeconds(5))
                .build();
    }

    private void call(WorkflowRun run, String task, long atMillis, boolean instants) {
        clock.schedule(Duration.ofMillis(atMillis), () -> tell(run, TaskEvent.started(task), instants));
        clock.schedule(Duration.ofMillis(atMillis + 500), () -> tell(run, TaskEvent.finished(task), instants));
    }

    private void tell(WorkflowRun run, TaskEvent event, boolean instants) {
        run.tell(instants ? event.at(clock.wallClock()) : event);
    }

    /** One that waits for what the run before it warms, and warms what the next one waits for. */
    private WeakReference<WorkflowRun> run(int number, boolean instants, boolean closed) {
        WorkflowRun run = prewarmer.start(workflow);
        boolean even = number % 2 == 0;
        call(run, "x", 0, instants);
        call(run, even ? "odd" : "even", 600, instants);
        call(run, even ? "even" : "odd", 12_000, instants);
        if (closed) {
            clock.schedule(Duration.ofSeconds(13), run::close);
        }
        clock.advance(Duration.ofSeconds(9));
        return new WeakReference<>(run);
    }

    @ParameterizedTest
    @CsvSource({"false,true", "false,false", "true,true", "true,false"})
    void byThoseAfterThem(boolean instants, boolean closed) {
        List<WeakReference<WorkflowRun>> runs = new ArrayList<>();
        for (int i = 0; i < RUNS; i++) {
            runs.add(run(i, instants, closed));
        }
        clock.advance(Duration.ofMinutes(2));
        assertThat(prewarmer.stats().runsOpen()).isZero();
        assertThat(prewarmer.stats().late())
                .as("warm-ups that calls waited for")
                .isGreaterThan(RUNS / 2);
        // The last ones may still be looked at.
        List<WeakReference<WorkflowRun>> over = runs.subList(0, RUNS - 5);
        for (int i = 0; i < 100 && over.stream().anyMatch(run -> run.get() != null); i++) {
            System.gc();
        }
        assertThat(over).allMatch(run -> run.get() == null);
    }
}
