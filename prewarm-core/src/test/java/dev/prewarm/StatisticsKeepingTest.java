package dev.prewarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.prewarm.forecast.LearnedStatistics;
import dev.prewarm.forecast.WorkflowStatistics;
import dev.prewarm.testing.RecordingWarmupClient;
import dev.prewarm.testing.VirtualScheduler;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is learned is kept in a store. */
class StatisticsKeepingTest {
    private static final Logger LOGGER = Logger.getLogger(Prewarmer.class.getName());

    private final VirtualScheduler scheduler = new VirtualScheduler();
    private final RecordingWarmupClient client = RecordingWarmupClient.of(scheduler, Duration.ofSeconds(1));
    private final Workflow workflow = Workflow.builder("single")
            .task("task", Target.of("service", URI.create("http://service.test")))
            .build();
    private final TestStore store = new TestStore();
    private final List<Problem> problems = new ArrayList<>();

    @BeforeAll
    static void logNothing() {
        LOGGER.setLevel(Level.OFF);
    }

    @AfterAll
    static void logAgain() {
        LOGGER.setLevel(null);
    }

    /** Keeps in memory, counts, and fails when it is told to. */
    private static final class TestStore implements StatisticsStore {
        private final StatisticsStore kept = StatisticsStore.inMemory();
        private boolean broken;
        private final AtomicInteger saves = new AtomicInteger();

        @Override
        public StatisticsSnapshot load() throws IOException {
            failIfBroken();
            return kept.load();
        }

        @Override
        public void save(StatisticsSnapshot snapshot) throws IOException {
            failIfBroken();
            kept.save(snapshot);
            saves.incrementAndGet();
        }

        private void failIfBroken() throws IOException {
            if (broken) {
                throw new IOException("on purpose");
            }
        }
    }

    private Prewarmer.Builder builder() {
        return Prewarmer.builder(client)
                .scheduler(scheduler)
                .statisticsStore(store)
                .listener(new PrewarmListener() {
                    @Override
                    public void onProblem(Problem problem) {
                        problems.add(problem);
                    }
                });
    }

    private void run(Prewarmer prewarmer) {
        try (WorkflowRun run = prewarmer.start(workflow)) {
            run.started("task");
            scheduler.advance(Duration.ofSeconds(3));
            run.finished("task");
        }
        scheduler.runPending();
    }

    /** The runs in the store; each leaves one duration, after a cold or a warm start. */
    private int durationsKept() throws IOException {
        WorkflowStatistics learned = LearnedStatistics.from(store.kept.load()).of(workflow);
        Task task = workflow.task("task");
        return learned.warm(task).count() + learned.cold(task).count();
    }

    @Test
    void isSavedFiveMinutesAfterAnEvent() throws IOException {
        run(builder().build());
        scheduler.advance(Duration.ofSeconds(296));
        assertThat(store.saves).hasValue(0);
        scheduler.advance(Duration.ofSeconds(1));
        assertThat(store.saves).hasValue(1);
        assertThat(durationsKept()).isEqualTo(1);
    }

    @Test
    void isNotSavedWithoutEvents() {
        builder().build();
        scheduler.advance(Duration.ofHours(1));
        assertThat(store.saves).hasValue(0);
    }

    @Test
    void isSavedOnceForManyEvents() {
        Prewarmer prewarmer = builder().build();
        for (int i = 0; i < 50; i++) {
            run(prewarmer);
        }
        scheduler.runUntil(Instant.EPOCH.plusSeconds(599));
        assertThat(store.saves).hasValue(1);
    }

    @Test
    void isSavedAtTheEnd() throws IOException {
        Prewarmer prewarmer = builder().build();
        run(prewarmer);
        prewarmer.close();
        scheduler.runPending();
        assertThat(store.saves).hasValue(1);
        assertThat(durationsKept()).isEqualTo(1);
        scheduler.advance(Duration.ofHours(1));
        assertThat(store.saves).hasValue(1);
    }

    @Test
    void servesTheNextStart() throws IOException {
        for (int i = 0; i < 2; i++) {
            Prewarmer prewarmer = builder().build();
            run(prewarmer);
            prewarmer.close();
            scheduler.runPending();
        }
        assertThat(durationsKept()).isEqualTo(2);
    }

    @Test
    void startsAfreshWhereItCannotBeLoaded() throws IOException {
        store.broken = true;
        Prewarmer prewarmer = builder().build();
        assertThat(prewarmer.stats().problems()).isEqualTo(1);
        assertThat(problems).extracting(Problem::kind).containsExactly(Problem.Kind.STATISTICS_FAILED);
        assertThat(problems.get(0).detail()).contains("not loaded").contains("on purpose");
        store.broken = false;
        run(prewarmer);
        prewarmer.close();
        scheduler.runPending();
        assertThat(durationsKept()).isEqualTo(1);
    }

    @Test
    void isSavedLaterWhereItCannotBeSavedNow() {
        Prewarmer prewarmer = builder().build();
        store.broken = true;
        run(prewarmer);
        scheduler.advance(Duration.ofMinutes(5));
        assertThat(problems).extracting(Problem::kind).containsExactly(Problem.Kind.STATISTICS_FAILED);
        assertThat(prewarmer.stats().problems()).isEqualTo(1);
        store.broken = false;
        run(prewarmer);
        scheduler.advance(Duration.ofMinutes(5));
        assertThat(store.saves).hasValue(1);
    }

