/**
 * The cost-aware decision as one function and a search: a contestant beside the rules of the library, measured by
 * {@code EvaluationReport --replay}. See {@code docs/mathematics.md}. It sees a run by its {@link dev.prewarm.RunView} only.
 *
 * <ul>
 *   <li>{@link dev.prewarm.simulator.replay.ReplayStrategy}: the strategy.
 *   <li>{@link dev.prewarm.simulator.replay.Replay}: what sends cost, by playing each future; it is the specification.
 *   <li>{@link dev.prewarm.simulator.replay.Search}: the sends that cost least.
 * </ul>
 */
@NullMarked
package dev.prewarm.simulator.replay;

import org.jspecify.annotations.NullMarked;
