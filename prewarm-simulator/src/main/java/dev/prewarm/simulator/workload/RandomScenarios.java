package dev.prewarm.simulator.workload;

import com.google.common.collect.ImmutableList;
import dev.prewarm.simulator.workload.Draws.Purpose;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Scenarios of which everything is drawn: the workflow, its services, the platform, when it runs and what goes wrong. They
 * are of no list, so that what was tuned on the named ones can be held against them: {@code random-1}, {@code random-2} and
 * so on. The same number gives the same scenario.
 *
 * <p>Durations have medians of 0.1 to 30 s, cold starts means of 0.3 to 15 s and services a concurrency of 1 in half of the
 * cases; half of the scenarios run sequentially, a third is scaled by Knative's own autoscaler.
 */
final class RandomScenarios {
    private static final int[] CONCURRENCIES = {1, 1, 1, 1, 0, 2, 10, 80};

    private final int number;
    private final List<Service> services = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();
    private int drawn;

    private RandomScenarios(int number) {
        this.number = number;
    }

    static Scenario of(int number) {
        return new RandomScenarios(number).scenario();
    }

    private Scenario scenario() {
        List<String> before = List.of();
        int depth = 1 + (int) (6 * uniform());
        boolean branches = chance(0.35);
        for (int level = 0; level < depth; level++) {
            before = level(before, branches);
        }
        Workload workload = Workload.of("random-" + number, services, steps);
        WorkflowShape shape = WorkflowShape.of(workload);
        PlatformSettings platform = PlatformSettings.DEFAULT
                .withWindow(Duration.ofSeconds((int) logUniform(6, 120)))
                .withAutoscaler(chance(1 / 3.0) ? AutoscalerModel.KPA : AutoscalerModel.IDEAL)
                .withCreationsPerSecond(chance(0.1) ? 2 : 0)
                .withContention(chance(0.2) ? 0.3 * uniform() : 0);
        Scenario.Builder scenario = Scenario.builder("random-" + number, workload)
                .platform(platform)
                .arrivals(arrivals())
                .drift(chance(0.1) ? new Drift(logUniform(1 / 4.0, 4), 0.5) : Drift.NONE)
                .faults(chance(0.1) ? new WarmupFaults(0.05, 0.05) : WarmupFaults.NONE);
        if (chance(0.15)) {
            scenario.announce(Duration.ofSeconds((int) logUniform(1, 30)));
        }
        Scenario built = scenario.build();
        return scenario.description("drawn at random: " + shape.tasks() + " tasks, depth " + shape.depth() + ", width "
                        + shape.width() + ", " + built.arrivals() + ", " + platform.autoscaler())
                .build();
    }

    private List<String> level(List<String> before, boolean branches) {
        int width = width();
        boolean oneService = chance(0.5);
        boolean joins = chance(0.7);
        String service = "";
        ImmutableList.Builder<String> level = ImmutableList.builder();
        for (int i = 0; i < width; i++) {
            if (i == 0 || !oneService) {
                service = service();
            }
            String id = "t" + (steps.size() + 1);
            Step step = Step.of(id, service, Distribution.logNormal(logUniform(0.1, 30), logUniform(0.05, 1)));
            steps.add(step.withAfter(predecessors(before, joins, branches)));
            level.add(id);
        }
        return level.build();
    }

    private int width() {
        double u = uniform();
        if (u < 0.6) {
            return 1;
        }
        return (int) ((u < 0.85) ? logUniform(2, 5) : logUniform(5, 40));
    }

    /** One in seven has been called before. */
    private String service() {
        if (!services.isEmpty() && chance(1 / 7.0)) {
            return services.get((int) (services.size() * uniform())).name();
        }
        double mean = logUniform(0.3, 15);
        Service service = Service.of(
                        "s" + (services.size() + 1), Distribution.logNormalByMean(mean, mean * logUniform(0.1, 1.5)))
                .withConcurrency(CONCURRENCIES[(int) (CONCURRENCIES.length * uniform())]);
        services.add(service);
        return service.name();
    }

    private Predecessor[] predecessors(List<String> before, boolean joins, boolean branches) {
        List<String> after =
                (joins || before.isEmpty()) ? before : List.of(before.get((int) (before.size() * uniform())));
        return after.stream()
                .map(task -> (branches && chance(0.4))
                        ? new Predecessor(task, 0.05 + 0.9 * uniform(), 0.5, false, null)
                        : Predecessor.of(task))
                .toArray(Predecessor[]::new);
    }

    private Arrivals arrivals() {
        double u = uniform();
        if (u < 0.5) {
            return Arrivals.sequential();
        }
        return (u < 0.75)
                ? new Arrivals.Poisson(logUniform(0.1, 10))
                : new Arrivals.Every(Duration.ofSeconds((int) logUniform(5, 600)));
    }

    private boolean chance(double probability) {
        return uniform() < probability;
    }

    private double logUniform(double least, double most) {
        return least * StrictMath.pow(most / least, uniform());
    }

    private double uniform() {
        return new Draws(0).uniform(Purpose.SHAPE, number, -1, drawn++);
    }
}
