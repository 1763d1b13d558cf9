package dev.prewarm.simulator;

import dev.prewarm.Dependency;
import dev.prewarm.Target;
import dev.prewarm.Task;
import java.util.HashMap;
import java.util.Map;

/**
 * Means over what has happened so far in a simulation, in seconds: all that most published baselines know. Confined to
 * the simulation's thread.
 */
public final class Observations {
    private final Scenario scenario;
    private final long seed;
    private final Map<String, Mean> durations = new HashMap<>();
    private final Map<String, Mean> coldStarts = new HashMap<>();
    private final Map<Dependency, Mean> branches = new HashMap<>();

    Observations(Scenario scenario, long seed) {
        this.scenario = scenario;
        this.seed = seed;
    }

    /** What is simulated; for baselines that are tuned offline. */
    public Scenario scenario() {
        return scenario;
    }

    /** The seed of the simulation. */
    public long seed() {
        return seed;
    }

    /** The mean duration of the task when warm; 0 if it has never run. */
    public double meanDuration(Task task) {
        Mean mean = durations.get(task.id());
        return (mean == null) ? 0 : mean.value();
    }

    /** Whether the task has ever run. */
    public boolean seen(Task task) {
        return durations.containsKey(task.id());
    }

    /** The mean cold start of the target; 0 if none was ever seen. */
    public double meanColdStart(Target target) {
        Mean mean = coldStarts.get(target.name());
        return (mean == null) ? 0 : mean.value();
    }

    /** How often the step was taken, of the times that the task before it finished; as declared if it never did. */
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
