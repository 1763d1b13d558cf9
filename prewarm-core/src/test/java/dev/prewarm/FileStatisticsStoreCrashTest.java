package dev.prewarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.prewarm.forecast.Learned;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Saving is stopped at every step, and in the middle of steps; what is on the disk then is read by a fresh store. */
class FileStatisticsStoreCrashTest {
    private static final StatisticsSnapshot OLD = Learned.snapshot(1);
    private static final StatisticsSnapshot NEW = Learned.snapshot(2);

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void saveTheOld() throws IOException {
        file = directory.resolve("learned");
        new FileStatisticsStore(file).save(OLD);
    }

    private StatisticsSnapshot load() throws IOException {
        return new FileStatisticsStore(file).load();
    }

    private void crash(StoppingDisk disk) {
        assertThatIOException()
                .isThrownBy(() -> new FileStatisticsStore(file, disk).save(NEW))
                .withMessage(StoppingDisk.STOPPED);
    }

    @Test
    void theContentReachesTheDiskBeforeTheNameAndTheNameBeforeTheEnd() throws IOException {
        StoppingDisk disk = new StoppingDisk(Integer.MAX_VALUE, 0);
        new FileStatisticsStore(file, disk).save(NEW);
        assertThat(disk.steps).containsExactly("open", "write", "sync", "replace", "syncDirectory");
    }

    @Test
    void aCrashBeforeTheFileIsReplacedLeavesTheOld() throws IOException {
        for (int steps = 0; steps <= 3; steps++) {
            crash(new StoppingDisk(steps, 0));
            assertThat(load()).isEqualTo(OLD);
        }
    }

    @Test
    void aCrashAfterTheFileIsReplacedLeavesTheNew() throws IOException {
        crash(new StoppingDisk(4, 0));
        assertThat(load()).isEqualTo(NEW);
    }

    @Test
    void aCrashAfterAnyNumberOfBytesLeavesTheOld() throws IOException {
        for (int bytes = 0; bytes <= NEW.toBytes().length; bytes++) {
            crash(new StoppingDisk(1, bytes));
            assertThat(directory.resolve("learned.tmp")).hasSize(bytes);
            assertThat(load()).isEqualTo(OLD);
        }
    }

    @Test
    void savingGoesOnAfterACrashAtAnyStep() throws IOException {
        for (int steps = 0; steps <= 4; steps++) {
            crash(new StoppingDisk(steps, 5));
            new FileStatisticsStore(file).save(NEW);
            assertThat(load()).isEqualTo(NEW);
            assertThat(Files.exists(directory.resolve("learned.tmp"))).isFalse();
            new FileStatisticsStore(file).save(OLD);
        }
    }

    /** Stops after so many steps; if the next one is to write, it writes some bytes before. */
    private static final class StoppingDisk implements Disk {
        static final String STOPPED = "the machine stopped";

        final List<String> steps = new ArrayList<>();
        private final int stopAfter;
        private final int bytesWritten;

        StoppingDisk(int stopAfter, int bytesWritten) {
            this.stopAfter = stopAfter;
            this.bytesWritten = bytesWritten;
        }

        private void step(String name) throws IOException {
            if (steps.size() >= stopAfter) {
                throw new IOException(STOPPED);
            }
            steps.add(name);
        }

        @Override
        public FileChannel open(Path path) throws IOException {
            step("open");
            return Disk.super.open(path);
        }

        @Override
        public void write(FileChannel channel, byte[] bytes) throws IOException {
            if (steps.size() == stopAfter) {
                Disk.super.write(channel, Arrays.copyOf(bytes, bytesWritten));
            }
            step("write");
            Disk.super.write(channel, bytes);
        }

        @Override
        public void sync(FileChannel channel) throws IOException {
            step("sync");
            Disk.super.sync(channel);
        }

        @Override
        public void replace(Path path, Path replacement) throws IOException {
            step("replace");
            Disk.super.replace(path, replacement);
        }

        @Override
        public void syncDirectory(Path path) throws IOException {
            step("syncDirectory");
            Disk.super.syncDirectory(path);
        }
    }
}
