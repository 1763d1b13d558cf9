/**
 * What is believed of the instances of a target: one model, which the engine keeps up to date with what happens, and which
 * can be copied and played forward to see what would happen.
 *
 * <ul>
 *   <li>{@link dev.prewarm.instances.Instances}: those that are in use, idle and starting.
 * </ul>
 */
@NullMarked
package dev.prewarm.instances;

import org.jspecify.annotations.NullMarked;
