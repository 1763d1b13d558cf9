package dev.prewarm.shape;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableIntArray;
import com.google.common.primitives.ImmutableLongArray;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.stream.LongStream;

/**
 * Merges two shapes of one workflow, as {@link Shape#merge} says: the runs of both get new places, the latest of both first and each
 * in the order in which both know it, and each set of runs is put together from theirs.
 */
final class ShapeMerge {
    private final Shape a;
    private final Shape b;
    private final List<Long> latest;
    private final int[] inA;
    private final int[] inB;

    private ShapeMerge(Shape a, Shape b) {
        this.a = a;
        this.b = b;
        this.latest = latest(a.latest().asList(), b.latest().asList());
        this.inA = latest.stream().mapToInt(run -> place(a, run)).toArray();
        this.inB = latest.stream().mapToInt(run -> place(b, run)).toArray();
    }

    static Shape of(Shape a, Shape b) {
        checkArgument(
                a.name().equals(b.name()), "shapes of two workflows cannot be merged: %s and %s", a.name(), b.name());
        return new ShapeMerge(a, b).merged();
    }

    /**
     * The latest runs of both, by turns, but none before one that either knows to be later: so that what one has learned since the
     * other is later than all that both know.
     */
    private static List<Long> latest(List<Long> ofA, List<Long> ofB) {
        Set<Long> latest = new LinkedHashSet<>();
        Deque<Long> a = new ArrayDeque<>(ofA);
        Deque<Long> b = new ArrayDeque<>(ofB);
        boolean shared = false;
        while (latest.size() < Shape.MEMORY && !(a.isEmpty() && b.isEmpty())) {
            int inA = ofA.size() - a.size();
            int inB = ofB.size() - b.size();
            int turn = Integer.compare(inA, inB);
            if (shared && (inA == latest.size()) != (inB == latest.size())) {
                // The one that knows all of these has been merged with the other before, and has forgotten what is not
                // in it.
                turn = (inA == latest.size()) ? -1 : 1;
            }
            long next = next(a, b, turn);
            latest.add(next);
            shared |= ofA.contains(next) && ofB.contains(next);
            dropTaken(a, latest);
            dropTaken(b, latest);
        }
        return List.copyOf(latest);
    }

    private static void dropTaken(Deque<Long> runs, Set<Long> latest) {
        while (!runs.isEmpty() && latest.contains(runs.element())) {
            runs.remove();
        }
    }

    /**
     * The run that is taken next.
     *
     * @param turn below 0 if it is the turn of the first, above 0 if it is that of the second
     */
    private static long next(Deque<Long> a, Deque<Long> b, int turn) {
        if (a.isEmpty() || b.isEmpty()) {
            return a.isEmpty() ? b.element() : a.element();
        }
        boolean freeA = !b.contains(a.element()) || a.element().equals(b.element());
        boolean freeB = !a.contains(b.element()) || a.element().equals(b.element());
        // Neither is, where they contradict each other.
        int first = (freeA == freeB) ? turn : (freeA ? -1 : 1);
        if (first == 0) {
            return Math.min(a.element(), b.element());
        }
        return (first < 0) ? a.element() : b.element();
    }

    /** How many runs are later than this one; one more than can be if it is not known. */
    private static int place(Shape shape, long run) {
        int place = shape.latest().indexOf(run);
        return (place < 0) ? Shape.MEMORY : place;
    }

    private Shape merged() {
        Map<String, StepShape> steps = union(a.steps(), b.steps(), StepShape.unseen(""), this::step);
        steps.values().removeIf(step -> step.ran() == 0);
        while (steps.size() > Trace.MOST_STEPS && Shape.forgetOne(steps)) {
            // The work is in the condition.
        }
        while (steps.size() > Trace.MOST_STEPS) {
            steps.remove(new ArrayList<>(steps.keySet()).get(steps.size() - 1));
        }
        steps.replaceAll((id, step) -> step.without(steps.keySet()));
        long seen = LongStream.concat(a.latest().stream(), b.latest().stream())
                .distinct()
                .count();
        return new Shape(
                a.name(),
                Math.max(seen, Math.max(a.runs(), b.runs())),
                ImmutableLongArray.copyOf(latest),
                ImmutableMap.copyOf(steps));
    }

