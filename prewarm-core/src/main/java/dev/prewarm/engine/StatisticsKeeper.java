package dev.prewarm.engine;

import com.google.common.util.concurrent.MoreExecutors;
import dev.prewarm.Scheduler;
import dev.prewarm.StatisticsSnapshot;
import dev.prewarm.StatisticsStore;
import dev.prewarm.forecast.LearnedStatistics;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what the engine learns in a store: loaded once, saved some time after events, and at the end.
 *
 * <p>The snapshots are taken on the loop, to which the statistics belong; the store is called on the executor, for one
 * snapshot at a time. Everything else here is confined to the loop.
 */
final class StatisticsKeeper {
    /** What is learned in so long at most is lost when the process dies. */
    static final Duration SAVED_WITHIN = Duration.ofMinutes(5);

    private final StatisticsStore store;
    private final Scheduler scheduler;
    private final Executor executor;
    private final BiConsumer<String, Throwable> onFailure;
    private final LearnedStatistics statistics;
    /** Of several that could not be saved in time only the latest is worth it. */
    private final AtomicReference<@Nullable StatisticsSnapshot> unsaved = new AtomicReference<>();

    private boolean due;
    private boolean closed;

    /**
     * Loads what was saved; blocks as long as the store does.
     *
     * @param onFailure hears of each failure of the store, on any thread
     */
    StatisticsKeeper(
            StatisticsStore store, Scheduler scheduler, Executor executor, BiConsumer<String, Throwable> onFailure) {
        this.store = store;
        this.scheduler = scheduler;
        this.executor = MoreExecutors.newSequentialExecutor(executor);
        this.onFailure = onFailure;
        this.statistics = load();
    }

    private LearnedStatistics load() {
        try {
            return LearnedStatistics.from(store.load());
        } catch (IOException | RuntimeException e) {
            onFailure.accept("not loaded, so learning starts afresh", e);
            return LearnedStatistics.empty();
        }
    }

    LearnedStatistics statistics() {
        return statistics;
    }

    /** Something may have been learned; without events there are no timers. */
    void changed() {
        if (due || closed) {
            return;
        }
        try {
            scheduler.schedule(SAVED_WITHIN, () -> {
                due = false;
                if (!closed) {
                    save(() -> {});
                }
            });
            due = true;
        } catch (RuntimeException e) {
            onFailure.accept("not saved, the scheduler refused to", e);
        }
    }

    /** Saves for the last time. */
    void close(Runnable onEnd) {
        closed = true;
        save(onEnd);
    }

    private void save(Runnable onEnd) {
        try {
            unsaved.set(statistics.snapshot());
        } catch (RuntimeException e) {
            onFailure.accept("not saved, what was learned makes no sense", e);
        }
        try {
            // Even if there is nothing to save: what is still being saved comes first.
            executor.execute(() -> {
                try {
                    saveLatest();
                } finally {
                    onEnd.run();
                }
            });
        } catch (RuntimeException e) {
            onFailure.accept("not saved, the executor refused to", e);
            onEnd.run();
        }
    }

    private void saveLatest() {
        StatisticsSnapshot snapshot = unsaved.getAndSet(null);
        if (snapshot != null) {
            try {
                store.save(snapshot);
            } catch (IOException | RuntimeException e) {
                onFailure.accept("not saved", e);
            }
        }
    }
}
