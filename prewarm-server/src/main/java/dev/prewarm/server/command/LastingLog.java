package dev.prewarm.server.command;

import java.util.logging.LogManager;
import java.util.logging.Logger;

/**
 * The JDK's logging, which lasts until the server has ended. By itself it is over as soon as the process is told to end, and what is
 * said after that is lost. Safe for use by any thread.
 */
public final class LastingLog extends LogManager {
    private volatile boolean held;

    /** For the JDK, which makes the one that it has by its name. */
    public LastingLog() {}

    /** Keeps what logs as it is, whatever happens. */
    static void hold() {
        if (LogManager.getLogManager() instanceof LastingLog log) {
            // They are made when they are first needed, but not while the process ends.
            Logger.getLogger("").getHandlers();
            log.held = true;
        }
    }

    /** Ends what logs. */
    static void release() {
        if (LogManager.getLogManager() instanceof LastingLog log) {
            log.held = false;
            log.reset();
        }
    }

    /** Also called by the JDK when the process is told to end. */
    @Override
    public void reset() {
        if (!held) {
            super.reset();
        }
    }
}
