/**
 * How results are shown: as a page, as JSON, as a table of a terminal, and as the committed evaluation.
 *
 * <p>Nothing here decides or measures. Figures are written the same everywhere, and equal results give equal bytes.
 *
 * <ul>
 *   <li>{@link dev.prewarm.simulator.report.ReportPage}, {@link dev.prewarm.simulator.report.ReportEntry}: a page of a
 *       scatter plot, timelines and a table; {@link dev.prewarm.simulator.report.ComparisonPage} and
 *       {@link dev.prewarm.simulator.report.ComparisonJson}: a comparison's.
 *   <li>{@link dev.prewarm.simulator.report.EvaluationReport}: all contestants over the whole grid of scenarios.
 * </ul>
 */
@NullMarked
package dev.prewarm.simulator.report;

import org.jspecify.annotations.NullMarked;
