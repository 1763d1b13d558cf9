package dev.prewarm.simulator.replay;

import dev.prewarm.Rationale;
import java.util.Locale;

/**
 * Why {@link ReplayStrategy} treats a task as it does, in the costs that it was decided by.
 *
 * @param treatment what was chosen
 * @param sendInSeconds when it is sent, in seconds after the decision; infinite if it is not, or not yet
 * @param reachProbability how probable it is that the task runs; 0 to 1
 * @param never what leaving it cold would cost more, in instance-seconds; 0 if that was chosen
 * @param waiting what sending it only once more is known would cost more; 0 if that was chosen, infinite if nothing is open
 */
record ReplayRationale(Treatment treatment, double sendInSeconds, double reachProbability, double never, double waiting)
        implements Rationale {
    /** What is done with a task. */
    enum Treatment {
        SEND,
        WAIT,
        LEAVE_COLD
    }

    @Override
    public String sentence() {
        String reached = String.format(Locale.ROOT, " (reached with probability %.2f)", reachProbability);
        String wait = (waiting == Double.POSITIVE_INFINITY)
                ? ""
                : String.format(Locale.ROOT, ", waiting until more is known %.2f", waiting);
        return switch (treatment) {
            case SEND ->
                String.format(
                                Locale.ROOT,
                                "best sent in %.3f s: leaving it cold would cost %.2f instance-seconds more%s",
                                sendInSeconds,
                                never,
                                wait)
                        + reached;
            case WAIT ->
                String.format(
                                Locale.ROOT,
                                "it waits until more is known: leaving it cold would cost %.2f instance-seconds more",
                                never)
                        + reached;
            case LEAVE_COLD -> "a cold start costs least" + reached;
        };
    }
}
