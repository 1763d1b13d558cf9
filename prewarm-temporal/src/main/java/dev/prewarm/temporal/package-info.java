/**
 * Warms the services that the activities of Temporal workflows call, ahead of them.
 *
 * <ul>
 *   <li>{@link dev.prewarm.temporal.PrewarmPlugin} is what a worker, or a client, is given.
 *   <li>{@link dev.prewarm.temporal.ActivityTargets} says which service an activity calls; {@link dev.prewarm.temporal.CallsTarget}
 *       says so in the activity's interface.
 * </ul>
 *
 * <p>Only workers that host workflows need it; where the activities run does not matter. Temporal's workflows are code, so that their
 * shape is learned from their runs, see {@link dev.prewarm.shape}.
 */
@NullMarked
package dev.prewarm.temporal;

import org.jspecify.annotations.NullMarked;
