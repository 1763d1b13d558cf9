package dev.prewarm.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prewarm.PrewarmListener;
import dev.prewarm.Prewarmer;
import dev.prewarm.Problem;
import dev.prewarm.Statistics;
import dev.prewarm.StatisticsSnapshot;
import dev.prewarm.StatisticsStore;
import dev.prewarm.StatisticsStoreContract;
import dev.prewarm.Target;
import dev.prewarm.UnreadableStatisticsException;
import dev.prewarm.Workflow;
import dev.prewarm.WorkflowRun;
import dev.prewarm.testing.RecordingWarmupClient;
import dev.prewarm.testing.VirtualScheduler;
import java.io.IOException;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a store in any database must do; in H2, see {@link PostgresStatisticsStoreTest}. */
class JdbcStatisticsStoreTest extends StatisticsStoreContract {
    private static final Target FETCHER = Target.of("fetcher", URI.create("http://fetcher.example.org"));
    static final Workflow WORKFLOW =
            Workflow.builder("thumbnails").task("fetch", FETCHER).build();

    private DataSource database;

    @BeforeEach
    void connect() throws Exception {
        database = database();
        JdbcStatisticsStore.of(database, "x").createTable();
        execute("DELETE FROM " + JdbcStatisticsStore.TABLE);
    }

