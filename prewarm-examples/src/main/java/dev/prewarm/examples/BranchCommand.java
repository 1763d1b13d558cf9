package dev.prewarm.examples;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What is warmed before a branch, and why: {@link Branch}. */
@Command(
        name = "branch",
        description = "What is warmed where it is not known yet which way a run goes, and why.",
        mixinStandardHelpOptions = true)
final class BranchCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private SpeedOption speed;

    @Option(
            names = "--way",
            paramLabel = "WAY",
            defaultValue = "automatic",
            description = "Which way the run goes: automatic, nine times in ten, or review.")
    private Branch.Way way;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    BranchCommand() {}

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        out.println("Which way a run will go is not known while the check runs; this one goes the way: " + way);
        out.flush();
        new Branch(speed.value()).run(way).forEach(decision -> out.println("  " + decision.describe()));
        return 0;
    }
}
