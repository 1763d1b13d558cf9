package dev.prewarm.strategy;

import dev.prewarm.Rationale;
import java.util.Locale;

/**
 * Why the cost-aware strategy warms a task, or does not.
 *
 * @param verdict what was chosen
 * @param reachProbability how probable it is that the task runs; 0 to 1
 * @param sendInSeconds the best time to send, in seconds after the decision
 * @param quantile the share of futures in which that is late; near h/(h+b) for a certain task without slack
 * @param slackSeconds by how much the task can be late on average without delaying the run
 * @param costOfSending expected cost of sending at the best time, in idle instance-seconds
 * @param costOfWaiting expected cost of sending only when the branches on the way are resolved, or the task
 *     before has started; infinite if there is nothing to wait for, or time for that before the best time to send
 * @param costOfNothing expected cost of leaving the task cold
 */
public record CostRationale(
        Verdict verdict,
        double reachProbability,
        double sendInSeconds,
        double quantile,
        double slackSeconds,
        double costOfSending,
        double costOfWaiting,
        double costOfNothing)
        implements Rationale {

    /** What was chosen. */
    public enum Verdict {
        /** To send. */
        SEND,
        /** Not yet: more will be known soon, of whether the task runs or when. */
        WAIT,
        /** To leave it cold: warming would cost more than it saves. */
        LEAVE_COLD,
        /** To leave it cold: others that run at the same time are left cold too, and delay the run as much. */
        LEAVE_COLD_WITH_OTHERS,
        /** Nothing: it will be warm anyway. */
        WARM_ANYWAY
    }

    static CostRationale warm(Exposure exposure) {
        return new CostRationale(Verdict.WARM_ANYWAY, exposure.reach(), 0, 0, 0, 0, 0, 0);
    }

    static CostRationale of(
            Exposure exposure, Verdict verdict, double sendIn, double sending, double waiting, double nothing) {
        int late = 0;
        int reached = 0;
        double slack = 0;
        for (int k = 0; k < exposure.futures; k++) {
            if (exposure.reached(k)) {
                reached++;
                slack += exposure.slack[k];
                boolean cold = !exposure.covered(k);
                late += (cold && exposure.ready(k, sendIn) > exposure.start[k] + Exposure.EXACT) ? 1 : 0;
            }
        }
        return new CostRationale(
                verdict,
                exposure.reach(),
                sendIn,
                (reached == 0) ? 0 : late / (double) reached,
                (reached == 0) ? 0 : slack / reached,
                sending,
                waiting,
                nothing);
    }

    @Override
    public String sentence() {
        if (verdict == Verdict.WARM_ANYWAY) {
            return "it will find enough warm instances anyway";
        }
        if (costOfNothing == 0) {
            return String.format(Locale.ROOT, "a cold start would delay nothing (slack %.2f s)", slackSeconds);
        }
        String wait = (costOfWaiting == Double.POSITIVE_INFINITY)
                ? ""
                : String.format(Locale.ROOT, "waiting %.2f, ", costOfWaiting);
        String costs = String.format(
                Locale.ROOT,
                "sending costs %.2f, %sa cold start %.2f instance-seconds"
                        + " (reached with probability %.2f, slack %.2f s)",
                costOfSending,
                wait,
                costOfNothing,
                reachProbability,
                slackSeconds);
        return switch (verdict) {
            case SEND ->
                String.format(
                        Locale.ROOT,
                        "best sent in %.3f s, late in %.0f %% of futures: %s",
                        sendInSeconds,
                        100 * quantile,
                        costs);
            case WAIT -> "it waits until more is known: " + costs;
            case LEAVE_COLD_WITH_OTHERS -> "others that stay cold delay the run as much: " + costs;
            default -> "a cold start is cheaper: " + costs;
        };
    }
}
