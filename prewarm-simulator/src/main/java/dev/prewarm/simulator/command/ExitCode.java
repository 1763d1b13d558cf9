package dev.prewarm.simulator.command;

/** What the commands tell the shell. */
final class ExitCode {
    static final int INTERNAL = 1;
    static final int BAD_INPUT = 2;

    private ExitCode() {}
}
