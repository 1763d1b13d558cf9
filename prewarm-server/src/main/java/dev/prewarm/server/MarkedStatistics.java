package dev.prewarm.server;

import dev.prewarm.FileStatisticsStore;
import dev.prewarm.Scheduler;
import dev.prewarm.StatisticsSnapshot;
import dev.prewarm.StatisticsStore;
import dev.prewarm.UnreadableStatisticsException;
import dev.prewarm.server.journal.Journal;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Statistics in a file, of which the journal tells up to where they have it. The mark is on the disk before they are: a process that dies
 * in between leaves a mark of statistics that nobody has, and one that goes by the file's bytes finds the mark before. Safe for use by any
 * thread.
 */
final class MarkedStatistics implements StatisticsStore {
    private static final System.Logger LOGGER = System.getLogger(MarkedStatistics.class.getName());

    private final Path file;
    private final FileStatisticsStore store;
    private final Journal journal;
    private final Scheduler scheduler;
    private volatile @Nullable StatisticsSnapshot learned;

    MarkedStatistics(Path file, Journal journal, Scheduler scheduler) {
        this.file = file;
        this.store = new FileStatisticsStore(file);
        this.journal = journal;
        this.scheduler = scheduler;
    }

    /**
     * What is known of statistics without reading them.
     *
     * @param at when they were saved, by the file system
     * @param sha256 as in their mark; empty if they cannot be read now
     */
    record Saved(Instant at, String sha256) {}

    /** What the file has; empty if there is none that can be used, after which a damaged one has been kept aside. */
    Optional<Saved> saved() {
        Instant at = Instant.MIN;
        try {
            if (!Files.exists(file)) {
                return Optional.empty();
            }
            at = Files.getLastModifiedTime(file).toInstant();
            byte[] bytes = Files.readAllBytes(file);
            store.load();
            return Optional.of(new Saved(at, StatisticsMark.hash(bytes)));
        } catch (UnreadableStatisticsException e) {
            LOGGER.log(Level.WARNING, e.getMessage() + "; what the journal has is learned again");
            return Optional.empty();
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "the statistics cannot be read now", e);
            return Optional.of(new Saved(at, ""));
        }
    }

    /**
     * The store of whoever learns from the journal: it begins with the file, and what it saves is what is loaded here. The file has it
     * when it is saved here, with what runs that are under way have taught, for which the mark stands as well.
     */
    StatisticsStore whileLearning() {
        return new StatisticsStore() {
            @Override
            public StatisticsSnapshot load() throws IOException {
                return store.load();
            }

            @Override
            public void save(StatisticsSnapshot snapshot) {
                learned = snapshot;
            }
        };
    }

    @Override
    public StatisticsSnapshot load() throws IOException {
        StatisticsSnapshot now = learned;
        return (now == null) ? store.load() : now;
    }

    @Override
    public void save(StatisticsSnapshot snapshot) throws IOException {
        StatisticsMark mark = new StatisticsMark(scheduler.wallClock(), StatisticsMark.hash(snapshot.toBytes()));
        if (!journal.append(mark.toLine())) {
            throw new IOException(
                    "the journal is closed, and cannot tell what the statistics have; the next start learns it");
        }
        journal.flush();
        store.save(snapshot);
    }
}
