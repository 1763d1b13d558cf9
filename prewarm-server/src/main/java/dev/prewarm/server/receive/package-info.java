/**
 * Takes what is sent by HTTP, answers, and reads it later: {@link dev.prewarm.server.receive.EventEndpoint} puts bodies into an
 * {@link dev.prewarm.server.receive.Inbox}, out of which {@link dev.prewarm.server.receive.Intake} reads events.
 */
@NullMarked
package dev.prewarm.server.receive;

import org.jspecify.annotations.NullMarked;
