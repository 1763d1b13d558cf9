/**
 * What an orchestrator tells, as values: one sealed type, and a reader for each dialect in which it may be told.
 *
 * <p>{@link dev.prewarm.server.event.CloudEventReader} reads the project's own vocabulary ({@code docs/events.md}), {@link
 * dev.prewarm.server.event.LineageReader} what Airflow's OpenLineage provider sends, and {@link
 * dev.prewarm.server.event.EventWriter} writes either in the former, as the journal keeps it. {@link
 * dev.prewarm.server.event.EventJson} bounds what a body may take. Nothing here knows of runs that are
 * open, or remembers what it has read.
 */
@NullMarked
package dev.prewarm.server.event;

import org.jspecify.annotations.NullMarked;
