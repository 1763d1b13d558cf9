package dev.prewarm;

import static dev.prewarm.TaskOption.after;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.testing.RecordingWarmupClient;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
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
        CountDownLatch handled = new CountDownLatch(1);
        SystemScheduler scheduler = new SystemScheduler();
        Prewarmer prewarmer = Prewarmer.builder(RecordingWarmupClient.of(scheduler, Duration.ZERO))
                .scheduler(scheduler)
                .strategy(run -> {
                    if (run.id().equals("last")) {
                        handled.countDown();
                    }
                    return Plan.empty();
                })
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
        prewarmer.run(workflow, "last");
        handled.await();
        prewarmer.close();
        scheduler.close();
        assertThat(found).allSatisfy(runs -> assertThat(runs).isEqualTo(found.get(0)));
        assertThat(prewarmer.stats().runsStarted()).isEqualTo(RUNS + 1);
        assertThat(prewarmer.stats().problems()).isZero();
    }
}
