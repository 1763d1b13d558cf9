package dev.prewarm.forecast;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import dev.prewarm.StatisticsSnapshot;
import dev.prewarm.UnreadableStatisticsException;
import dev.prewarm.shape.Shapes;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * All that {@link LearnedStatistics} had learned at one moment: an immutable value, that can be kept as bytes.
 *
 * <p>Two snapshots are equal if they hold the same. Safe for use by any thread.
 */
public final class LearnedSnapshot implements StatisticsSnapshot {
    private static final LearnedSnapshot EMPTY =
            new LearnedSnapshot(ImmutableList.of(), ImmutableList.of(), Shapes.Snapshot.empty());

    /** Those asked for least recently come first, in both lists. */
    private final ImmutableList<OfWorkflow> workflows;

    private final ImmutableList<OfTarget> targets;
    private final Shapes.Snapshot shapes;

    LearnedSnapshot(ImmutableList<OfWorkflow> workflows, ImmutableList<OfTarget> targets, Shapes.Snapshot shapes) {
        this.workflows = workflows;
        this.targets = targets;
        this.shapes = shapes;
    }

    /** Nothing learned. */
    public static LearnedSnapshot empty() {
        return EMPTY;
    }

    /**
     * Reads what {@link #toBytes} wrote.
     *
     * @throws UnreadableStatisticsException if the bytes are damaged, incomplete, of another format version or something
     *     else altogether
     */
    public static LearnedSnapshot fromBytes(byte[] bytes) throws UnreadableStatisticsException {
        return SnapshotFormat.read(requireNonNull(bytes, "bytes"));
    }

    @Override
    public byte[] toBytes() {
        return SnapshotFormat.write(this);
    }

    @Override
    public boolean isEmpty() {
        return workflows.isEmpty() && targets.isEmpty() && shapes.isEmpty();
    }

    @Override
    public LearnedSnapshot merge(StatisticsSnapshot other) {
        return SnapshotMerge.of(this, (LearnedSnapshot) requireNonNull(other, "other"));
    }

    ImmutableList<OfWorkflow> workflows() {
        return workflows;
    }

    ImmutableList<OfTarget> targets() {
        return targets;
    }

    Shapes.Snapshot shapes() {
        return shapes;
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return (o instanceof LearnedSnapshot other)
                && workflows.equals(other.workflows)
                && targets.equals(other.targets)
                && shapes.equals(other.shapes);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * workflows.hashCode() + targets.hashCode()) + shapes.hashCode();
    }

    @Override
    public String toString() {
        return "snapshot of " + workflows.size() + " workflows and " + targets.size() + " targets, with " + shapes;
    }

    /** What was learned under a workflow's name. */
    record OfWorkflow(
            String name,
            Durations starting,
            Durations queueing,
            ImmutableList<OfTask> tasks,
            ImmutableList<OfBranch> branches) {
        OfWorkflow {
            check(!name.isBlank(), "a workflow without a name");
        }
    }

    record OfTask(String id, Durations warm, Durations cold) {
        OfTask {
            check(!id.isBlank(), "a task without an id");
        }
    }

    record OfBranch(String from, String to, double taken, double notTaken) {
        OfBranch {
            // Rounding may lift the sum a little above its limit.
            check(
                    taken >= 0 && notTaken >= 0 && taken + notTaken < BranchCounts.MEMORY + 1,
                    "impossible branch counts");
        }
    }

    record OfTarget(
            String name,
            Duration declaredRetention,
            Duration retention,
            Durations coldStarts,
            ImmutableList<Durations> coldStartsByBurst) {
        OfTarget {
            check(!name.isBlank(), "a target without a name");
            check(!declaredRetention.isNegative() && !retention.isNegative(), "a negative retention");
            check(coldStartsByBurst.size() == ColdStarts.buckets(), "another number of burst sizes");
        }
    }

    /** A {@link DurationHistory}: how many there ever were, and the latest of them, oldest first. */
    record Durations(long total, ImmutableDoubleArray latest) {
        static final Durations NONE = new Durations(0, ImmutableDoubleArray.of());

        Durations {
            // After a drift fewer are held than there were.
            check(
                    latest.length() <= Math.min(total, DurationHistory.CAPACITY) && (latest.length() > 0 || total == 0),
                    "an impossible number of durations");
            for (int i = 0; i < latest.length(); i++) {
                check(latest.get(i) >= 0 && latest.get(i) < Double.POSITIVE_INFINITY, "an impossible duration");
            }
        }

        /** Whether older ones were forgotten since durations had drifted, and their places are not all taken by now. */
        boolean drifted() {
            return latest.length() < Math.min(total, DurationHistory.CAPACITY);
        }

        static Durations of(DurationHistory history) {
            return new Durations(history.total(), history.toArray());
        }

        void restore(DurationHistory history) {
            history.restore(total, latest);
        }
    }

    private static void check(boolean possible, String problem) {
        if (!possible) {
            throw new IllegalArgumentException(problem);
        }
    }
}
