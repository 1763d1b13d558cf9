package dev.prewarm.shape;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableLongArray;
import dev.prewarm.shape.Trace.Node;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the latest 64 runs of one workflow that nobody declares have shown of its steps: which there are, and what each waits for. An
 * immutable value. Two shapes are equal if they have learned the same of the same runs.
 *
 * <p>What none of these runs showed is forgotten. Safe for use by any thread.
 *
 * @see Shapes
 */
final class Shape {
    /** Which runs showed something is kept as a set of bits, of which the lowest stands for the latest run. */
    static final int MEMORY = Long.SIZE;

    private final String name;
    private final long runs;
    private final ImmutableLongArray latest;
    private final ImmutableMap<String, StepShape> steps;

    /**
     * A shape.
     *
     * @param runs how many there were, at least
     * @param latest what the latest of them are known by, the latest first
     * @param steps by id, in the order in which they were first seen
     */
    Shape(String name, long runs, ImmutableLongArray latest, ImmutableMap<String, StepShape> steps) {
        this.name = name;
        this.runs = runs;
        this.latest = latest;
        this.steps = steps;
    }

    static Shape unseen(String name) {
        return new Shape(name, 0, ImmutableLongArray.of(), ImmutableMap.of());
    }

    /** The workflow's name. */
    String name() {
        return name;
    }

    /** How many runs there were, at least: of those that several processes have learned of, only the latest are told apart. */
    long runs() {
        return runs;
    }

    ImmutableLongArray latest() {
        return latest;
    }

    ImmutableMap<String, StepShape> steps() {
        return steps;
    }

    /**
     * What both show together: a run that both have learned of counts once. Of more runs than are remembered the latest of both. The
     * order does not matter; to merge a shape with itself changes nothing.
     *
     * @throws IllegalArgumentException if the other is one of another workflow
     */
    Shape merge(Shape other) {
        return ShapeMerge.of(this, other);
    }

    /** The shape after one more run, unless that is one of the latest that it has learned of. */
    Shape learn(long run, Trace trace) {
        if (latest.contains(run)) {
            return this;
        }
        Map<String, StepShape> next = new LinkedHashMap<>();
        steps.forEach((id, step) -> next.put(id, step.older()));
        Map<String, Node> all = new LinkedHashMap<>();
        trace.nodes().forEach(node -> all.put(node.id, node));
        for (Node node : trace.nodes()) {
            StepShape known = next.get(node.id);
            if (known != null || next.size() < Trace.MOST_STEPS || forgetOne(next)) {
                next.put(node.id, ((known == null) ? StepShape.unseen(node.kind) : known).seen(node, all));
            }
        }
        next.values().removeIf(step -> step.ran() == 0);
        next.replaceAll((id, step) -> step.without(next.keySet()));
        ImmutableLongArray.Builder known = ImmutableLongArray.builder(MEMORY).add(run);
        latest.stream().limit(MEMORY - 1).forEach(known::add);
        return new Shape(name, runs + 1, known.build(), ImmutableMap.copyOf(next));
    }

    /** Makes room by forgetting what has not come for the longest, and was seen last, unless all have come in the latest run. */
    static boolean forgetOne(Map<String, StepShape> steps) {
        @Nullable String oldest = null;
        int age = 0;
        for (Map.Entry<String, StepShape> step : steps.entrySet()) {
            int since = Long.numberOfTrailingZeros(step.getValue().ran());
            if (since > 0 && since >= age) {
                age = since;
                oldest = step.getKey();
            }
        }
        return oldest != null && steps.remove(oldest) != null;
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return (o instanceof Shape other)
                && runs == other.runs
                && name.equals(other.name)
                && latest.equals(other.latest)
                && steps.equals(other.steps);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + latest.hashCode();
    }

    @Override
    public String toString() {
        return "shape of " + name + ", " + steps.size() + " steps after " + runs + " runs";
    }
}
