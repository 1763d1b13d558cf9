/**
 * The strategies that decide what to warm, and when; {@link dev.prewarm.PrewarmStrategy} has a method for each.
 * Not exported. They see a run by its {@link dev.prewarm.RunView} only, and read no clock.
 *
 * <ul>
 *   <li>{@link dev.prewarm.strategy.NextHopStrategy} warms what comes directly after a task that is being called. It needs
 *       to know nothing, and hides no more of a cold start than the task before lasts.
 *   <li>{@link dev.prewarm.strategy.FullPathStrategy} warms everything when the run starts: nothing is late that could be
 *       in time, and much idles.
 *   <li>{@link dev.prewarm.strategy.TimedLeadStrategy} warms a lead before the predicted start.
 *   <li>{@link dev.prewarm.strategy.CostAwareStrategy} warms where and when that costs less than it saves, given what a
 *       second of delay is worth.
 * </ul>
 */
@NullMarked
package dev.prewarm.strategy;

import org.jspecify.annotations.NullMarked;
