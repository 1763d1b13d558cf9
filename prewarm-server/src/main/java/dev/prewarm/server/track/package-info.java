/**
 * Turns events into runs of a Prewarmer: {@link dev.prewarm.server.track.Tracker}.
 *
 * <p>{@link dev.prewarm.server.track.RunGraph} is the workflow that a shape stands for, {@link
 * dev.prewarm.server.track.TaskStory} what is known of a task of a run, attempt by attempt, and {@link
 * dev.prewarm.server.track.TrackedRun} ties both to a run of the Prewarmer. What holds from one run to the next is in {@link
 * dev.prewarm.server.track.KnownWorkflows}. What comes out is told as {@link
 * dev.prewarm.server.track.RunReport}s.
 */
@NullMarked
package dev.prewarm.server.track;

import org.jspecify.annotations.NullMarked;
