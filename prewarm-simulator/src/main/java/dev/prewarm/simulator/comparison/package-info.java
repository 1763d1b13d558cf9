/**
 * The race: contestants on one scenario, with the real engine, on the model of Knative, in virtual time.
 *
 * <p>Each contestant is simulated on its own, on the same draws as the others, and measured against a bound that nobody
 * can beat. The results are values.
 *
 * <ul>
 *   <li>{@link dev.prewarm.simulator.comparison.Comparison}, {@link dev.prewarm.simulator.comparison.ComparisonRequest}:
 *       what is asked for; {@link dev.prewarm.simulator.comparison.SimulatedComparison} answers it.
 *   <li>{@link dev.prewarm.simulator.comparison.ComparisonResult}, {@link dev.prewarm.simulator.comparison.StrategyResult},
 *       {@link dev.prewarm.simulator.comparison.Measure}, {@link dev.prewarm.simulator.comparison.PairedCosts}: what came
 *       out.
 *   <li>{@link dev.prewarm.simulator.comparison.RunTimeline}, {@link dev.prewarm.simulator.comparison.TimelineRows}: one
 *       run, to be drawn.
 * </ul>
 */
@NullMarked
package dev.prewarm.simulator.comparison;

import org.jspecify.annotations.NullMarked;
