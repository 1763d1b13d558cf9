/**
 * Workflows that nobody declares, because they are code: learned from their runs.
 *
 * <ul>
 *   <li>{@link dev.prewarm.shape.LearnedWorkflows} stands between an engine's glue and a {@link dev.prewarm.Prewarmer}.
 *   <li>{@link dev.prewarm.shape.ObservedRun} is one run: it hears which {@link dev.prewarm.shape.Step}s start and end.
 *   <li>{@link dev.prewarm.shape.Shapes} is what was learned; as a {@linkplain dev.prewarm.shape.Shapes.Snapshot snapshot} it can be kept.
 * </ul>
 *
 * <p>What ends in one moment, or else what ended last, is taken for what has triggered the step that starts then. Over runs, a step
 * waits for all that ever triggered it; or for any n of those, if it once started while one of them still ran. A step follows
 * certainly where it ran in each run in which the other did, and several that never ran together are alternatives. What would close
 * a cycle is left out, the rarest first. A step that is never the last to end before another is not seen to be waited for. If it
 * triggers nothing else, the first step that starts after its end, always, is taken to wait for it: else it would be warmed so late
 * that it is the last.
 */
@NullMarked
package dev.prewarm.shape;

import org.jspecify.annotations.NullMarked;
