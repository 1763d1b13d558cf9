/**
 * What carries out the wishes of strategies, on one loop. Not exported.
 *
 * <ul>
 *   <li>{@link dev.prewarm.engine.Engine} wires the parts, and is what the facade of {@code dev.prewarm} talks to.
 *   <li>{@link dev.prewarm.engine.RunRegistry} knows the runs, {@link dev.prewarm.engine.TaskEvents} does what a {@link
 *       dev.prewarm.engine.TaskChange} says, to the {@link dev.prewarm.engine.RunState} and to the {@link
 *       dev.prewarm.engine.TargetState}; {@link dev.prewarm.engine.Learner} learns from it.
 *   <li>{@link dev.prewarm.engine.Planner} asks the strategy and keeps each {@link dev.prewarm.engine.Need}; {@link
 *       dev.prewarm.engine.Dispatcher} sends what is due as a {@link dev.prewarm.engine.Burst}, and takes the answer.
 *   <li>{@link dev.prewarm.engine.Ledger} writes the books, {@link dev.prewarm.engine.ProblemLog} and {@link
 *       dev.prewarm.engine.FailureLog} the log.
 * </ul>
 */
@NullMarked
package dev.prewarm.engine;

import org.jspecify.annotations.NullMarked;
