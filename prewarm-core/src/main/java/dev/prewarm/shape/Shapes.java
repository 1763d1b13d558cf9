package dev.prewarm.shape;

import dev.prewarm.UnreadableStatisticsException;
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

    /**
     * What {@link #toBytes} wrote.
     *
     * @throws UnreadableStatisticsException if the bytes are something else, or damaged
     */
    public static Shapes fromBytes(byte[] bytes) throws UnreadableStatisticsException {
        Shapes shapes = new Shapes();
        for (Shape shape : ShapeFormat.read(bytes)) {
            shapes.byName.put(
                    shape.name(),
                    new AtomicReference<>(new Known(shape, Structure.of(shape), 0, shapes.uses.incrementAndGet())));
        }
        return shapes;
    }

    /** All of it in a compact binary form; those that have not run for the longest come first. */
    public byte[] toBytes() {
        List<Known> all = new ArrayList<>();
        byName.values().forEach(known -> all.add(known.get()));
        all.sort(Comparator.comparingLong(Known::lastUse));
        return ShapeFormat.write(all.stream().map(Known::shape).toList());
    }

    /** How many workflows have a shape. */
    public int size() {
        return byName.size();
    }

    /** A run has ended. */
    void learn(String name, Trace trace) {
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
            after = before.learn(trace, uses.incrementAndGet());
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
     * A shape and the structure that it has.
     *
     * @param changes which of the latest runs had steps that were not known, the lowest bit standing for the latest
     */
    record Known(Shape shape, Structure structure, long changes, long lastUse) {
        Known learn(Trace trace, long use) {
            Shape next = shape.learn(trace);
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
