package dev.prewarm.examples;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/**
 * What one run of an order took in some engine; the time is that of the services, whatever the speed.
 *
 * @param coldStartsMet calls that had to wait for an instance to start
 */
record EngineRun(int number, double seconds, long coldStartsMet) {
    /** A line for each strategy: the seconds and the cold starts of each run. */
    static void print(PrintWriter out, String strategy, List<EngineRun> runs) {
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-11s", strategy));
        runs.forEach(
                run -> line.append(String.format(Locale.ROOT, "  %5.1f s, %d cold", run.seconds, run.coldStartsMet)));
        out.println(line);
        out.flush();
    }
}
