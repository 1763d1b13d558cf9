package dev.prewarm.forecast;

import com.google.common.collect.ImmutableList;
import dev.prewarm.forecast.LearnedSnapshot.Durations;
import dev.prewarm.forecast.LearnedSnapshot.OfBranch;
import dev.prewarm.forecast.LearnedSnapshot.OfTarget;
import dev.prewarm.forecast.LearnedSnapshot.OfTask;
import dev.prewarm.forecast.LearnedSnapshot.OfWorkflow;
import dev.prewarm.shape.Shapes;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Writes the content of a snapshot.
 *
 * <pre>
 * content    list of workflow, list of target, shapes (since version 3)
 * workflow   text name, durations of queueing of tasks at the beginning (since version 4), durations of queueing of the others
 *            (since version 2; before 4 of all), list of task, list of branch
 * task       text id, durations warm, durations cold
 * branch     text from, text to, f64 taken, f64 not taken
 * target     text name, span declared retention, span believed retention, durations of all cold starts,
 *            list of durations by burst size: 1, 2–3, 4–7, …
 * shapes     i32 n, n bytes: the form of {@link Shapes.Snapshot#toBytes}
 * durations  i64 ever added, i32 n, n times f64 seconds, oldest first
 * span       i64 seconds, i32 nanoseconds
 * text       i32 n, n bytes of UTF-8
 * list       i32 n, n elements
 * </pre>
 */
final class SnapshotWriter {
    private final DataOutputStream out;

    SnapshotWriter(DataOutputStream out) {
        this.out = out;
    }

    void write(LearnedSnapshot snapshot) throws IOException {
        writeAll(snapshot.workflows(), this::write);
        writeAll(snapshot.targets(), this::write);
        write(snapshot.shapes().toBytes());
    }

    private void write(OfWorkflow workflow) throws IOException {
        write(workflow.name());
        write(workflow.starting());
        write(workflow.queueing());
        writeAll(workflow.tasks(), this::write);
        writeAll(workflow.branches(), this::write);
    }

    private void write(OfTask task) throws IOException {
        write(task.id());
        write(task.warm());
        write(task.cold());
    }

    private void write(OfBranch branch) throws IOException {
        write(branch.from());
        write(branch.to());
        out.writeDouble(branch.taken());
        out.writeDouble(branch.notTaken());
    }

    private void write(OfTarget target) throws IOException {
        write(target.name());
        write(target.declaredRetention());
        write(target.retention());
        write(target.coldStarts());
        writeAll(target.coldStartsByBurst(), this::write);
    }

    private void write(Durations durations) throws IOException {
        out.writeLong(durations.total());
        out.writeInt(durations.latest().length());
        for (int i = 0; i < durations.latest().length(); i++) {
            out.writeDouble(durations.latest().get(i));
        }
    }

    private void write(Duration span) throws IOException {
        out.writeLong(span.getSeconds());
        out.writeInt(span.getNano());
    }

    private void write(String text) throws IOException {
        write(text.getBytes(StandardCharsets.UTF_8));
    }

    private void write(byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private <T> void writeAll(ImmutableList<T> list, Element<T> element) throws IOException {
        out.writeInt(list.size());
        for (T each : list) {
            element.write(each);
        }
    }

    @FunctionalInterface
    private interface Element<T> {
        void write(T element) throws IOException;
    }
}
