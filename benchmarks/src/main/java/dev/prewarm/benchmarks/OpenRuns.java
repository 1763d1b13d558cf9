package dev.prewarm.benchmarks;

import dev.prewarm.Prewarmer;
import dev.prewarm.WarmupResult;
import dev.prewarm.Workflow;
import dev.prewarm.WorkflowRun;
import dev.prewarm.testing.VirtualScheduler;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/**
 * Prints what an open run keeps in memory while 100,000 are open, beyond the workflow that they share: just started, and
 * with its first task running and the next one planned for.
 */
public final class OpenRuns {
    private static final int RUNS = 100_000;

    private OpenRuns() {}

    /** Takes the names of strategies; without any, {@code none}, {@code next-hop} and {@code cost-aware}. */
    public static void main(String[] args) {
        String[] strategies = (args.length > 0) ? args : new String[] {"none", "next-hop", "cost-aware"};
        for (String strategy : strategies) {
            measure(strategy, 1_000);
            System.out.println(measure(strategy, RUNS));
        }
    }

    private static String measure(String strategy, int count) {
        VirtualScheduler scheduler = new VirtualScheduler();
        Workflow workflow = Shapes.named("fork-5");
        Prewarmer prewarmer = Prewarmer.builder(
                        request -> CompletableFuture.completedStage(WarmupResult.alreadyWarm(Duration.ofMillis(1))))
                .scheduler(scheduler)
                .strategy(Strategies.named(strategy))
                .build();
        WorkflowRun[] runs = new WorkflowRun[count];
        long empty = Heap.retained();
        for (int i = 0; i < count; i++) {
            runs[i] = prewarmer.start(workflow);
            scheduler.runPending();
        }
        long started = Heap.retained();
        for (WorkflowRun run : runs) {
            run.started("t0");
            scheduler.runPending();
        }
        long running = Heap.retained();
        String line = String.format(
                Locale.ROOT,
                "%s: %,d open runs, %,d B each when started, %,d B each with a task running",
                strategy,
                prewarmer.stats().runsOpen(),
                (started - empty) / count,
                (running - empty) / count);
        prewarmer.close();
        return line;
    }
}
