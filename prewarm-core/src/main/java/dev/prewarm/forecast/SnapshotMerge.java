package dev.prewarm.forecast;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import dev.prewarm.Statistics;
import dev.prewarm.forecast.LearnedSnapshot.Durations;
import dev.prewarm.forecast.LearnedSnapshot.OfBranch;
import dev.prewarm.forecast.LearnedSnapshot.OfTarget;
import dev.prewarm.forecast.LearnedSnapshot.OfTask;
import dev.prewarm.forecast.LearnedSnapshot.OfWorkflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Function;

/** Merges two snapshots, as {@link dev.prewarm.StatisticsSnapshot#merge} says. */
final class SnapshotMerge {
    /** Lets two small workflows of one name differ completely before anything is dropped. */
    private static final int SPARE = 64;

    private SnapshotMerge() {}

    static LearnedSnapshot of(LearnedSnapshot a, LearnedSnapshot b) {
        return new LearnedSnapshot(
                union(
                        a.workflows(),
                        b.workflows(),
                        named(OfWorkflow::name),
                        SnapshotMerge::of,
                        Statistics.DEFAULT_LIMIT),
                union(a.targets(), b.targets(), named(OfTarget::name), SnapshotMerge::of, Statistics.DEFAULT_LIMIT),
                a.shapes().merge(b.shapes()));
    }

    private static OfWorkflow of(OfWorkflow a, OfWorkflow b) {
        return new OfWorkflow(
                a.name(),
                of(a.starting(), b.starting()),
                of(a.queueing(), b.queueing()),
                union(a.tasks(), b.tasks(), named(OfTask::id), SnapshotMerge::of, spare(a.tasks(), b.tasks())),
                union(
                        a.branches(),
                        b.branches(),
                        branch -> new Key(branch.from(), branch.to(), 0, 0),
                        SnapshotMerge::of,
                        spare(a.branches(), b.branches())));
    }

    /** However often a store is merged with what runs, it does not grow beyond twice that. */
    private static int spare(List<?> a, List<?> b) {
        return 2 * Math.min(a.size(), b.size()) + SPARE;
    }

    private static OfTask of(OfTask a, OfTask b) {
        return new OfTask(a.id(), of(a.warm(), b.warm()), of(a.cold(), b.cold()));
    }

    /** Both may count cases that they began with, so that a sum would count those twice. */
    private static OfBranch of(OfBranch a, OfBranch b) {
        double taken = Math.max(a.taken(), b.taken());
        double notTaken = Math.max(a.notTaken(), b.notTaken());
        double all = taken + notTaken;
        double kept = (all < BranchCounts.MEMORY + 1) ? 1 : BranchCounts.MEMORY / all;
        return new OfBranch(a.from(), a.to(), kept * taken, kept * notTaken);
    }

    private static OfTarget of(OfTarget a, OfTarget b) {
        Duration declared = longer(a.declaredRetention(), b.declaredRetention());
        boolean asDeclared =
                a.retention().equals(a.declaredRetention()) && b.retention().equals(b.declaredRetention());
        Duration midway = a.retention().plus(b.retention()).dividedBy(2);
        ImmutableList.Builder<Durations> byBurst = ImmutableList.builder();
        for (int i = 0; i < a.coldStartsByBurst().size(); i++) {
            byBurst.add(of(a.coldStartsByBurst().get(i), b.coldStartsByBurst().get(i)));
        }
        return new OfTarget(
                a.name(),
                declared,
                asDeclared ? declared : midway,
                of(a.coldStarts(), b.coldStarts()),
                byBurst.build());
    }

    private static Duration longer(Duration a, Duration b) {
        return (a.compareTo(b) >= 0) ? a : b;
    }

    private static Durations of(Durations a, Durations b) {
        ImmutableList<Key> ofA = keys(a);
        ImmutableList<Key> ofB = keys(b);
        ImmutableList<Key> all = union(ofA, ofB, Function.identity(), (x, y) -> x, Integer.MAX_VALUE);
        // What only one holds is new to the other.
        long total = Math.max(a.total() + all.size() - ofA.size(), b.total() + all.size() - ofB.size());
        if (a.drifted() != b.drifted() && a.total() > 0 && b.total() > 0) {
            return new Durations(total, a.drifted() ? a.latest() : b.latest());
        }
        int kept = Math.min(all.size(), DurationHistory.CAPACITY);
        ImmutableDoubleArray.Builder latest = ImmutableDoubleArray.builder(kept);
        all.subList(all.size() - kept, all.size()).forEach(key -> latest.add(key.value));
        return new Durations(total, latest.build());
    }

    /** The durations, those that are equal counted from the latest one on. */
    private static ImmutableList<Key> keys(Durations durations) {
        Map<Double, Integer> occurrences = new HashMap<>();
        List<Key> keys = new ArrayList<>();
        for (int i = durations.latest().length() - 1; i >= 0; i--) {
            double value = durations.latest().get(i);
            keys.add(0, new Key("", "", value, occurrences.merge(value, 1, Integer::sum)));
        }
        return ImmutableList.copyOf(keys);
    }

    private static <T> Function<T, Key> named(Function<T, String> name) {
        return element -> new Key(name.apply(element), "", 0, 0);
    }

    /**
     * What is in one list or the other, merged where it is in both. The later in its list, the later in the union; where that is
     * the same of two, they are in the order of their keys. Beyond a limit the first ones are dropped, but not as many that fewer
     * are left than one of the lists has.
     */
    private static <T> ImmutableList<T> union(
            List<T> a, List<T> b, Function<T, Key> key, BinaryOperator<T> merge, int limit) {
        Map<Key, Ranked<T>> byKey = new HashMap<>();
        for (List<T> list : List.of(a, b)) {
            for (int i = 0; i < list.size(); i++) {
                Key of = key.apply(list.get(i));
                Ranked<T> ranked = new Ranked<>(list.size() - i, of, list.get(i));
                byKey.merge(
                        of,
                        ranked,
                        (x, y) ->
                                new Ranked<>(Math.min(x.fromLast, y.fromLast), of, merge.apply(x.element, y.element)));
            }
        }
        return byKey.values().stream()
                .sorted(Comparator.comparingInt((Ranked<T> ranked) -> -ranked.fromLast)
                        .thenComparing(ranked -> ranked.key))
                .skip(Math.max(0, byKey.size() - Math.max(limit, Math.max(a.size(), b.size()))))
                .map(ranked -> ranked.element)
                .collect(ImmutableList.toImmutableList());
    }

    private record Ranked<T>(int fromLast, Key key, T element) {}

    /** What two lists know one thing by: one or two names, or a value and which of several equal ones it is. */
    private record Key(String name, String other, double value, int occurrence) implements Comparable<Key> {
        private static final Comparator<Key> ORDER = Comparator.comparing(Key::name)
                .thenComparing(Key::other)
                .thenComparingDouble(Key::value)
                .thenComparingInt(Key::occurrence);

        @Override
        public int compareTo(Key that) {
            return ORDER.compare(this, that);
        }
    }
}
