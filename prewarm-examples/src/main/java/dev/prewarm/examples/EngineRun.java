package dev.prewarm.examples;

import dev.prewarm.PrewarmStrategy;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/**
 * What one run of an order took in some engine; the time is that of the services, whatever the speed.
 *
 * @param coldStartsMet calls that had to wait for an instance to start
 * @param servicesWarmed services that have answered a warm-up
 */
record EngineRun(int number, double seconds, long coldStartsMet, long servicesWarmed) {
    /** Runs orders with each strategy, and prints a line for it: the seconds and the cold starts of each run. */
    static void compare(PrintWriter out, Orders orders, int runs) throws Exception {
        print(out, "none", orders.run(PrewarmStrategy.none(), runs));
        print(out, "next-hop", orders.run(PrewarmStrategy.nextHop(), runs));
        print(out, "cost-aware", orders.run(PrewarmStrategy.costAware(10), runs));
    }

    static void print(PrintWriter out, String strategy, List<EngineRun> runs) {
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-11s", strategy));
        runs.forEach(
                run -> line.append(String.format(Locale.ROOT, "  %5.1f s, %d cold", run.seconds, run.coldStartsMet)));
        out.println(line);
        out.flush();
    }

    /** Runs orders one after the other in some engine, which begins with nothing learned. */
    @FunctionalInterface
    interface Orders {
        List<EngineRun> run(PrewarmStrategy strategy, int runs) throws Exception;
    }
}
