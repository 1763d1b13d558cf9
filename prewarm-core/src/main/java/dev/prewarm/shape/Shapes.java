package dev.prewarm.shape;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Maps;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What has been learned of the shapes of workflows that nobody declares: which steps there are, and what each waits for.
 *
 * <p>Bounded: of each workflow the latest 64 runs and 256 steps count, and beyond {@value #MOST_WORKFLOWS} workflows the one that
 * has not run for the longest is forgotten. Safe for use by any thread; nothing here waits for another.
 */
public final class Shapes {
    /** So many workflows have a shape at most. */
    static final int MOST_WORKFLOWS = 1_000;

    private static final System.Logger LOGGER = System.getLogger(Shapes.class.getName());
    /** If of so many runs in a row more than half have new steps, the workflow has no shape. */
    private static final int WATCHED = 16;

    private final Map<String, AtomicReference<Known>> byName = new ConcurrentHashMap<>();
    private final AtomicLong uses = new AtomicLong();

    private Shapes() {}

    /** Nothing learned yet. */
    public static Shapes empty() {
        return new Shapes();
    }

    /** What a snapshot holds. */
    public static Shapes from(Snapshot snapshot) {
        Shapes shapes = new Shapes();
        for (Shape shape : snapshot.shapes) {
            shapes.byName.put(
                    shape.name(),
                    new AtomicReference<>(new Known(shape, Structure.of(shape), 0, shapes.uses.incrementAndGet())));
        }
        return shapes;
    }

    /** What is known now, as a value that can be kept. */
    public Snapshot snapshot() {
        List<Known> all = new ArrayList<>();
        byName.values().forEach(known -> all.add(known.get()));
        all.sort(Comparator.comparingLong(Known::lastUse));
        // One that nobody has learned of yet shows nothing.
        return new Snapshot(all.stream()
                .map(Known::shape)
                .filter(shape -> shape.runs() > 0)
                .skip(Math.max(0, all.size() - MOST_WORKFLOWS))
                .collect(toImmutableList()));
    }

    /** How many workflows have a shape. */
    public int size() {
        return byName.size();
    }

    /**
     * A run has ended.
     *
     * @param run what it is known by, if another process has learned of it, too
     */
    void learn(String name, long run, Trace trace) {
        AtomicReference<Known> reference = byName.get(name);
        if (reference == null) {
            AtomicReference<Known> fresh =
                    new AtomicReference<>(new Known(Shape.unseen(name), new Structure(), 0, uses.incrementAndGet()));
            AtomicReference<Known> other = byName.putIfAbsent(name, fresh);
            reference = (other == null) ? fresh : other;
            forgetSome();
        }
        Known before;
        Known after;
        do {
            before = reference.get();
            after = before.learn(run, trace, uses.incrementAndGet());
        } while (!reference.compareAndSet(before, after));
        if (after.unstable() && !before.unstable()) {
            LOGGER.log(
                    Level.WARNING,
                    "workflow " + name + " has steps that were not seen before in " + Long.bitCount(after.changes)
                            + " of its latest " + WATCHED
                            + " runs: these cannot be warmed ahead. Are its steps called by"
                            + " names that differ from run to run?");
        }
    }

    Optional<Known> find(String name) {
        return Optional.ofNullable(byName.get(name)).map(AtomicReference::get);
    }

    private void forgetSome() {
        while (byName.size() > MOST_WORKFLOWS) {
            @Nullable String oldest = null;
            long use = Long.MAX_VALUE;
            for (Map.Entry<String, AtomicReference<Known>> known : byName.entrySet()) {
                long last = known.getValue().get().lastUse;
                if (last < use) {
                    use = last;
                    oldest = known.getKey();
                }
            }
            if (oldest != null) {
                byName.remove(oldest);
            }
        }
    }

    @Override
    public String toString() {
        return "shapes of " + byName.size() + " workflows";
    }

    /**
     * All that was known at one moment: an immutable value, that can be kept as bytes. Two snapshots are equal if the same runs of the
     * same workflows have taught them the same. Safe for use by any thread.
     */
    public static final class Snapshot {
        private static final Snapshot EMPTY = new Snapshot(ImmutableList.of());
        /** Stands for the shape of a workflow that one does not know. */
        private static final Shape UNKNOWN = Shape.unseen("");

        /** Those that have not run for the longest come first. */
        private final ImmutableList<Shape> shapes;

        private Snapshot(ImmutableList<Shape> shapes) {
            this.shapes = shapes;
        }

        /** Nothing known. */
        public static Snapshot empty() {
            return EMPTY;
        }

        /**
         * Reads what {@link #toBytes} wrote. A shape that says what cannot be is left out, which is logged.
         *
         * @throws IllegalArgumentException if the bytes are something else, or damaged
         */
        public static Snapshot fromBytes(byte[] bytes) {
            return new Snapshot(ShapeFormat.read(requireNonNull(bytes, "bytes")));
        }

        /** The snapshot in a compact binary form, without a version or a checksum of its own. */
        public byte[] toBytes() {
            return ShapeFormat.write(shapes);
        }

        /** Whether nothing is known. */
        public boolean isEmpty() {
            return shapes.isEmpty();
        }

        /** The names of the workflows that have a shape; those that have not run for the longest come first. */
        public List<String> workflows() {
            return shapes.stream().map(Shape::name).toList();
        }

        /**
         * What both have learned together: a run that both have learned of counts once. Of more runs, steps and workflows than are
         * kept the latest of both. The order does not matter; to merge with itself, or with what is empty, changes nothing.
         */
        public Snapshot merge(Snapshot other) {
            List<Shape> latestFirst =
                    ShapeMerge.union(byName(), other.byName(), UNKNOWN, Snapshot::merge).values().stream()
                            .limit(MOST_WORKFLOWS)
                            .toList();
            return new Snapshot(ImmutableList.copyOf(latestFirst).reverse());
        }

        private Map<String, Shape> byName() {
            return Maps.uniqueIndex(shapes.reverse(), Shape::name);
        }

        @SuppressWarnings("ReferenceEquality") // one that stands for none
        private static Shape merge(Shape one, Shape other) {
            if (one == UNKNOWN || other == UNKNOWN) {
                return (one == UNKNOWN) ? other : one;
            }
            return one.merge(other);
        }

        @Override
        public boolean equals(@Nullable Object o) {
            return (o instanceof Snapshot other) && shapes.equals(other.shapes);
        }

        @Override
        public int hashCode() {
            return shapes.hashCode();
        }

        @Override
        public String toString() {
            return "shapes of " + shapes.size() + " workflows";
        }
    }

    /**
     * A shape and the structure that it has.
     *
     * @param changes which of the latest runs had steps that were not known, the lowest bit standing for the latest
     */
    record Known(Shape shape, Structure structure, long changes, long lastUse) {
        Known learn(long run, Trace trace, long use) {
            Shape next = shape.learn(run, trace);
            Structure now = Structure.of(next);
            // The first run makes a shape, and changes none.
            boolean changed = shape.runs() > 0
                    && !shape.steps().keySet().containsAll(next.steps().keySet());
            long latest = ((changes << 1) | (changed ? 1 : 0)) & ((1L << WATCHED) - 1);
            return new Known(next, now.equals(structure) ? structure : now, latest, use);
        }

        boolean unstable() {
            return Long.bitCount(changes) > WATCHED / 2;
        }
    }
}
