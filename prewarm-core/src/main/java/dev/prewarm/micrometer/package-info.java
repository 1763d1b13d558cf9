/**
 * Metrics by Micrometer, which must be on the class or module path where this package is used, and nowhere else.
 *
 * <p>{@link dev.prewarm.micrometer.PrewarmMetrics} is all there is:
 *
 * <pre>{@code
 * new PrewarmMetrics(prewarmer).bindTo(registry);
 * double wasted = registry.get("prewarm.warmups").tag("outcome", "wasted").functionCounter().count();
 * }</pre>
 */
@NullMarked
package dev.prewarm.micrometer;

import org.jspecify.annotations.NullMarked;
