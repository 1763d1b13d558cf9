package dev.prewarm.simulator.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.Plan;
import dev.prewarm.PrewarmStrategy;
import dev.prewarm.Task;
import dev.prewarm.TaskState;
import dev.prewarm.Warmup;
import dev.prewarm.simulator.comparison.SimulationResult.Figure;
import dev.prewarm.simulator.contestant.Contestant;
import dev.prewarm.simulator.workload.AutoscalerModel;
import dev.prewarm.simulator.workload.Distribution;
import dev.prewarm.simulator.workload.Scenario;
import dev.prewarm.simulator.workload.Service;
import dev.prewarm.simulator.workload.Step;
import dev.prewarm.simulator.workload.Workload;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** On a fork of two tasks of one service, one call an instance: each task takes 3 s, each cold start 1 s. */
class SimulatedClientTest {
    private static final Scenario FORK =
            Scenario.builder("fork", fork()).runs(1).build();

    private static Workload fork() {
        Distribution threeSeconds = Distribution.constant(3);
        return Workload.of(
                "fork",
                List.of(service("split"), service("work"), service("join")),
                List.of(
                        Step.of("split", "split", threeSeconds),
                        Step.of("work1", "work", threeSeconds, "split"),
                        Step.of("work2", "work", threeSeconds, "split"),
                        Step.of("join", "join", threeSeconds, "work1", "work2")));
    }

    private static Service service(String name) {
        return Service.of(name, Distribution.constant(1)).withConcurrency(1);
    }

    /** Warms the two tasks so long after the root was called. */
    private static PrewarmStrategy after(long first, long second) {
        return run -> {
            Plan.Builder plan = Plan.builder();
            for (int i = 1; i <= 2; i++) {
                Task task = run.workflow().task("work" + i);
                if (run.started() && run.state(task) == TaskState.PENDING) {
                    Instant called = run.startedAt(run.workflow().task("split")).orElse(run.now());
                    Instant sendAt = called.plusMillis(i == 1 ? first : second);
                    plan.warm(Warmup.of(run, task)
                            .round(0)
                            .sendAt(sendAt)
                            .neededAt(called.plusSeconds(4))
                            .because("told"));
                }
            }
            return plan.build();
        };
    }

    private static SimulationResult run(Scenario scenario, PrewarmStrategy strategy) {
        return Simulation.run(scenario, Contestant.of("told", "as told", strategy), 1);
    }

    @ParameterizedTest
    @EnumSource(AutoscalerModel.class)
    void anInstanceIsAddedToOneThatIsIdle(AutoscalerModel model) {
        // The first is ready after 1 s, the second after 3 s, and the tasks come after 4 s.
        SimulationResult result = run(FORK.toBuilder().autoscaler(model).build(), after(0, 2_000));
        assertThat(result.mean(Figure.SENT)).isEqualTo(2);
        assertThat(result.mean(Figure.COLD_STARTS))
                .as("of the root and the join")
                .isEqualTo(2);
    }

    @Test
    void addingOneIsNotInTheWayOfTheOther() {
        // The second is sent 0.1 s before the tasks come: the one waits 0.9 s, the other not at all.
        SimulationResult result = run(FORK, after(0, 3_900));
        assertThat(result.mean(Figure.MAKESPAN)).isEqualTo(1 + 3 + 0.9 + 3 + 1 + 3);
        assertThat(result.mean(Figure.IDLE)).isEqualTo(3);
    }

    @Test
    void bothAtOnceAreOneRequest() {
        SimulationResult result = run(FORK, after(3_000, 3_000));
        assertThat(result.mean(Figure.SENT)).isEqualTo(1);
        assertThat(result.mean(Figure.MAKESPAN)).isEqualTo(1 + 3 + 3 + 1 + 3);
        assertThat(result.mean(Figure.IDLE)).isZero();
    }
}
