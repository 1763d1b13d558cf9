/**
 * Who is compared: the strategies of this library, those that were published, and what people do instead.
 *
 * <p>A contestant makes a strategy for a simulation, and may do something to the services besides, whatever runs. The
 * published ones know what has been observed so far in the simulation; the library's own learn through the engine.
 *
 * <ul>
 *   <li>{@link dev.prewarm.simulator.contestant.Contestant}: a name and a strategy;
 *       {@link dev.prewarm.simulator.contestant.Contestants}: all those of reports.
 *   <li>{@link dev.prewarm.simulator.contestant.Observations}: means over what has happened so far.
 * </ul>
 */
@NullMarked
package dev.prewarm.simulator.contestant;

import org.jspecify.annotations.NullMarked;
