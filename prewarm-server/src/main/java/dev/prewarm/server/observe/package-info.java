/**
 * What runs have cost and saved: {@link dev.prewarm.server.observe.RunMeasure}, of one run that has ended, and {@link
 * dev.prewarm.server.observe.Savings}, of those that were warmed against those that were left cold.
 */
@NullMarked
package dev.prewarm.server.observe;

import org.jspecify.annotations.NullMarked;
