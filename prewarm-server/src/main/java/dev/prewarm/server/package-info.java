/**
 * A server that orchestrators drive by events over HTTP: {@link dev.prewarm.server.PrewarmServer}.
 *
 * <p>The way of an event: {@code receive} takes it and answers, and reads it out of a bounded queue; {@code event} are the values
 * that it becomes; {@code journal} keeps it; {@code track} makes it an event of a run of a Prewarmer; {@code service} says which
 * service a task calls, and whether it may be called. {@code observe} and {@code page} show what comes of it, {@code config} are the
 * settings, {@code command} is the command line.
 */
@NullMarked
package dev.prewarm.server;

import org.jspecify.annotations.NullMarked;