    /**
     * What is in either, the earlier in one of them the earlier; where that is the same, in the order of their names.
     *
     * @param none stands for what is not in one of them
     */
    static <T> Map<String, T> union(Map<String, T> a, Map<String, T> b, T none, BinaryOperator<T> merge) {
        Map<String, Integer> places = new LinkedHashMap<>();
        for (Map<String, T> each : List.of(a, b)) {
            int place = 0;
            for (String name : each.keySet()) {
                places.merge(name, place++, Math::min);
            }
        }
        Map<String, T> union = new LinkedHashMap<>();
        places.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey)
                .forEach(name -> union.put(name, merge.apply(a.getOrDefault(name, none), b.getOrDefault(name, none))));
        return union;
    }

    private StepShape step(StepShape one, StepShape other) {
        Map<String, EdgeShape> edges = union(one.edges(), other.edges(), EdgeShape.UNSEEN, this::edge);
        edges.values().removeIf(EdgeShape::unseen);
        ImmutableMap<String, EdgeShape> kept = StepShape.bounded(edges);
        // What was counted of other edges says nothing of these.
        long earlyOfOne = one.waitsAs(kept) ? one.early() : 0;
        long earlyOfOther = other.waitsAs(kept) ? other.early() : 0;
        int arrived = Math.min(
                (earlyOfOne == 0) ? Integer.MAX_VALUE : one.arrived(),
                (earlyOfOther == 0) ? Integer.MAX_VALUE : other.arrived());
        long ran = runs(one.ran(), other.ran());
        long early = runs(earlyOfOne, earlyOfOther);
        return new StepShape(
                one.kind().isEmpty() ? other.kind() : one.kind(),
                ran,
                kept,
                early,
                // The runs in which it was may all be among those that are forgotten.
                (early == 0) ? 0 : arrived,
                calls(ran, one, other),
                Math.max(one.peak(), other.peak()),
                runs(one.inTurn(), other.inTurn()));
    }

    private EdgeShape edge(EdgeShape one, EdgeShape other) {
        return new EdgeShape(
                runs(one.alone(), other.alone()),
                runs(one.together(), other.together()),
                runs(one.afterFailure(), other.afterFailure()),
                runs(one.against(), other.against()),
                runs(one.amid(), other.amid()),
                runs(one.behind(), other.behind()));
    }

    private long runs(long ofA, long ofB) {
        long runs = 0;
        for (int place = 0; place < latest.size(); place++) {
            if (in(ofA, inA[place]) || in(ofB, inB[place])) {
                runs |= 1L << place;
            }
        }
        return runs;
    }

    private static boolean in(long runs, int place) {
        return place < Shape.MEMORY && (runs >>> place & 1) != 0;
    }

    /** How many calls there were in the latest of these runs, as far as either knows. */
    private ImmutableIntArray calls(long ran, StepShape one, StepShape other) {
        ImmutableIntArray.Builder calls = ImmutableIntArray.builder(StepShape.COUNTED);
        int counted = 0;
        for (int place = 0; place < latest.size() && counted < StepShape.COUNTED; place++) {
            int most = Math.max(calls(one, inA[place]), calls(other, inB[place]));
            if (in(ran, place) && most > 0) {
                calls.add(most);
                counted++;
            }
        }
        if (counted == 0) {
            // All of which it is known are among those that are forgotten.
            calls.add(Math.max(latestCalls(one), latestCalls(other)));
        }
        return calls.build();
    }

    private static int latestCalls(StepShape step) {
        return step.calls().isEmpty() ? 1 : step.calls().get(0);
    }

    /** Of the run at that place; 0 if that is not known. */
    private static int calls(StepShape step, int place) {
        if (!in(step.ran(), place)) {
            return 0;
        }
        long later = step.ran() & ((1L << place) - 1);
        int nth = Long.bitCount(later);
        return (nth < step.calls().length()) ? step.calls().get(nth) : 0;
    }
}
