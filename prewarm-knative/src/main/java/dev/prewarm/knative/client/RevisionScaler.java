package dev.prewarm.knative.client;

import dev.prewarm.Target;
import dev.prewarm.knative.RevisionName;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/**
 * Sets a floor under the number of instances of a target's revision, and takes it away again. The port of
 * {@link WarmupMode#REVISION_ANNOTATION} to the platform's API.
 *
 * <p>A floor is a lease: it names its owner and the instant when it lapses, where the platform keeps it, so that after
 * the death of the process that set it, the next one of the same owner finds and removes it. A floor replaces an earlier one
 * of the same owner at the same revision.
 *
 * <p>Called by several threads; must return at once. What is asked for one revision takes effect in the order in which
 * it was asked. A stage that fails fails the warm-up; the exception's message is
 * part of the result, shortened, and carries no secrets.
 */
public interface RevisionScaler {
    /**
     * Sets a floor at the revision that serves the target now.
     *
     * @param instances how many there shall be at least
     * @param until when the floor lapses if it is not released
     * @return completes with the revision
     */
    CompletionStage<RevisionName> hold(Target target, int instances, Instant until);

    /** How many instances of the revision are ready. */
    CompletionStage<Integer> readyInstances(RevisionName revision);

    /**
     * Sets a floor like {@link #hold(Target, int, Instant)}, unless it is not wanted any more by the time when that can be done. By
     * default that is not asked.
     *
     * @param wanted whether the floor is still wanted; to be asked by any thread, just before the floor is set. If it is not, the stage
     *     fails, and nothing is set
     */
    default CompletionStage<RevisionName> hold(Target target, int instances, Instant until, BooleanSupplier wanted) {
        return hold(target, instances, until);
    }

    /**
     * How many instances of the revision are ready, and how many there can be: a warm-up waits for no more than these. By default as many
     * as are wanted.
     */
    default CompletionStage<RevisionScale> scale(RevisionName revision) {
        return readyInstances(revision).thenApply(ready -> new RevisionScale(ready, Integer.MAX_VALUE));
    }

    /** Removes this owner's floor; without effect if there is none, or the revision is gone. */
    CompletionStage<Void> release(RevisionName revision);

    /**
     * Removes all of this owner's floors that have lapsed.
     *
     * @return completes with the instant when the next of this owner's floors lapses; empty if there are no more. Fails if some could
     *     not be looked for, or removed; the others are removed all the same
     */
    CompletionStage<Optional<Instant>> releaseLapsed(Instant now);
}
