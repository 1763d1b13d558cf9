package dev.prewarm.shape;

/**
 * How often a step has started on the end of another, as sets of runs; see {@link Shape}.
 *
 * @param alone runs in which nothing else can have triggered it
 * @param together runs in which others ended in the same moment
 * @param afterFailure of all those, the ones in which the other had failed
 * @param against runs in which it started while the other still ran, or before that
 * @param amid of those in which it was a trigger, the ones in which others of its calls still ran
 * @param behind runs in which the other had triggered nothing, and this was the first step to start after its end
 */
record EdgeShape(long alone, long together, long afterFailure, long against, long amid, long behind) {
    static final EdgeShape UNSEEN = new EdgeShape(0, 0, 0, 0, 0, 0);

    EdgeShape older() {
        return new EdgeShape(alone << 1, together << 1, afterFailure << 1, against << 1, amid << 1, behind << 1);
    }

    EdgeShape triggered(boolean byItselfAlone, boolean failed, boolean whileOthersRan) {
        return new EdgeShape(
                alone | (byItselfAlone ? 1 : 0),
                together | (byItselfAlone ? 0 : 1),
                afterFailure | (failed ? 1 : 0),
                against,
                amid | (whileOthersRan ? 1 : 0),
                behind);
    }

    EdgeShape followed() {
        return new EdgeShape(alone, together, afterFailure, against, amid, behind | 1);
    }

    EdgeShape contradicted() {
        return new EdgeShape(alone, together, afterFailure, against | 1, amid, behind);
    }

    /** Whether the step waits for the first call of the other, not for all. */
    boolean forAny() {
        return amid != 0;
    }

    /** Runs in which it was a trigger, or may have been. */
    long seen() {
        return alone | together;
    }

    /** Whether nothing is known of it. */
    boolean unseen() {
        return (seen() | behind) == 0;
    }

    /**
     * Whether the step may wait for the other, though that was never the last to end: it has always ended before. Were it taken for a
     * step that nobody waits for, it would be warmed so late that it is the last.
     */
    boolean assumed() {
        return seen() == 0 && behind != 0 && against == 0;
    }

    /** Whether the step waits for the other: not if they only ended in one moment once, and it did not wait another time. */
    boolean holds() {
        return alone != 0 || (together != 0 && against == 0);
    }

    int support() {
        return Long.bitCount(alone) * Shape.MEMORY + Long.bitCount(together);
    }
}
