/**
 * What is seen of targets while a Prewarmer works: {@link dev.prewarm.observe.Beliefs}, what it believes of them, and {@link
 * dev.prewarm.observe.WarmupWatch}, how their warm-ups ended. For the modules that show it.
 */
@NullMarked
package dev.prewarm.observe;

import org.jspecify.annotations.NullMarked;
