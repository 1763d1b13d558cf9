/**
 * What was heard, kept in files of one event a line, as {@code docs/events.md} defines them: written by {@link
 * dev.prewarm.server.journal.Journal}, read by {@link dev.prewarm.server.journal.JournalReader}.
 */
@NullMarked
package dev.prewarm.server.journal;

import org.jspecify.annotations.NullMarked;
