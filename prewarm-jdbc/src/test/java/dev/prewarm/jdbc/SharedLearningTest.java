package dev.prewarm.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.PrewarmStrategy;
import dev.prewarm.Prewarmer;
import dev.prewarm.Target;
import dev.prewarm.shape.LearnedWorkflows;
import dev.prewarm.shape.ObservedRun;
import dev.prewarm.shape.Step;
import dev.prewarm.testing.VirtualScheduler;
import dev.prewarm.testing.knative.KnativeModel;
import dev.prewarm.testing.knative.KnativeService;
import dev.prewarm.testing.knative.RequestKind;
import dev.prewarm.testing.knative.RequestListener;
import dev.prewarm.testing.knative.ServiceSettings;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** Workers that share services and a store, but no beliefs; nobody declares their workflow. They are replaced every now and then. */
class SharedLearningTest {
    private static final int RELEASES = 8;
    private static final int RUNS_PER_RELEASE = 25;
    private static final Duration BETWEEN_RUNS = Duration.ofMinutes(3);
    private static final List<String> KINDS = List.of("fetch", "resize", "store", "notify");

    /** What some workers have cost in all. */
    private record Outcome(long coldStartsMet, long sent) {}

    @Test
    void twoWorkersMeetAndSendAtMostAFifthMoreThanOne() throws Exception {
        Outcome one = new Workers("one", 1).run();
        Outcome two = new Workers("two", 2).run();

        assertThat((double) two.coldStartsMet)
                .as("cold starts met: %s of one, %s of two", one, two)
                .isLessThanOrEqualTo(1.2 * one.coldStartsMet);
        assertThat((double) two.sent)
                .as("warm-ups sent: %s of one, %s of two", one, two)
                .isLessThanOrEqualTo(1.2 * one.sent);
        // Of four services the first alone is cold in a run, and not always.
        assertThat(one.coldStartsMet).isLessThan(2L * RELEASES * RUNS_PER_RELEASE);
        assertThat(one.sent).isPositive();
    }

    private static final class Workers {
        private final VirtualScheduler time = new VirtualScheduler();
        private final KnativeModel knative = KnativeModel.of(time);
        private final Random random = new Random(5);
        private final DataSource database;
        private final int number;
        private int ended;

        Workers(String name, int number) {
            this.number = number;
            for (String kind : KINDS) {
                knative.deploy(ServiceSettings.builder(kind)
                        .podStart(Duration.ofSeconds(2))
                        .build());
            }
            var h2 = new org.h2.jdbcx.JdbcDataSource();
            h2.setURL("jdbc:h2:mem:shared-" + name + ";DB_CLOSE_DELAY=-1");
            database = h2;
        }

        Outcome run() throws Exception {
            JdbcStatisticsStore.of(database, "orders").createTable();
            long sent = 0;
            int runs = 0;
            for (int release = 0; release < RELEASES; release++) {
                List<Prewarmer> prewarmers = new ArrayList<>();
                List<LearnedWorkflows> workers = new ArrayList<>();
                for (int i = 0; i < number; i++) {
                    Prewarmer prewarmer = Prewarmer.builder(knative.warmupClient())
                            .scheduler(time)
                            .strategy(PrewarmStrategy.costAware(10))
                            .statisticsStore(JdbcStatisticsStore.of(database, "orders"))
                            .build();
                    prewarmers.add(prewarmer);
                    workers.add(LearnedWorkflows.builder(prewarmer)
                            .targets(Workers::target)
                            .build());
                }
                for (int i = 0; i < RUNS_PER_RELEASE; i++) {
                    time.advance(seconds(-Math.log(1 - random.nextDouble()) * BETWEEN_RUNS.toSeconds()));
                    // One number a run, however many workers there are, so that all else is drawn alike.
                    LearnedWorkflows worker = workers.get(random.nextInt(64) * number / 64);
                    runs++;
                    call(worker.run("Order", "run " + runs, time.now()), 0);
                }
                time.advance(Duration.ofMinutes(10));
                for (Prewarmer prewarmer : prewarmers) {
                    sent += prewarmer.stats().sent();
                    prewarmer.close();
                    time.runPending();
                }
            }
            assertThat(ended).isEqualTo(runs);
            long met = knative.services().stream()
                    .map(KnativeService::settledStats)
                    .mapToLong(stats -> stats.coldStartsMet())
                    .sum();
            return new Outcome(met, sent);
        }

        private static Optional<Target> target(String kind) {
            return Optional.of(Target.of(kind, URI.create("http://" + kind + ".test")));
        }

        private static Duration seconds(double seconds) {
            return Duration.ofMillis(Math.round(1e3 * seconds));
        }

        /** Calls the services from that one on, one after the other. */
        private void call(ObservedRun run, int step) {
            run.moment(time.now());
            if (step == KINDS.size()) {
                run.end();
                ended++;
                return;
            }
            Step started = run.started(KINDS.get(step));
            Duration work = seconds((1 + step % 2) * Math.exp(0.2 * random.nextGaussian()));
            knative.service(KINDS.get(step)).request(RequestKind.WORK, work, new RequestListener() {
                @Override
                public void onFinished() {
                    run.moment(time.now());
                    run.finished(started);
                    call(run, step + 1);
                }
            });
        }
    }
}
