package dev.prewarm.examples;

import dev.prewarm.PrewarmStrategy;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Many parallel calls of one task: {@link FanOut}. */
@Command(
        name = "fan-out",
        description = "A step of many parallel calls, on a service that serves one call an instance.",
        mixinStandardHelpOptions = true)
final class FanOutCommand implements Callable<Integer> {
    /** By default a Prewarmer asks for at most so many instances at once. */
    static final int MOST_TILES = 50;

    @Spec
    private CommandSpec spec;

    @Mixin
    private SpeedOption speed;

    private int width = 8;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    FanOutCommand() {}

    @Option(names = "--width", paramLabel = "K", description = "Parallel calls, 1 to 50; 8 by default.")
    void width(int calls) {
        if (calls < 1 || calls > MOST_TILES) {
            throw new ParameterException(
                    spec.commandLine(), "--width: " + calls + ", but 1 to " + MOST_TILES + " is allowed");
        }
        this.width = calls;
    }

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        print("without warming", new FanOut(PrewarmStrategy.none(), width, speed.value()).run(), out);
        FanOut.Outcome warmed = new FanOut(PrewarmStrategy.nextHop(), width, speed.value()).run();
        print("with next-hop", warmed, out);
        warmed.decisions().forEach(decision -> out.println("  " + decision.describe()));
        return 0;
    }

    private void print(String what, FanOut.Outcome outcome, PrintWriter out) {
        out.printf(
                "%s: %d of %d calls met a cold start, %d instances were warmed for them%n",
                what, outcome.coldTiles(), width, outcome.warmedInstances());
        out.flush();
    }
}
