package dev.prewarm.simulator.contestant;

import dev.prewarm.Dependency;
import dev.prewarm.Target;
import dev.prewarm.Task;
import dev.prewarm.simulator.workload.Scenario;

/**
 * Means over what has happened so far in a simulation, in seconds: all that most published baselines know. To be read on
 * the simulation's thread only. Implemented by the simulator.
 */
public interface Observations {
    /** What is simulated; for baselines that are tuned offline. */
    Scenario scenario();

    /** The seed of the simulation. */
    long seed();

    /** The mean duration of the task when warm; 0 if it has never run. */
    double meanDuration(Task task);

    /** Whether the task has ever run. */
    boolean seen(Task task);

    /** The mean cold start of the target; 0 if none was ever seen. */
    double meanColdStart(Target target);

    /** How often the step was taken, of the times that the task before it finished; as declared if it never did. */
    double probability(Dependency dependency);
}
