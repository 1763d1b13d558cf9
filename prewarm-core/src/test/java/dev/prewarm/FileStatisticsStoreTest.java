package dev.prewarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.prewarm.forecast.Learned;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileStatisticsStoreTest extends StatisticsStoreContract {
    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = directory.resolve("learned");
    }

    @Override
    protected FileStatisticsStore store() {
        return new FileStatisticsStore(file);
    }

    private String[] names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(path -> path.getFileName().toString()).sorted().toArray(String[]::new);
        }
    }

    @Test
    void anotherStoreReadsTheFile() throws IOException {
        store().save(Learned.snapshot(3));
        assertThat(store().load()).isEqualTo(Learned.snapshot(3));
    }

    @Test
    void leavesNothingBesideTheFile() throws IOException {
        store().save(Learned.snapshot(3));
        assertThat(names()).containsExactly("learned");
    }

    /** As a disk that is not mounted yet when the program starts. */
    @Test
    void whatCouldNotBeReadForAMomentIsMergedIntoWhatIsSaved() throws IOException {
        store().save(Learned.snapshot(3));
        byte[] held = Files.readAllBytes(file);
        Files.delete(file);
        Files.createDirectory(file);
        FileStatisticsStore store = store();
        assertThatIOException().isThrownBy(store::load);

        Files.delete(file);
        Files.write(file, held);
        for (int saves = 0; saves < 2; saves++) {
            store.save(Learned.snapshot(5));
            assertThat(store().load()).isEqualTo(Learned.snapshot(3).merge(Learned.snapshot(5)));
        }
        assertThat(store.load()).isEqualTo(Learned.snapshot(3).merge(Learned.snapshot(5)));
    }

    @Test
    void whatWasReadIsReplaced() throws IOException {
        store().save(Learned.snapshot(3));
        FileStatisticsStore store = store();
        store.load();
        store.save(Learned.snapshot(5));
        assertThat(store().load()).isEqualTo(Learned.snapshot(5));
    }

    @Test
    void makesMissingDirectories() throws IOException {
        file = directory.resolve("a/b/learned");
        store().save(Learned.snapshot(3));
        assertThat(store().load()).isEqualTo(Learned.snapshot(3));
    }

    @Test
    void everyTruncatedFileIsRefusedAndKeptAside() throws IOException {
        byte[] good = Learned.snapshot(1).toBytes();
        for (int length = 0; length < good.length; length++) {
            assertRefusedAndKeptAside(Arrays.copyOf(good, length));
        }
    }

    @Test
    void everyFileWithAFlippedByteIsRefusedAndKeptAside() throws IOException {
        byte[] good = Learned.snapshot(1).toBytes();
        for (int i = 0; i < good.length; i++) {
            byte[] flipped = good.clone();
            flipped[i] ^= (byte) 0xff;
            assertRefusedAndKeptAside(flipped);
        }
    }

    private void assertRefusedAndKeptAside(byte[] damaged) throws IOException {
        Files.write(file, damaged);
        FileStatisticsStore store = store();
        Path aside = directory.resolve("learned.damaged-1");
        assertThatExceptionOfType(UnreadableStatisticsException.class)
                .isThrownBy(store::load)
                .withMessageContaining(file + " cannot be used: ")
                .withMessageContaining("kept as " + aside);
        assertThat(aside).hasBinaryContent(damaged);
        assertThat(store.load()).isEqualTo(StatisticsSnapshot.empty());
        Files.delete(aside);
    }

    @Test
    void eachDamagedFileIsKept() throws IOException {
        for (String content : new String[] {"one", "two"}) {
            Files.writeString(file, content);
            assertThatExceptionOfType(UnreadableStatisticsException.class).isThrownBy(store()::load);
        }
        assertThat(names()).containsExactly("learned.damaged-1", "learned.damaged-2");
        assertThat(directory.resolve("learned.damaged-1")).hasContent("one");
        assertThat(directory.resolve("learned.damaged-2")).hasContent("two");
    }

    @Test
    void goesOnAfterADamagedFile() throws IOException {
        Files.writeString(file, "not statistics");
        FileStatisticsStore store = store();
        assertThatExceptionOfType(UnreadableStatisticsException.class).isThrownBy(store::load);
        store.save(Learned.snapshot(3));
        assertThat(store.load()).isEqualTo(Learned.snapshot(3));
    }

    @Test
    void savingOverADamagedFileThatWasNeverLoadedKeepsItAsideToo() throws IOException {
        Files.writeString(file, "not statistics");
        store().save(Learned.snapshot(3));
        assertThat(directory.resolve("learned.damaged-1")).hasContent("not statistics");
        assertThat(store().load()).isEqualTo(Learned.snapshot(3));
    }

    @Test
    void whatCannotBeReadAtAllIsLeftAloneAndNotReplaced() throws IOException {
        Files.createDirectory(file);
        FileStatisticsStore store = store();
        assertThatIOException().isThrownBy(store::load);
        assertThatIOException().isThrownBy(() -> store.save(Learned.snapshot(3)));
        assertThat(names()).containsExactly("learned");
    }

    @Test
    void refusesARootDirectory() {
        assertThatIllegalArgumentException().isThrownBy(() -> new FileStatisticsStore(directory.getRoot()));
    }
}
