package dev.prewarm.shape;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Maps;
import com.google.common.primitives.ImmutableIntArray;
import dev.prewarm.shape.Trace.Node;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What is known of one step of a {@link Shape}: an immutable value.
 *
 * @param kind what the engine calls it
 * @param ran the runs in which it did
 * @param edges what it started on, by the other's id
 * @param early the runs in which it started while something that it waits for at other times had not ended
 * @param arrived on how many ends it started at least, in those; 0 if there are none
 * @param calls how many there were in each of the latest runs in which it ran, the latest first
 * @param peak the most calls at a time
 * @param inTurn the runs in which one of its calls started on the end of another
 */
record StepShape(
        String kind,
        long ran,
        ImmutableMap<String, EdgeShape> edges,
        long early,
        int arrived,
        ImmutableIntArray calls,
        int peak,
        long inTurn) {
    /** Steps that one waits for; of more, the rarest are forgotten. */
    static final int MOST_EDGES = 64;
    /** Of so many runs the number of calls is kept. */
    static final int COUNTED = 8;

    static StepShape unseen(String kind) {
        return new StepShape(kind, 0, ImmutableMap.of(), 0, 0, ImmutableIntArray.of(), 1, 0);
    }

    /** The step before the next run. */
    StepShape older() {
        Map<String, EdgeShape> older = new LinkedHashMap<>();
        edges.forEach((id, edge) -> {
            EdgeShape next = edge.older();
            if (!next.unseen()) {
                older.put(id, next);
            }
        });
        return new StepShape(
                kind,
                ran << 1,
                ImmutableMap.copyOf(older),
                early << 1,
                (early << 1 == 0) ? 0 : arrived,
                calls.subArray(0, Math.min(calls.length(), Long.bitCount(ran << 1))),
                peak,
                inTurn << 1);
    }

    /**
     * The step after a run in which it ran.
     *
     * @param all what ran in it, by id
     */
    StepShape seen(Node node, Map<String, Node> all) {
        ImmutableMap<String, EdgeShape> next = edges(node, all);
        Set<String> held = held(next);
        boolean same = held.equals(held(edges));
        int ended = 0;
        int open = 0;
        for (String id : held) {
            Node other = all.get(id);
            if (other != null) {
                boolean after = node.after(other, requireNonNull(next.get(id)).forAny());
                ended += after ? 1 : 0;
                open += after ? 0 : 1;
            }
        }
        boolean nowEarly = open > 0;
        // What was counted of other edges says nothing of these.
        long earlyBefore = same ? early : 0;
        int arrivedBefore = (earlyBefore == 0) ? Integer.MAX_VALUE : arrived;
        int least = nowEarly ? Math.min(arrivedBefore, Math.max(1, ended)) : arrivedBefore;
        return new StepShape(
                kind,
                ran | 1,
                next,
                earlyBefore | (nowEarly ? 1 : 0),
                (least == Integer.MAX_VALUE) ? 0 : least,
                counted(node.calls),
                Math.max(peak, node.peak),
                inTurn | (node.inTurn ? 1 : 0));
    }

    private ImmutableMap<String, EdgeShape> edges(Node node, Map<String, Node> all) {
        Map<String, EdgeShape> next = new LinkedHashMap<>(edges);
        next.replaceAll((id, edge) -> {
            Node other = all.get(id);
            boolean fits = other == null || (node.after(other, edge.forAny()) && !(edge.assumed() && other.broken));
            return fits ? edge : edge.contradicted();
        });
        boolean alone = node.triggers.size() == 1;
        node.triggers.forEach((trigger, failed) -> next.put(
                trigger.id,
                next.getOrDefault(trigger.id, EdgeShape.UNSEEN).triggered(alone, failed, node.amid.contains(trigger))));
        node.behind.forEach(other ->
                next.put(other.id, next.getOrDefault(other.id, EdgeShape.UNSEEN).followed()));
        return bounded(next);
    }

    /** The edges, without the rarest if there are too many. */
    static ImmutableMap<String, EdgeShape> bounded(Map<String, EdgeShape> edges) {
        while (edges.size() > MOST_EDGES) {
            edges.remove(edges.entrySet().stream()
                    .min(Map.Entry.comparingByValue(Comparator.comparingInt(EdgeShape::support)))
                    .orElseThrow()
                    .getKey());
        }
        return ImmutableMap.copyOf(edges);
    }

    /** Whether it waits for just what it would wait for with those edges. */
    boolean waitsAs(ImmutableMap<String, EdgeShape> others) {
        return held(edges).equals(held(others));
    }

    private static ImmutableSet<String> held(ImmutableMap<String, EdgeShape> edges) {
        return ImmutableSet.copyOf(Maps.filterValues(edges, EdgeShape::holds).keySet());
    }

    private ImmutableIntArray counted(int latest) {
        ImmutableIntArray.Builder counts = ImmutableIntArray.builder(COUNTED).add(latest);
        calls.stream().limit(COUNTED - 1).forEach(counts::add);
        return counts.build();
    }

    /** The step without edges from steps that are forgotten. */
    StepShape without(Set<String> known) {
        if (known.containsAll(edges.keySet())) {
            return this;
        }
        return new StepShape(
                kind,
                ran,
                ImmutableMap.copyOf(Maps.filterKeys(edges, known::contains)),
                early,
                arrived,
                calls,
                peak,
                inTurn);
    }
}
