package dev.prewarm;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Keeps statistics in a file, which holds at every moment, whatever happens, either what was saved last or what was saved
 * before that.
 *
 * <p>Saving writes {@code <name>.tmp} beside the file, forces it to the disk, renames it, and forces the directory to the
 * disk. The file carries a format version and a checksum. One that cannot be read is never overwritten: it is renamed to
 * {@code <name>.damaged-<n>}, with the smallest free n from 1.
 *
 * <p>Safe for use by any thread; a file must not be used by two stores, or two processes, at a time.
 */
public final class FileStatisticsStore implements StatisticsStore {
    private static final System.Logger LOGGER = System.getLogger(FileStatisticsStore.class.getName());

    private final Path file;
    private final Path directory;
    private final Disk disk;
    /** Whether it is known that replacing the file destroys nothing that could not be read. */
    private boolean examined;
    /** Whether what the file held was asked for, and could not be read then: who goes on without it must not lose it. */
    private boolean missed;
    /** What it held then, as far as it has become readable since. */
    private StatisticsSnapshot found = StatisticsSnapshot.empty();

    /** A store in this file, which need not exist; missing directories are made when something is saved. */
    public FileStatisticsStore(Path file) {
        this(file, Disk.REAL);
    }

    FileStatisticsStore(Path file, Disk disk) {
        this.file = requireNonNull(file, "file").toAbsolutePath();
        Path parent = this.file.getParent();
        if (parent == null) {
            throw new IllegalArgumentException("file: " + file + " is a root directory, but a file is needed");
        }
        this.directory = parent;
        this.disk = disk;
    }

    /**
     * What the file holds; empty if there is none.
     *
     * @throws UnreadableStatisticsException if the file is damaged or of another format version; it has been kept aside,
     *     and the message says where
     * @throws IOException if the file could not be read, or could not be renamed
     */
    @Override
    public synchronized StatisticsSnapshot load() throws IOException {
        try {
            StatisticsSnapshot snapshot = read();
            examined = true;
            missed = false;
            found = StatisticsSnapshot.empty();
            return snapshot;
        } catch (UnreadableStatisticsException e) {
            throw e;
        } catch (IOException e) {
            missed = true;
            throw e;
        }
    }

    private StatisticsSnapshot read() throws IOException {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return StatisticsSnapshot.empty();
        }
        try {
            return StatisticsSnapshot.fromBytes(bytes);
        } catch (UnreadableStatisticsException e) {
            throw new UnreadableStatisticsException(
                    file + " cannot be used: " + e.getMessage() + ". It is kept as " + keepAside(e)
                            + ", and learning starts afresh",
                    e);
        }
    }

    private Path keepAside(UnreadableStatisticsException reason) throws IOException {
        int n = 1;
        while (Files.exists(sibling(".damaged-" + n))) {
            n++;
        }
        Path aside = sibling(".damaged-" + n);
        try {
            Files.move(file, aside);
        } catch (IOException e) {
            e.addSuppressed(reason);
            throw new IOException(
                    file + " cannot be used: " + reason.getMessage() + ". It could not be renamed to " + aside
                            + " either, and is left as it is; nothing is saved until it is gone",
                    e);
        }
        return aside;
    }

    /**
     * Replaces what the file holds. If it was not loaded before and is damaged, it is kept aside first, with a warning in
     * the log. If it could not be read when it was loaded last, and can be now, what it holds is {@linkplain
     * StatisticsSnapshot#merge merged} into what is saved: a disk that was not there for a moment costs nothing.
     *
     * @throws IOException if the snapshot could not be written for certain; the file holds it, or what it held before. A
     *     {@code .tmp} that is left behind is overwritten by the next attempt
     */
    @Override
    public synchronized void save(StatisticsSnapshot snapshot) throws IOException {
        if (!examined) {
            examine();
        }
        byte[] bytes = (missed ? snapshot.merge(found) : snapshot).toBytes();
        Files.createDirectories(directory);
        Path temporary = sibling(".tmp");
        try (FileChannel channel = disk.open(temporary)) {
            disk.write(channel, bytes);
            disk.sync(channel);
        }
        disk.replace(file, temporary);
        disk.syncDirectory(directory);
    }

    private void examine() throws IOException {
        try {
            found = read();
        } catch (UnreadableStatisticsException e) {
            LOGGER.log(Level.WARNING, e.getMessage());
        }
        examined = true;
    }

    private Path sibling(String suffix) {
        return directory.resolve(file.getFileName() + suffix);
    }

    @Override
    public String toString() {
        return "statistics in " + file;
    }
}
