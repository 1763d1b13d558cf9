package dev.prewarm.forecast;

import dev.prewarm.UnreadableStatisticsException;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * The binary form of a {@link LearnedSnapshot}. All numbers are big-endian.
 *
 * <pre>
 * offset     size  what
 * 0          8     "prewarm" and a line feed, in ASCII
 * 8          4     format version
 * 12         4     n, the length of the content
 * 16         n     content, see {@link SnapshotWriter}
 * 16 + n     4     CRC-32C of all that precedes
 * </pre>
 */
final class SnapshotFormat {
    /** The version that is written. */
    static final int VERSION = 4;

    /** The first version that is still read. */
    static final int OLDEST = 1;

    /** The first version with the queueing of workflows. */
    static final int WITH_QUEUEING = 2;

    /** The first version with the shapes of workflows. */
    static final int WITH_SHAPES = 3;

    /** The first version in which tasks at the beginning of a run have their own queueing. */
    static final int WITH_STARTING = 4;

    private static final byte[] MAGIC = "prewarm\n".getBytes(StandardCharsets.US_ASCII);
    private static final int HEADER = MAGIC.length + 2 * Integer.BYTES;
    private static final int CHECKSUM = Integer.BYTES;

    private SnapshotFormat() {}

    static byte[] write(LearnedSnapshot snapshot) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(content)) {
            new SnapshotWriter(out).write(snapshot);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        ByteBuffer whole = ByteBuffer.allocate(Math.addExact(HEADER + CHECKSUM, content.size()));
        whole.put(MAGIC).putInt(VERSION).putInt(content.size()).put(content.toByteArray());
        whole.putInt(checksum(whole.array()));
        return whole.array();
    }

    static LearnedSnapshot read(byte[] bytes) throws UnreadableStatisticsException {
        ByteBuffer whole = ByteBuffer.wrap(bytes).asReadOnlyBuffer();
        checkHeader(whole);
        int stored = whole.getInt(bytes.length - CHECKSUM);
        int computed = checksum(bytes);
        if (stored != computed) {
            throw new UnreadableStatisticsException(String.format(
                    "the content is damaged: its checksum is %08x, but %08x was stored", computed, stored));
        }
        ByteBuffer content = whole.slice(HEADER, bytes.length - HEADER - CHECKSUM);
        try {
            LearnedSnapshot snapshot = new SnapshotReader(content, whole.getInt(MAGIC.length)).read();
            if (content.hasRemaining()) {
                throw new UnreadableStatisticsException(
                        "the content is malformed: " + content.remaining() + " bytes are left over");
            }
            return snapshot;
        } catch (BufferUnderflowException e) {
            throw new UnreadableStatisticsException("the content is malformed: it ends within a value", e);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new UnreadableStatisticsException("the content is malformed: " + e.getMessage(), e);
        }
    }

    private static void checkHeader(ByteBuffer whole) throws UnreadableStatisticsException {
        int length = whole.limit();
        if (length < HEADER + CHECKSUM) {
            throw new UnreadableStatisticsException(
                    "there are only " + length + " bytes, fewer than the least possible " + (HEADER + CHECKSUM));
        }
        if (whole.mismatch(ByteBuffer.wrap(MAGIC)) < MAGIC.length) {
            throw new UnreadableStatisticsException("it does not begin as statistics of prewarm do");
        }
        int version = whole.getInt(MAGIC.length);
        if (version < OLDEST || version > VERSION) {
            throw new UnreadableStatisticsException(
                    "its format version is " + version + ", but this release reads only " + OLDEST + " to " + VERSION);
        }
        long expected = (long) HEADER + whole.getInt(MAGIC.length + Integer.BYTES) + CHECKSUM;
        if (expected != length) {
            throw new UnreadableStatisticsException(
                    "there are " + length + " bytes, but " + expected + " were written");
        }
    }

    /** Of all but the last four bytes, which are the checksum's place. */
    private static int checksum(byte[] whole) {
        CRC32C crc = new CRC32C();
        crc.update(whole, 0, whole.length - CHECKSUM);
        return (int) crc.getValue();
    }
}
