package dev.prewarm.simulator.comparison;

import static dev.prewarm.TaskOption.after;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.prewarm.PrewarmStrategy;
import dev.prewarm.Prewarmer;
import dev.prewarm.Target;
import dev.prewarm.Workflow;
import dev.prewarm.WorkflowRun;
import dev.prewarm.testing.VirtualScheduler;
import dev.prewarm.testing.knative.KnativeModel;
import dev.prewarm.testing.knative.KpaSettings;
import dev.prewarm.testing.knative.RequestKind;
import dev.prewarm.testing.knative.RequestListener;
import dev.prewarm.testing.knative.ServiceSettings;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The model held against a real Knative: the paper's workflow, three services in a row that take 3, 7 and 5 s, as it ran on
 * Knative Serving 1.23.0 with its stock settings (docs/real-knative.md).
 */
class RealKnativeBandsTest {
    private static final double[] WORK = {3, 7, 5};
    /** One pod alone; and by how much each other one that starts slows it. */
    private static final Duration START = Duration.ofMillis(1_200);

    private static final double SLOWDOWN = 0.3;

    @ParameterizedTest(name = "{0}: {1} s")
    @CsvSource({"none, 18.40", "next-hop, 16.48", "full-path, 16.94", "announced, 15.06", "cost-aware, 16.23"})
    void theMakespanIsWithinThreePercentOfTheRealOne(String strategy, double seconds) {
        assertThat(new Paper(strategy).lastOfFiveRuns()).isCloseTo(seconds, withinPercentage(3));
    }

    private static final class Paper {
        private final VirtualScheduler time = new VirtualScheduler();
        private final KnativeModel knative =
                KnativeModel.builder(time).startSlowdown(SLOWDOWN).build();
        private final Workflow workflow;
        private final boolean announced;
        private final Prewarmer prewarmer;
        private final List<Double> makespans = new ArrayList<>();

        Paper(String strategy) {
            Workflow.Builder chain = Workflow.builder("paper");
            for (int i = 0; i < WORK.length; i++) {
                knative.deploy(ServiceSettings.builder(name(i))
                        .podStart(START)
                        .kpa(KpaSettings.DEFAULTS, 7)
                        .build());
                Target target = Target.of(name(i), URI.create("http://" + name(i) + ".test"));
                if (i == 0) {
                    chain.task(name(i), target);
                } else {
                    chain.task(name(i), target, after(name(i - 1)));
                }
            }
            workflow = chain.build();
            announced = strategy.equals("announced");
            prewarmer = Prewarmer.builder(knative.warmupClient())
                    .scheduler(time)
                    .strategy(
                            switch (strategy) {
                                case "none" -> PrewarmStrategy.none();
                                case "next-hop" -> PrewarmStrategy.nextHop();
                                case "cost-aware" -> PrewarmStrategy.costAware(10);
                                default -> PrewarmStrategy.fullPath();
                            })
                    .build();
        }

        private static String name(int step) {
            return "step-" + step;
        }

        /** Each from cold, as the runs on the cluster were. */
        double lastOfFiveRuns() {
            for (int run = 0; run < 5; run++) {
                time.advance(Duration.ofMinutes(3));
                if (announced) {
                    prewarmer.expect(workflow, time.wallClock().plusSeconds(3));
                    time.advance(Duration.ofSeconds(3));
                }
                call(prewarmer.start(workflow), 0, time.now());
            }
            time.advance(Duration.ofMinutes(3));
            assertThat(makespans).hasSize(5);
            return makespans.get(4);
        }

        private void call(WorkflowRun run, int step, Instant start) {
            if (step == WORK.length) {
                run.close();
                makespans.add(Duration.between(start, time.now()).toMillis() / 1e3);
                return;
            }
            run.started(name(step));
            knative.service(name(step))
                    .request(RequestKind.WORK, Duration.ofMillis(Math.round(1e3 * WORK[step])), new RequestListener() {
                        @Override
                        public void onFinished() {
                            run.finished(name(step));
                            call(run, step + 1, start);
                        }
                    });
        }
    }
}
