package dev.prewarm.forecast;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import dev.prewarm.forecast.LearnedSnapshot.Durations;
import dev.prewarm.forecast.LearnedSnapshot.OfBranch;
import dev.prewarm.forecast.LearnedSnapshot.OfTarget;
import dev.prewarm.forecast.LearnedSnapshot.OfTask;
import dev.prewarm.forecast.LearnedSnapshot.OfWorkflow;
import dev.prewarm.shape.Shapes;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Supplier;

/** Reads what {@link SnapshotWriter} writes; no length that it reads makes it allocate more than there are bytes for. */
final class SnapshotReader {
    private final ByteBuffer in;
    private final int version;

    /** @param version that of the format, one of those that are read */
    SnapshotReader(ByteBuffer in, int version) {
        this.in = in;
        this.version = version;
    }

    LearnedSnapshot read() {
        return new LearnedSnapshot(
                list(this::workflow),
                list(this::target),
                (version < SnapshotFormat.WITH_SHAPES) ? Shapes.Snapshot.empty() : Shapes.Snapshot.fromBytes(bytes()));
    }

    private OfWorkflow workflow() {
        String name = text();
        Durations queueing = (version < SnapshotFormat.WITH_QUEUEING) ? Durations.NONE : durations();
        // Before the two were told apart, all tasks had the same.
        Durations starting = queueing;
        if (version >= SnapshotFormat.WITH_STARTING) {
            queueing = durations();
        }
        return new OfWorkflow(name, starting, queueing, list(this::task), list(this::branch));
    }

    private OfTask task() {
        return new OfTask(text(), durations(), durations());
    }

    private OfBranch branch() {
        return new OfBranch(text(), text(), in.getDouble(), in.getDouble());
    }

    private OfTarget target() {
        return new OfTarget(text(), span(), span(), durations(), list(this::durations));
    }

    private Durations durations() {
        long total = in.getLong();
        int count = count(Double.BYTES);
        ImmutableDoubleArray.Builder latest = ImmutableDoubleArray.builder(count);
        for (int i = 0; i < count; i++) {
            latest.add(in.getDouble());
        }
        return new Durations(total, latest.build());
    }

    private Duration span() {
        return Duration.ofSeconds(in.getLong(), in.getInt());
    }

    private String text() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    private byte[] bytes() {
        byte[] bytes = new byte[count(Byte.BYTES)];
        in.get(bytes);
        return bytes;
    }

    private <T> ImmutableList<T> list(Supplier<T> element) {
        ImmutableList.Builder<T> list = ImmutableList.builder();
        for (int left = count(Integer.BYTES); left > 0; left--) {
            list.add(element.get());
        }
        return list.build();
    }

    /** A number of elements, for each of which there must be at least so many bytes. */
    private int count(int bytesEach) {
        int count = in.getInt();
        if (count < 0 || count > in.remaining() / bytesEach) {
            throw new BufferUnderflowException();
        }
        return count;
    }
}
