/** Workloads out of what runs were recorded to do: {@link dev.prewarm.simulator.history.HistoryWorkloads}. */
@NullMarked
package dev.prewarm.simulator.history;

import org.jspecify.annotations.NullMarked;
