package dev.prewarm.simulator.comparison;

import dev.prewarm.Dependency;
import dev.prewarm.Target;
import dev.prewarm.Task;
import dev.prewarm.simulator.contestant.Observations;
import dev.prewarm.simulator.workload.Scenario;
import java.util.HashMap;
import java.util.Map;

/** What a simulation tells its contestant of what has happened so far. Confined to the simulation's thread. */
final class ObservedMeans implements Observations {
    private final Scenario scenario;
    private final long seed;
    private final Map<String, Mean> durations = new HashMap<>();
    private final Map<String, Mean> coldStarts = new HashMap<>();
    private final Map<Dependency, Mean> branches = new HashMap<>();

    ObservedMeans(Scenario scenario, long seed) {
        this.scenario = scenario;
        this.seed = seed;
    }

    @Override
    public Scenario scenario() {
        return scenario;
    }

    @Override
    public long seed() {
        return seed;
    }

    @Override
    public double meanDuration(Task task) {
        Mean mean = durations.get(task.id());
        return (mean == null) ? 0 : mean.value();
    }

    @Override
    public boolean seen(Task task) {
        return durations.containsKey(task.id());
    }

    @Override
    public double meanColdStart(Target target) {
        Mean mean = coldStarts.get(target.name());
        return (mean == null) ? 0 : mean.value();
    }

    @Override
    public double probability(Dependency dependency) {
        Mean share = branches.get(dependency);
        return (share == null) ? dependency.probability() : share.value();
    }

    void branch(Dependency dependency, boolean taken) {
        if (!dependency.certain()) {
            branches.computeIfAbsent(dependency, step -> new Mean()).add(taken ? 1 : 0);
        }
    }

    void duration(Task task, double seconds) {
        durations.computeIfAbsent(task.id(), id -> new Mean()).add(seconds);
    }

    void coldStart(Target target, double seconds) {
        coldStarts.computeIfAbsent(target.name(), name -> new Mean()).add(seconds);
    }

    private static final class Mean {
        private double sum;
        private long count;

        void add(double value) {
            sum += value;
            count++;
        }

        double value() {
            return sum / count;
        }
    }
}
