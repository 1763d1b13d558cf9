package dev.prewarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.forecast.Learned;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What every store must do. */
public abstract class StatisticsStoreContract {
    protected abstract StatisticsStore store() throws IOException;

    @Test
    void givesNothingBeforeAnythingWasSaved() throws IOException {
        assertThat(store().load()).isEqualTo(StatisticsSnapshot.empty());
    }

    @Test
    void givesWhatWasSaved() throws IOException {
        StatisticsStore store = store();
        store.save(Learned.snapshot(3));
        assertThat(store.load()).isEqualTo(Learned.snapshot(3));
    }

    @Test
    void givesWhatWasSavedLast() throws IOException {
        StatisticsStore store = store();
        store.save(Learned.snapshot(3));
        store.save(Learned.snapshot(1));
        assertThat(store.load()).isEqualTo(Learned.snapshot(1));
    }
}
