/** The command line. */
@NullMarked
package dev.prewarm.server.command;

import org.jspecify.annotations.NullMarked;