    DataSource database() throws Exception {
        var h2 = new org.h2.jdbcx.JdbcDataSource();
        h2.setURL("jdbc:h2:mem:statistics;DB_CLOSE_DELAY=-1");
        return h2;
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    protected StatisticsStore store() {
        return JdbcStatisticsStore.of(database, "all");
    }

    private static StatisticsSnapshot taking(int... seconds) {
        Statistics statistics = Statistics.empty();
        add(statistics, seconds);
        return statistics.snapshot();
    }

    private static void add(Statistics statistics, int... seconds) {
        for (int each : seconds) {
            statistics.addDuration(WORKFLOW, WORKFLOW.task("fetch"), Duration.ofSeconds(each));
        }
    }

    private static double median(StatisticsSnapshot snapshot) {
        return Statistics.from(snapshot)
                .duration(WORKFLOW, WORKFLOW.task("fetch"))
                .quantile(0.5);
    }

    @Test
    void whatTwoProcessesLearnIsMerged() throws IOException {
        StatisticsStore one = store();
        StatisticsStore other = store();
        one.save(taking(1, 2));
        other.load();
        one.save(taking(1, 2, 4));
        other.save(taking(1, 2, 8));

        assertThat(store().load()).isEqualTo(taking(1, 2, 4).merge(taking(1, 2, 8)));
    }

    @Test
    void theTableMayBeThere() throws IOException {
        JdbcStatisticsStore.of(database, "all").createTable();

        assertThat(store().load().isEmpty()).isTrue();
    }

    @Test
    void manyProcessesMakeTheTableAtOnce() throws Exception {
        int processes = 4;
        ExecutorService threads = Executors.newFixedThreadPool(processes);
        for (int round = 0; round < 20; round++) {
            execute("DROP TABLE " + JdbcStatisticsStore.TABLE);
            CyclicBarrier together = new CyclicBarrier(processes);
            List<Future<?>> all = new ArrayList<>();
            for (int process = 0; process < processes; process++) {
                all.add(threads.submit(() -> {
                    together.await();
                    JdbcStatisticsStore.of(database, "all").createTable();
                    return null;
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
        }
        threads.shutdown();
        assertThat(store().load().isEmpty()).isTrue();
    }

    @Test
    void aDatabaseThatIsAwayMakesNoTable() {
        Away away = new Away(database);
        away.away = true;
        assertThatThrownBy(() -> JdbcStatisticsStore.of(away.source(), "all").createTable())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the table prewarm_statistics could not be made");
    }

    @Test
    void afterTheRowWasDeletedNothingIsOverwritten() throws Exception {
        StatisticsStore one = store();
        StatisticsStore other = store();
        one.load();
        other.save(taking(8));
        execute("DELETE FROM " + JdbcStatisticsStore.TABLE);
        one.save(taking(1, 2));
        other.save(taking(8, 9));

        assertThat(store().load()).isEqualTo(taking(1, 2).merge(taking(8, 9)));
    }

    @Test
    void whereTheSameWasSavedAgainNothingIsMerged() throws Exception {
        StatisticsStore one = store();
        one.save(taking(1));
        execute("DELETE FROM " + JdbcStatisticsStore.TABLE);
        store().save(taking(1));
        one.save(taking(1, 2));

        assertThat(store().load()).isEqualTo(taking(1, 2));
    }

    @Test
    void storesOfDifferentNamesAreApart() throws IOException {
        store().save(taking(1));

        assertThat(JdbcStatisticsStore.of(database, "others").load().isEmpty()).isTrue();
    }

    @Test
    void manyThatSaveAtOnceLoseNothing() throws Exception {
        saveAtOnce(database);
    }

    /** Where the database itself says who has lost. */
    @Test
    void manyThatSaveAtOnceInSerializableTransactionsLoseNothing() throws Exception {
        for (int round = 0; round < 20; round++) {
            execute("DELETE FROM " + JdbcStatisticsStore.TABLE);
            saveAtOnce(Connections.of(
                    database, connection -> connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE)));
        }
    }

    private void saveAtOnce(DataSource database) throws Exception {
        int processes = 4;
        ExecutorService threads = Executors.newFixedThreadPool(processes);
        CyclicBarrier together = new CyclicBarrier(processes);
        List<Future<?>> all = new ArrayList<>();
        for (int process = 0; process < processes; process++) {
            int seconds = process + 1;
            all.add(threads.submit(() -> {
                StatisticsStore store = JdbcStatisticsStore.of(database, "all");
                together.await();
                store.save(taking(seconds));
                return null;
            }));
        }
        for (Future<?> each : all) {
            each.get();
        }
        threads.shutdown();

        StatisticsSnapshot expected =
                taking(1).merge(taking(2)).merge(taking(3)).merge(taking(4));
        assertThat(median(store().load())).isEqualTo(median(expected));
    }

    @Test
    void connectionsThatDoNotCommitByThemselvesAreGivenBackAsTheyWere() throws IOException {
        List<Boolean> returned = new ArrayList<>();
        StatisticsStore store = JdbcStatisticsStore.of(
                Connections.of(database, connection -> connection.setAutoCommit(false), connection -> {
                    returned.add(connection.getAutoCommit());
                }),
                "all");
        store.save(taking(1));

        assertThat(store().load()).isEqualTo(taking(1));
        assertThat(returned).isNotEmpty().containsOnly(false);
    }

    @Test
    void whyAConnectionWasLostIsSaid() {
        StatisticsStore store = JdbcStatisticsStore.of(
                Connections.losing(
                        Connections.of(database, connection -> connection.setAutoCommit(false)),
                        "terminating connection due to administrator command"),
                "all");

        assertThatThrownBy(store::load)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("terminating connection due to administrator command");
    }

    @Test
    void aRowOfAnotherReleaseIsLeftAlone() throws Exception {
        byte[] bytes = taking(1).toBytes();
        bytes[11] = 99;
        store().save(taking(1));
        try (Connection connection = database.getConnection();
                var update = connection.prepareStatement("UPDATE " + JdbcStatisticsStore.TABLE + " SET content = ?")) {
            update.setBytes(1, bytes);
            update.executeUpdate();
        }
        StatisticsStore store = store();

        assertThatThrownBy(store::load)
                .isInstanceOf(UnreadableStatisticsException.class)
                .hasMessageContaining("the row \"all\" of prewarm_statistics cannot be used: its format version is 99");
        assertThat(store.load().isEmpty()).isTrue();
        assertThatThrownBy(() -> store.save(taking(2)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("nothing is saved until it is gone");

        execute("DELETE FROM " + JdbcStatisticsStore.TABLE);
        store.save(taking(2));
        assertThat(store.load()).isEqualTo(taking(2));
    }

    @Test
    void aDatabaseThatIsAwayIsSaidAndCostsNothingElse() throws IOException {
        Away away = new Away(database);
        StatisticsStore store = JdbcStatisticsStore.of(away.source(), "all");
        store.save(taking(3));
        VirtualScheduler scheduler = new VirtualScheduler();
        List<Problem> problems = new ArrayList<>();
        Prewarmer prewarmer = prewarmer(scheduler, store, problems).build();
        away.away = true;
        runs(prewarmer, scheduler);
        assertThat(problems).isNotEmpty().allMatch(problem -> problem.kind() == Problem.Kind.STATISTICS_FAILED);
        assertThat(prewarmer.stats().runsStarted()).isEqualTo(60);
        assertThat(prewarmer.stats().runsOpen()).isZero();

        away.away = false;
        prewarmer.close();
        scheduler.runPending();
        assertThat(median(store.load())).isBetween(2.9, 3.1);
    }

    /** A run each minute, for an hour. */
    private static void runs(Prewarmer prewarmer, VirtualScheduler scheduler) {
        for (int minute = 0; minute < 60; minute++) {
            WorkflowRun run = prewarmer.start(WORKFLOW);
            run.started("fetch");
            scheduler.advance(Duration.ofSeconds(3));
            run.finished("fetch");
            run.close();
            scheduler.advance(Duration.ofSeconds(57));
        }
    }

    private static Prewarmer.Builder prewarmer(
            VirtualScheduler scheduler, StatisticsStore store, List<Problem> problems) {
        return Prewarmer.builder(RecordingWarmupClient.of(scheduler, Duration.ofSeconds(1)))
                .scheduler(scheduler)
                .statisticsStore(store)
                .listener(new PrewarmListener() {
                    @Override
                    public void onProblem(Problem problem) {
                        problems.add(problem);
                    }
                });
    }

    @Test
    void aDatabaseThatTakesAnHourHoldsNothingUp() throws IOException {
        VirtualScheduler scheduler = new VirtualScheduler();
        List<Problem> problems = new ArrayList<>();
        // What the database would answer, were it asked again after an hour.
        Deque<Runnable> slow = new ArrayDeque<>();
        Prewarmer prewarmer =
                prewarmer(scheduler, store(), problems).executor(slow::add).build();
        runs(prewarmer, scheduler);
        assertThat(prewarmer.stats().runsStarted()).isEqualTo(60);
        assertThat(prewarmer.stats().runsOpen()).isZero();
        assertThat(slow).hasSizeLessThan(60);
        assertThat(store().load().isEmpty()).isTrue();

        prewarmer.close();
        scheduler.runPending();
        while (!slow.isEmpty()) {
            slow.remove().run();
        }
        assertThat(median(store().load())).isBetween(2.9, 3.1);
        assertThat(problems).isEmpty();
    }

    @Test
    void refusesNamesThatAreNone() {
        assertThatThrownBy(() -> JdbcStatisticsStore.of(database, " ")).hasMessageContaining("1 to 255 characters");
        assertThatThrownBy(() -> JdbcStatisticsStore.of(database, "x".repeat(256)))
                .hasMessageContaining("1 to 255 characters");
    }
}
