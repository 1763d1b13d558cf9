package dev.prewarm.knative.client;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * How far a revision is scaled.
 *
 * @param ready how many instances are ready; at least 0
 * @param most how many there can be by a floor, at least 1; {@link Integer#MAX_VALUE} where there is no bound
 */
public record RevisionScale(int ready, int most) {
    /** @throws IllegalArgumentException if a number is out of its range */
    public RevisionScale {
        checkArgument(ready >= 0, "ready: %s instances, but at least 0 are needed", ready);
        checkArgument(most >= 1, "most: %s instances, but at least 1 is needed", most);
    }
}
