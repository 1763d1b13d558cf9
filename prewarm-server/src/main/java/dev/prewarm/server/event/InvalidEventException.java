package dev.prewarm.server.event;

/** Something that was received is no event; the message says what was given and what is allowed. */
public final class InvalidEventException extends Exception {
    private static final long serialVersionUID = 1;

    /** With a message for people. */
    public InvalidEventException(String message) {
        super(message);
    }

    /** With a message for people, and what it rests on. */
    public InvalidEventException(String message, Throwable cause) {
        super(message, cause);
    }
}
