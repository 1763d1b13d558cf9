package dev.prewarm.examples;

import dev.prewarm.SystemScheduler;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** All contestants at the same time, each with services of its own. */
final class PaperRace {
    private static final long PROGRESS_MILLIS = 500;

    private PaperRace() {}

    /**
     * Runs it.
     *
     * @param progress told how far it is, on one line
     * @return what happened, in the order of the contestants
     */
    static List<PaperRun> run(List<Contestant> contestants, PaperWorkflow paper, PrintWriter progress)
            throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(contestants.size());
        try (SystemScheduler clock = new SystemScheduler()) {
            CompletionService<PaperRun> finished = new ExecutorCompletionService<>(threads);
            List<Future<PaperRun>> runs = new ArrayList<>();
            for (Contestant contestant : contestants) {
                runs.add(finished.submit(() -> PaperRun.of(contestant, paper, clock)));
            }
            follow(finished, contestants.size(), paper, clock, progress);
            List<PaperRun> results = new ArrayList<>();
            for (Future<PaperRun> run : runs) {
                results.add(run.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    private static void follow(
            CompletionService<PaperRun> finished,
            int all,
            PaperWorkflow paper,
            SystemScheduler clock,
            PrintWriter progress)
            throws InterruptedException, ExecutionException {
        Instant start = clock.now();
        double expected = 18 / paper.speed().factor();
        int done = 0;
        while (done < all) {
            progress.printf(
                    Locale.ROOT,
                    "\r%d contestants side by side: %d done, %.1f of about %.1f s",
                    all,
                    done,
                    Duration.between(start, clock.now()).toMillis() / 1e3,
                    expected);
            progress.flush();
            Future<PaperRun> next = finished.poll(PROGRESS_MILLIS, TimeUnit.MILLISECONDS);
            if (next != null) {
                next.get();
                done++;
            }
        }
        progress.println();
    }
}
