package dev.prewarm;

import static dev.prewarm.TaskOption.after;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.testing.RecordingWarmupClient;
import dev.prewarm.testing.VirtualScheduler;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several threads that hear of the same runs. */
@Timeout(60)
class NamedRunsTest {
    private static final int THREADS = 4;
    private static final int RUNS = 3_000;
    private static final int ANNOUNCED = 20_000;

    private static final Instant LATER = Instant.EPOCH.plus(Duration.ofDays(40_000));

    private final Target target = Target.of("s", URI.create("http://s.test"));
    private final Workflow workflow = Workflow.builder("w")
            .task("a", target)
            .task("b", target, after("a"))
            .build();

    @Test
    void aRunThatIsAnnouncedWhileItStartsIsOne() throws InterruptedException {
        Prewarmer prewarmer = Prewarmer.builder(RecordingWarmupClient.of(new VirtualScheduler(), Duration.ZERO))
                .build();
        AtomicInteger started = new AtomicInteger(-1);
        Thread announcing = new Thread(() -> {
            for (int id = 0; id < ANNOUNCED; id++) {
                while (started.get() < id) {
                    Thread.onSpinWait();
                }
                prewarmer.expect(workflow, "run-" + id, LATER, Duration.ZERO);
            }
        });
        announcing.start();
        for (int id = 0; id < ANNOUNCED; id++) {
            started.set(id);
            WorkflowRun run = prewarmer.run(workflow, "run-" + id);
            run.started("a");
            run.finished("a");
        }
        announcing.join();
        prewarmer.run(workflow, "last");
        while (prewarmer.stats().runsStarted() <= ANNOUNCED) {
            Thread.onSpinWait();
        }
        assertThat(prewarmer.stats().runsOpen()).isEqualTo(ANNOUNCED + 1);
        assertThat(prewarmer.stats().problems()).isZero();
        prewarmer.close(Duration.ofSeconds(30));
    }

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
