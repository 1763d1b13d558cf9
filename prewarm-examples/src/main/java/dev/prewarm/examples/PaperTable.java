package dev.prewarm.examples;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** The results of the paper's workflow, for people. */
final class PaperTable {
    private PaperTable() {}

    static void print(List<PaperRun> runs, PrintWriter out) {
        out.printf("%-20s %7s %12s %16s %9s%n", "strategy", "seconds", "cold starts", "idle instance-s", "warm-ups");
        for (PaperRun run : runs) {
            Measurement measured = run.measurement();
            String line = String.format(
                    Locale.ROOT,
                    "%-20s %7.2f %12d %16.2f %9d   %s",
                    measured.name(),
                    measured.seconds(),
                    measured.coldStartsMet(),
                    measured.idleInstanceSeconds(),
                    measured.warmupsSent(),
                    run.contestant().note());
            out.println(line.stripTrailing());
        }
    }
}
