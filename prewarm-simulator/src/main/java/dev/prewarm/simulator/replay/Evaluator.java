package dev.prewarm.simulator.replay;

import dev.prewarm.simulator.replay.Sends.Send;

/** What sends cost, over the futures of an {@link Outlook}. Not thread-safe. */
interface Evaluator {
    /** The mean cost. */
    double cost(Sends sends);

    /**
     * The mean cost if one task is treated in another way; quick if it is asked again and again of the same sends.
     *
     * @param sends not changed after the first call with them
     */
    double with(Sends sends, int task, Send send);

    /** The quickest one that gives the costs of {@link Replay}. */
    static Evaluator of(Outlook outlook) {
        return outlook.prospects.stream().allMatch(outlook::alone) ? new AloneReplay(outlook) : new Replay(outlook);
    }
}
