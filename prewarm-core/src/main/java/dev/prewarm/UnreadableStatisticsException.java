package dev.prewarm;

import java.io.IOException;

/**
 * Stored statistics were refused: damaged, incomplete, of another format version, or something else altogether. The
 * message says what is wrong and what became of them. Nothing prevents going on with empty statistics.
 */
public final class UnreadableStatisticsException extends IOException {
    private static final long serialVersionUID = 1;

    /** @param message what is wrong, and what became of what was stored */
    public UnreadableStatisticsException(String message) {
        super(message);
    }

    /** @param message what is wrong, and what became of what was stored */
    public UnreadableStatisticsException(String message, Throwable cause) {
        super(message, cause);
    }
}
