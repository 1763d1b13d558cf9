package dev.prewarm.engine;

import dev.prewarm.Target;
import java.util.ArrayList;
import java.util.List;

/**
 * How many ready instances of a target the platform has counted, those of other processes included: the least that there is,
 * kept as if it had just been used. Where an instance takes every call, its own calls tell enough. Confined to the loop.
 */
final class CountedInstances {
    private int counted;
    private long countedAt;

    /**
     * The platform has counted.
     *
     * @param claims those for whom places are kept
     * @return the runs whose needs were covered by more
     */
    List<Run> count(int instances, Claims claims, long now) {
        boolean fewer = instances < counted;
        counted = instances;
        countedAt = now;
        List<Run> uncovered = new ArrayList<>(0);
        for (Need claim : claims) {
            if (fewer && claim.stage == Need.Stage.COVERED) {
                claim.lookAt = now;
                uncovered.add(claim.run);
            }
        }
        return uncovered;
    }

    /** How many there are at an instant at least, if idle ones are kept for so long; 0 if it does not tell. */
    int at(long instant, long kept, Target target) {
        return (target.concurrency() > 0 && instant - countedAt <= kept) ? counted : 0;
    }

    /** Until when they are kept. */
    long until(long kept) {
        return countedAt + kept;
    }

    boolean none() {
        return counted == 0;
    }
}
