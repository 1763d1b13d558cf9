/**
 * Metrics by Micrometer, which must be on the class or module path where this package is used, and nowhere else.
 *
 * <p>{@link dev.prewarm.micrometer.PrewarmMetrics} is all there is: a listener that counts what is decided, by target,
 * workflow and strategy, and the totals of a Prewarmer.
 *
 * <pre>{@code
 * Prewarmer prewarmer = builder.listener(PrewarmMetrics.listener(registry)).build();
 * new PrewarmMetrics(prewarmer).bindTo(registry);
 * }</pre>
 */
@NullMarked
package dev.prewarm.micrometer;

import org.jspecify.annotations.NullMarked;
