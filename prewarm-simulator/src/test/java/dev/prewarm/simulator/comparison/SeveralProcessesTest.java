package dev.prewarm.simulator.comparison;

import static dev.prewarm.TaskOption.after;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.OnKnative;
import dev.prewarm.PrewarmStrategy;
import dev.prewarm.Prewarmer;
import dev.prewarm.Target;
import dev.prewarm.Workflow;
import dev.prewarm.WorkflowRun;
import dev.prewarm.testing.VirtualScheduler;
import dev.prewarm.testing.knative.KnativeModel;
import dev.prewarm.testing.knative.KnativeService;
import dev.prewarm.testing.knative.RequestKind;
import dev.prewarm.testing.knative.RequestListener;
import dev.prewarm.testing.knative.ServiceSettings;
import dev.prewarm.testing.knative.ServiceStats;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Processes that know nothing of each other start runs of one workflow on one set of services. */
class SeveralProcessesTest {
    private static final int RUNS = 300;
    private static final int SEEDS = 3;
    private static final Duration BETWEEN_RUNS = Duration.ofMinutes(1);
    private static final double PRICE = 10;
    /** Median seconds of the calls of a chain. */
    private static final double[] WORK = {1, 2, 1.5, 3};

    /** A run's delay by cold starts at the price, and the instance-seconds idle and wasted, on average over seeds. */
    private static double cost(int processes) {
        return cost(processes, 0, false);
    }

    /** @param counting whether the processes are told how many pods are ready */
    private static double cost(int processes, int concurrency, boolean counting) {
        double sum = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            sum += new Series(processes, seed, concurrency, counting).cost();
        }
        return sum / SEEDS;
    }

    @Test
    void withTheNumberOfReadyPodsEightProcessesCostAtMostAQuarterMoreThanOneAtAConcurrencyOfOne() {
        double one = cost(1, 1, true);
        double eight = cost(8, 1, true);
        double blind = cost(8, 1, false);
        assertThat(eight / one)
                .as("%.2f of eight by %.2f of one; %.2f where they are not told", eight, one, blind)
                .isLessThanOrEqualTo(1.25);
    }

    @Test
    void whoIsToldOfReadyPodsSendsNoMoreThanWhoIsNot() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            Series told = new Series(8, seed, 1, true);
            told.cost();
            Series blind = new Series(8, seed, 1, false);
            blind.cost();
            assertThat(told.sent()).as("seed %d", seed).isLessThanOrEqualTo(blind.sent());
        }
    }

    @Test
    void eightProcessesCostAtMostATenthMoreThanOne() {
        double one = cost(1);
        double eight = cost(8);
        assertThat(eight / one).as("%.2f of eight by %.2f of one", eight, one).isLessThanOrEqualTo(1.1);
    }

    private static final class Series {
        private final VirtualScheduler time = new VirtualScheduler();
        private final KnativeModel knative = KnativeModel.of(time);
        private final List<Prewarmer> prewarmers = new ArrayList<>();
        private final Workflow workflow;
        private final Random random;
        private double delay;
        private int ended;
        private final Map<String, Integer> told = new HashMap<>();

        Series(int processes, long seed, int concurrency, boolean counting) {
            random = new Random(seed);
            Random starts = new Random(seed + 1);
            Workflow.Builder chain = Workflow.builder("chain");
            for (int i = 0; i < WORK.length; i++) {
                knative.deploy(ServiceSettings.builder(name(i))
                        .containerConcurrency(concurrency)
                        .podStart(() -> seconds(2 * Math.exp(0.3 * starts.nextGaussian())))
                        .build());
                Target target = Target.builder(name(i), URI.create("http://" + name(i) + ".test"))
                        .concurrency(concurrency)
                        .build();
                if (i == 0) {
                    chain.task(name(i), target);
                } else {
                    chain.task(name(i), target, after(name(i - 1)));
                }
            }
            workflow = chain.build();
            for (int i = 0; i < processes; i++) {
                // Who counts pods is on Knative; what the model does instead of its autoscaler is simpler.
                prewarmers.add(Prewarmer.builder(new OnKnative(knative.warmupClient()))
                        .scheduler(time)
                        .strategy(PrewarmStrategy.costAware(PRICE))
                        .build());
            }
            if (counting) {
                count();
            }
        }

        /** Tells the number of ready pods as a watch would: soon after it has changed. */
        private void count() {
            for (KnativeService service : knative.services()) {
                int ready = service.podsReady();
                if (ready != told.getOrDefault(service.name(), 0)) {
                    told.put(service.name(), ready);
                    prewarmers.forEach(prewarmer -> prewarmer.ready(service.name(), ready));
                }
            }
            time.schedule(Duration.ofMillis(100), this::count);
        }

        long sent() {
            return prewarmers.stream()
                    .mapToLong(prewarmer -> prewarmer.stats().sent())
                    .sum();
        }

        private static String name(int task) {
            return "service-" + task;
        }

        private static Duration seconds(double seconds) {
            return Duration.ofMillis(Math.round(1e3 * seconds));
        }

        double cost() {
            double at = 0;
            for (int i = 0; i < RUNS; i++) {
                at += -Math.log(1 - random.nextDouble()) * BETWEEN_RUNS.toSeconds();
                double[] work = new double[WORK.length];
                for (int j = 0; j < work.length; j++) {
                    work[j] = WORK[j] * Math.exp(0.3 * random.nextGaussian());
                }
                // One number a run, however many processes there are, so that all else is drawn alike.
                Prewarmer process = prewarmers.get(random.nextInt(64) * prewarmers.size() / 64);
                time.schedule(seconds(at), () -> call(process.start(workflow), work, 0, time.now()));
            }
            time.advance(seconds(at).plusMinutes(10));
            assertThat(ended).isEqualTo(RUNS);
            double held = 0;
            for (KnativeService service : knative.services()) {
                ServiceStats stats = service.settledStats();
                held += (stats.idle().toMillis() + stats.wasted().toMillis()) / 1e3;
            }
            return (PRICE * delay + held) / RUNS;
        }

        /** Calls the services from the task on, one after the other. */
        private void call(WorkflowRun run, double[] work, int task, Instant start) {
            if (task == work.length) {
                run.close();
                ended++;
                delay += Duration.between(start, time.now()).toMillis() / 1e3;
                for (double seconds : work) {
                    delay -= seconds;
                }
                return;
            }
            run.started(name(task));
            knative.service(name(task)).request(RequestKind.WORK, seconds(work[task]), new RequestListener() {
                @Override
                public void onFinished() {
                    run.finished(name(task));
                    call(run, work, task + 1, start);
                }
            });
        }
    }
}
