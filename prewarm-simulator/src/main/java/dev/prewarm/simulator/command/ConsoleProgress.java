package dev.prewarm.simulator.command;

import dev.prewarm.simulator.comparison.Comparison;
import dev.prewarm.simulator.comparison.ComparisonRequest;
import java.io.PrintWriter;

/** Says how far long work has come, a line for each part; is silent where the work is short. */
final class ConsoleProgress {
    /** About what takes a second or two. */
    private static final long LONG_WORK = 100_000;

    private ConsoleProgress() {}

    static Comparison.Progress of(ComparisonRequest request, PrintWriter err) {
        long executions = (long) request.strategies().size()
                * request.scenario().runs()
                * request.scenario().workload().steps().size();
        return (executions < LONG_WORK)
                ? Comparison.Progress.NONE
                : (what, done, of) -> err.printf("[%d/%d] %s%n", done, of, what);
    }
}
