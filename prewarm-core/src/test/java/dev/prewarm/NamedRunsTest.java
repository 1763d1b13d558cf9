package dev.prewarm;

import static dev.prewarm.TaskOption.after;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.testing.RecordingWarmupClient;
import dev.prewarm.testing.VirtualScheduler;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several threads that hear of the same runs. */
@Timeout(60)
class NamedRunsTest {
    private static final int THREADS = 4;
    private static final int RUNS = 3_000;

    private final Target target = Target.of("s", URI.create("http://s.test"));
    private final Workflow workflow = Workflow.builder("w")
            .task("a", target)
            .task("b", target, after("a"))
            .build();

    @Test
    void aRunOfWhichThreadsHearAtTheSameTimeIsOne() throws InterruptedException {
        // With threads of its own, so that close waits for what has been told.
        Prewarmer prewarmer = Prewarmer.builder(RecordingWarmupClient.of(new VirtualScheduler(), Duration.ZERO))
                .build();
        List<List<WorkflowRun>> found = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            List<WorkflowRun> runs = new ArrayList<>(RUNS);
            found.add(runs);
            threads.add(new Thread(() -> {
                for (int id = 0; id < RUNS; id++) {
                    runs.add(prewarmer.run(workflow, "run-" + id));
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        prewarmer.close(Duration.ofSeconds(30));
        assertThat(found).allSatisfy(runs -> assertThat(runs).isEqualTo(found.get(0)));
        assertThat(prewarmer.stats().runsStarted()).isEqualTo(RUNS);
        assertThat(prewarmer.stats().problems()).isZero();
    }
}
