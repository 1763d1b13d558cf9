package dev.prewarm.server.journal;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.prewarm.Cancellable;
import dev.prewarm.Scheduler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Appends lines to files of bounded size, of which the latest few are kept. What was appended is on the disk half a second later, or is
 * lost as a whole if the process or the machine dies before, or the disk fails: a line that is cut off is ended when the file is opened again.
 *
 * <p>A disk that fails is logged and counted, and what could not be written is lost; nothing here throws then. Safe for use by any
 * thread; one process may write a directory at a time.
 */
public final class Journal implements AutoCloseable {
    private static final System.Logger LOGGER = System.getLogger(Journal.class.getName());
    private static final Duration FLUSHED_WITHIN = Duration.ofMillis(500);
    private static final int MOST_BUFFERED = 1 << 20;

    private final Path directory;
    private final long fileBytes;
    private final int files;
    private final Scheduler scheduler;
    /** Apart from the lock of the buffer, so that nobody who appends waits for the disk. */
    private final Object writing = new Object();

    private ByteArrayOutputStream buffer = new ByteArrayOutputStream();
    private @Nullable FileChannel channel;
    private long number;
    private Cancellable timer;
    private boolean closed;
    private volatile long lost;

    /**
     * Opens the journal in a directory, which is made if need be.
     *
     * @param fileBytes how large a file becomes before the next is begun
     * @param files how many are kept
     * @throws IOException if the directory cannot be written
     */
    public Journal(Path directory, long fileBytes, int files, Scheduler scheduler) throws IOException {
        this.directory = directory;
        this.fileBytes = fileBytes;
        this.files = files;
        this.scheduler = scheduler;
        Files.createDirectories(directory);
        List<Path> present = JournalFiles.in(directory);
        this.number = present.isEmpty() ? 1 : JournalFiles.number(present.get(present.size() - 1));
        this.channel = open();
        this.timer = scheduler.schedule(FLUSHED_WITHIN, this::flushAgain);
    }

    /** Opens the latest file, and ends its last line if that was cut off. */
    private FileChannel open() throws IOException {
        FileChannel opened = FileChannel.open(directory.resolve(JournalFiles.name(number)), CREATE, WRITE, APPEND);
        try {
            endLine(opened);
        } catch (IOException e) {
            opened.close();
            throw e;
        }
        return opened;
    }

    private void endLine(FileChannel opened) throws IOException {
        long size = opened.size();
        if (size == 0) {
            return;
        }
        ByteBuffer last = ByteBuffer.allocate(1);
        try (FileChannel reading = FileChannel.open(directory.resolve(JournalFiles.name(number)), READ)) {
            reading.read(last, size - 1);
        }
        if (last.get(0) != '\n') {
            opened.write(ByteBuffer.wrap(new byte[] {'\n'}));
        }
    }

    /** Adds a line, given without its end; false if it is closed. Returns at once, but for once in a megabyte. */
    public boolean append(byte[] line) {
        boolean full;
        synchronized (this) {
            if (closed) {
                return false;
            }
            buffer.write(line, 0, line.length);
            buffer.write('\n');
            full = buffer.size() > MOST_BUFFERED;
        }
        if (full) {
            write(false);
        }
        return true;
    }

    /** Writes what has been appended, and forces it to the disk; what fails is logged and lost, as always. */
    public void flush() {
        write(true);
    }

    private void flushAgain() {
        flush();
        synchronized (this) {
            if (!closed) {
                timer = scheduler.schedule(FLUSHED_WITHIN, this::flushAgain);
            }
        }
    }

    /** Writes what has been appended, and forces it to the disk if so wished. */
    private void write(boolean force) {
        synchronized (writing) {
            byte[] bytes;
            synchronized (this) {
                if (buffer.size() == 0) {
                    return;
                }
                bytes = buffer.toByteArray();
                buffer = new ByteArrayOutputStream(Math.min(bytes.length, MOST_BUFFERED));
            }
            try {
                FileChannel open = channel;
                if (open == null) {
                    open = open();
                    channel = open;
                }
                ByteBuffer rest = ByteBuffer.wrap(bytes);
                while (rest.hasRemaining()) {
                    open.write(rest);
                }
                if (force) {
                    open.force(false);
                }
                if (open.size() >= fileBytes) {
                    rotate(open);
                }
            } catch (IOException e) {
                lost++;
                letGo();
                LOGGER.log(Level.WARNING, "the journal could not be written, and a part of it is lost", e);
            }
        }
    }

    /** Closes the file, which is opened anew for what is written next. */
    private void letGo() {
        FileChannel failed = channel;
        channel = null;
        try {
            if (failed != null) {
                failed.close();
            }
        } catch (IOException e) {
            LOGGER.log(Level.DEBUG, "a file of the journal that could not be written could not be closed either", e);
        }
    }

    private void rotate(FileChannel full) throws IOException {
        full.force(false);
        full.close();
        number++;
        channel = open();
        List<Path> present = JournalFiles.in(directory);
        for (Path old : present.subList(0, Math.max(0, present.size() - files))) {
            Files.deleteIfExists(old);
        }
    }

    /** How often something could not be written. */
    public long lost() {
        return lost;
    }

    /** Writes what is left, and ends. Idempotent. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            timer.cancel();
        }
        write(true);
        synchronized (writing) {
            try {
                if (channel != null) {
                    channel.close();
                }
            } catch (IOException e) {
                LOGGER.log(Level.WARNING, "the journal could not be closed", e);
            }
        }
    }
}