    @Test
    void failsHarmlesslyAtTheEnd() {
        Prewarmer prewarmer = builder().build();
        run(prewarmer);
        store.broken = true;
        prewarmer.close();
        scheduler.runPending();
        assertThat(prewarmer.stats().problems()).isEqualTo(1);
        assertThat(prewarmer.stats().balanced()).isTrue();
    }

    @Test
    void isSavedOnTheExecutorAndOnlyTheLatestIfThatIsBehind() throws IOException {
        ArrayDeque<Runnable> work = new ArrayDeque<>();
        Prewarmer prewarmer =
                builder().listener(PrewarmListener.NONE).executor(work::add).build();
        run(prewarmer);
        scheduler.advance(Duration.ofMinutes(5));
        run(prewarmer);
        scheduler.advance(Duration.ofMinutes(5));
        assertThat(store.saves).hasValue(0);
        while (!work.isEmpty()) {
            work.remove().run();
        }
        assertThat(store.saves).hasValue(1);
        assertThat(durationsKept()).isEqualTo(2);
    }

    @Test
    void survivesAnExecutorThatRefuses() {
        Prewarmer prewarmer = builder()
                .listener(PrewarmListener.NONE)
                .executor(work -> {
                    throw new IllegalStateException("on purpose");
                })
                .build();
        run(prewarmer);
        scheduler.advance(Duration.ofMinutes(5));
        assertThat(prewarmer.stats().problems()).isEqualTo(1);
    }

    @Test
    void isSavedBeforeTheOwnThreadsEnd() throws IOException {
        Prewarmer prewarmer = Prewarmer.builder(request -> new CompletableFuture<>())
                .statisticsStore(store)
                .build();
        try (WorkflowRun run = prewarmer.start(workflow)) {
            run.started("task");
            run.finished("task");
        }
        prewarmer.close(Duration.ofSeconds(60));
        assertThat(store.saves).hasValue(1);
        assertThat(durationsKept()).isEqualTo(1);
    }

    private static TaskEvent at(TaskEvent event, int instance, double second) {
        return event.instance("" + instance).at(Instant.EPOCH.plusMillis(Math.round(1000 * second)));
    }

    /** Of 200 calls told late the last ones seem warm, until it is clear that all came before those of other runs. */
    @Test
    void isSavedWhenAllThatWasTakenForWarmWasCold() throws IOException {
        Prewarmer prewarmer = builder().strategy(PrewarmStrategy.none()).build();
        scheduler.advance(Duration.ofSeconds(2000));
        WorkflowRun warm = prewarmer.run(workflow, "warm", Instant.EPOCH.plusSeconds(1500));
        warm.started("task", Instant.EPOCH.plusSeconds(1500));
        warm.finished("task", Instant.EPOCH.plusSeconds(1501));
        warm.close();
        scheduler.runPending();
        WorkflowRun failed = prewarmer.run(workflow, "failed", Instant.EPOCH.plusSeconds(1530));
        for (int i = 0; i < 2; i++) {
            failed.tell(at(TaskEvent.started("task"), i, 1530 + i));
            failed.tell(at(TaskEvent.failed("task", new IllegalStateException("on purpose")), i, 1540 + i));
        }
        failed.close();
        scheduler.runPending();
        WorkflowRun late = prewarmer.run(workflow, "late", Instant.EPOCH.plusSeconds(1000));
        for (int i = 0; i < 200; i++) {
            late.tell(at(TaskEvent.started("task"), i, 1000));
        }
        for (int i = 199; i >= 0; i--) {
            late.tell(at(TaskEvent.finished("task"), i, 1060 + i / 1000.0));
        }
        scheduler.runPending();
        late.close();
        scheduler.advance(Duration.ofSeconds(400));
        assertThat(store.saves).hasValue(1);
        prewarmer.close();
        scheduler.runPending();
        assertThat(store.saves).hasValue(2);
        assertThat(durationsKept()).isPositive();
        assertThat(problems).isEmpty();
    }

    @Test
    void cannotComeFromTwoSources() {
        assertThatIllegalStateException()
                .isThrownBy(
                        () -> builder().statistics(LearnedStatistics.empty()).build())
                .withMessageContaining("statisticsStore");
    }

    @Test
    void whoIsInterruptedWhileItClosesWaitsForWhatIsSaved() {
        for (int i = 0; i < 20; i++) {
            InMemoryStatisticsStore kept = new InMemoryStatisticsStore();
            Prewarmer prewarmer = Prewarmer.builder(request -> new CompletableFuture<>())
                    .statisticsStore(kept)
                    .build();
            Workflow local = Workflow.builder("local").localTask("step").build();
            WorkflowRun run = prewarmer.start(local);
            run.started("step");
            run.finished("step");
            run.close();
            Thread.currentThread().interrupt();
            prewarmer.close(Duration.ofSeconds(60));
            assertThat(Thread.interrupted()).as("it is still interrupted").isTrue();
            assertThat(Statistics.from(kept.load())
                            .duration(local, local.task("step"))
                            .observations())
                    .isEqualTo(1);
        }
    }
}
