package dev.prewarm.simulator.workload;

/** Input from outside that cannot be used: the message is one line and names the file and the place. */
public final class InvalidInputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private static final int LONGEST = 1000;

    /** With a line for the user. */
    public InvalidInputException(String message) {
        super(oneLine(message));
    }

    /** With a line for the user and what caused it. */
    public InvalidInputException(String message, Throwable cause) {
        super(oneLine(message), cause);
    }

    private static String oneLine(String message) {
        String line = message.replaceAll("\\s*\\R\\s*", " ");
        return (line.length() <= LONGEST) ? line : line.substring(0, LONGEST) + "…";
    }
}
