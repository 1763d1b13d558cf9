package dev.prewarm.server.config;

/** A setting is wrong; the message says which, what was given and what is allowed. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** With a message for people. */
    public ConfigException(String message) {
        super(message);
    }

    /** With a message for people, and what it rests on. */
    public ConfigException(String message, Throwable cause) {
        super(message, cause);
    }
}
