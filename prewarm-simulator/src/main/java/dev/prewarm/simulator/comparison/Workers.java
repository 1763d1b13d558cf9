package dev.prewarm.simulator.comparison;

import com.google.common.base.Throwables;
import com.google.common.util.concurrent.ThreadFactoryBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** Independent parts of a work, done by a number of threads. */
public final class Workers {
    private static final int MOST = 64;

    private Workers() {}

    /** As many threads as the machine can run at a time. */
    public static int available() {
        return Math.min(MOST, Runtime.getRuntime().availableProcessors());
    }

    /**
     * What the function makes of each part, in the order of the parts. The first failure ends the work.
     *
     * @param done is told of each part that is done, in their order, and how many that makes; on the caller's thread
     */
    public static <T, R> List<R> map(int threads, List<T> parts, Function<T, R> function, BiConsumer<T, Integer> done) {
        ExecutorService executor = Executors.newFixedThreadPool(
                Math.max(1, Math.min(threads, parts.size())),
                new ThreadFactoryBuilder()
                        .setNameFormat("prewarm-simulator-%d")
                        .setDaemon(true)
                        .build());
        try {
            List<Future<R>> futures = new ArrayList<>();
            for (T part : parts) {
                futures.add(executor.submit(() -> function.apply(part)));
            }
            List<R> results = new ArrayList<>();
            for (Future<R> future : futures) {
                results.add(future.get());
                done.accept(parts.get(results.size() - 1), results.size());
            }
            return results;
        } catch (ExecutionException e) {
            Throwable cause = (e.getCause() == null) ? e : e.getCause();
            Throwables.throwIfUnchecked(cause);
            throw new IllegalStateException(cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while simulating", e);
        } finally {
            executor.shutdownNow();
        }
    }
}
