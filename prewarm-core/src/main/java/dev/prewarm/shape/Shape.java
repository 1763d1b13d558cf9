package dev.prewarm.shape;

import com.google.common.collect.ImmutableMap;
import dev.prewarm.shape.Trace.Node;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the latest {@value #MEMORY} runs of one workflow have shown of its steps: an immutable value.
 *
 * <p>Which runs showed something is kept as a set of bits, of which the lowest stands for the latest run. What none of them
 * showed is forgotten.
 *
 * @param runs how many there ever were
 * @param steps by id, in the order in which they were first seen
 */
record Shape(String name, long runs, ImmutableMap<String, StepShape> steps) {
    static final int MEMORY = Long.SIZE;

    static Shape unseen(String name) {
        return new Shape(name, 0, ImmutableMap.of());
    }

    /** The shape after one more run. */
    Shape learn(Trace trace) {
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
        return new Shape(name, runs + 1, ImmutableMap.copyOf(next));
    }

    /** Makes room by forgetting what has not come for the longest, unless all have come in the latest run. */
    private static boolean forgetOne(Map<String, StepShape> steps) {
        @Nullable String oldest = null;
        int age = 0;
        for (Map.Entry<String, StepShape> step : steps.entrySet()) {
            int since = Long.numberOfTrailingZeros(step.getValue().ran());
            if (since > age) {
                age = since;
                oldest = step.getKey();
            }
        }
        return oldest != null && steps.remove(oldest) != null;
    }
}
