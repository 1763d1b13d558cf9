package dev.prewarm.examples;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** What a call of the examples' command line returned and wrote. */
record CommandLineResult(int exitCode, String out, String err) {
    static CommandLineResult of(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commandLine = Examples.commandLine();
        commandLine.setOut(new PrintWriter(out));
        commandLine.setErr(new PrintWriter(err));
        int exitCode = commandLine.execute(args);
        return new CommandLineResult(exitCode, out.toString(), err.toString());
    }
}
