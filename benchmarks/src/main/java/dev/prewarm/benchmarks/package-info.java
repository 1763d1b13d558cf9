/** What the library costs: JMH benchmarks, and small programs for what JMH does not measure. */
@NullMarked
package dev.prewarm.benchmarks;

import org.jspecify.annotations.NullMarked;
