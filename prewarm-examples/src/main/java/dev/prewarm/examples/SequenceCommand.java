package dev.prewarm.examples;

import dev.prewarm.PrewarmStrategy;
import dev.prewarm.Task;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A Knative Sequence, without and with its steps warmed: {@link Sequence}. */
@Command(
        name = "sequence",
        description = "A Knative Sequence, read from its manifest, and what was done to warm its steps.",
        mixinStandardHelpOptions = true)
final class SequenceCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private SpeedOption speed;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    SequenceCommand() {}

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        Sequence sequence = new Sequence(speed.value());
        out.println(sequence.workflow().name() + ", as its manifest says:");
        sequence.workflow().tasks().forEach(task -> out.println("  " + describe(task)));
        out.flush();
        print("without warming", sequence.run(PrewarmStrategy.none()), out);
        Sequence.Outcome warmed = sequence.run(PrewarmStrategy.nextHop());
        print("with next-hop", warmed, out);
        warmed.decisions().forEach(decision -> out.println("  " + decision.describe()));
        return 0;
    }

    private static String describe(Task task) {
        return task.id()
                + task.target()
                        .map(target -> " on " + target.name() + ", kept for "
                                + target.retention().toSeconds() + " s")
                        .orElse("");
    }

    private static void print(String what, Sequence.Outcome outcome, PrintWriter out) {
        out.printf(
                Locale.ROOT,
                "%s: %.2f s, %d cold starts met%n",
                what,
                outcome.took().toMillis() / 1e3,
                outcome.coldStartsMet());
        out.flush();
    }
}
