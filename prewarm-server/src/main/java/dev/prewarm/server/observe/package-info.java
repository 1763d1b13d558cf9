/**
 * What is seen of services and runs while they are warmed: {@link dev.prewarm.server.observe.Beliefs}, what the Prewarmer believes,
 * {@link dev.prewarm.server.observe.WarmupWatch}, how warm-ups ended, and {@link dev.prewarm.server.observe.Savings}, what was saved
 * against the runs that were left cold.
 */
@NullMarked
package dev.prewarm.server.observe;

import org.jspecify.annotations.NullMarked;
