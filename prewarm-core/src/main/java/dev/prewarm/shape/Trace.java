package dev.prewarm.shape;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What has happened in one run, in the order in which the engine's own logic saw it: which step started on the end of which.
 *
 * <p>A call of a kind is a call of an earlier step of that kind if the same has triggered it, or if that step itself has:
 * parallel calls, the items of a pool, the rounds of a loop. Else it is a step of its own, {@code kind#2}, {@code kind#3} and so
 * on. That depends on nothing but the order of events, so a replay of them gives the same steps.
 *
 * <p>Bounded by the number of steps, not by that of calls. Not thread-safe.
 */
final class Trace {
    /** Steps of one workflow that are looked at; what more there are is not. */
    static final int MOST_STEPS = 256;
    /** Steps of one kind; further calls are calls of the last. */
    static final int MOST_OF_A_KIND = 32;

    private final Map<String, List<Node>> byKind = new LinkedHashMap<>();
    private final List<Node> nodes = new ArrayList<>();
    private final BitSet done = new BitSet();
    private final BitSet begunToEnd = new BitSet();
    private final Set<String> ids = new HashSet<>();
    private final List<Call> startedInBatch = new ArrayList<>(2);
    private final List<Call> endedInBatch = new ArrayList<>(2);
    private @Nullable Call endedLast;
    private long batch = Long.MIN_VALUE;

    /** What the engine's logic saw at once has one number; a new number ends what went before. */
    void batch(long number) {
        if (number != batch) {
            batch = number;
            endedInBatch.clear();
            // What triggered them is of no more interest, and would keep all that went before.
            startedInBatch.forEach(call -> call.triggers = Set.of());
            startedInBatch.clear();
        }
    }

    /** A call starts. Null if it is of a step too many, or one whose id another has, because its kind looks like that. */
    @Nullable
    Call started(String kind) {
        Set<Call> triggers = triggers();
        List<Node> alike = byKind.getOrDefault(kind, List.of());
        Node node = find(alike, triggers);
        if (node == null && alike.size() >= MOST_OF_A_KIND) {
            node = alike.get(alike.size() - 1);
        }
        if (node == null) {
            node = new Node(
                    nodes.size(), kind, alike.size() + 1, triggers, (BitSet) done.clone(), (BitSet) begunToEnd.clone());
            if (nodes.size() >= MOST_STEPS || !ids.add(node.id)) {
                return null;
            }
            follow(node);
            byKind.computeIfAbsent(kind, k -> new ArrayList<>(1)).add(node);
            nodes.add(node);
        }
        Node found = node;
        boolean inTurn = triggers.stream().anyMatch(trigger -> trigger.node == found);
        triggers.stream().filter(trigger -> trigger.node != found).forEach(trigger -> trigger.node.followed = true);
        Call call = node.call(inTurn, triggers, batch);
        startedInBatch.add(call);
        return call;
    }

    /** The step is the first to start after all that has ended by now and has triggered nothing. */
    private void follow(Node first) {
        for (Node other : nodes) {
            if (done.get(other.index) && !other.followed && !other.broken && !first.triggers.containsKey(other)) {
                other.followed = true;
                first.behind.add(other);
            }
        }
    }

    /** What may have triggered what starts now. */
    private Set<Call> triggers() {
        if (endedInBatch.isEmpty()) {
            return (endedLast == null) ? Set.of() : Set.of(endedLast);
        }
        Set<Call> triggers = new LinkedHashSet<>(endedInBatch);
        for (Call ended : endedInBatch) {
            // What started and ended within the batch came after what triggered it.
            if (ended.batch == batch) {
                triggers.removeAll(ended.triggers);
            }
        }
        return triggers;
    }

    private static @Nullable Node find(List<Node> alike, Set<Call> triggers) {
        for (int i = alike.size() - 1; i >= 0; i--) {
            Node node = alike.get(i);
            boolean root = node.triggers.isEmpty() && triggers.isEmpty();
            if (root || triggers.stream().anyMatch(call -> call.node == node || node.triggers.containsKey(call.node))) {
                return node;
            }
        }
        return null;
    }

    /** The call has ended, and what starts next may come of that. */
    void ended(Call call, boolean failed) {
        if (end(call)) {
            call.failed = failed;
            call.node.broken |= failed;
            endedInBatch.add(call);
            endedLast = call;
        }
    }

    /** The call was given up, of which nothing comes. */
    void cancelled(Call call) {
        if (end(call)) {
            call.node.broken = true;
        }
    }

    private boolean end(Call call) {
        if (call.over) {
            return false;
        }
        call.over = true;
        call.node.running--;
        done.set(call.node.index, call.node.running == 0);
        begunToEnd.set(call.node.index);
        return true;
    }

    /** The steps, in the order in which they first started. */
    List<Node> nodes() {
        return nodes;
    }

    @Override
    public String toString() {
        return nodes.size() + " steps of " + byKind.size() + " kinds";
    }

    /** A step, as it was in this run. */
    static final class Node {
        final int index;
        final String kind;
        final String id;
        /** What its first call may have started on, and whether that had failed. */
        final Map<Node, Boolean> triggers = new LinkedHashMap<>();
        /** The steps that had ended when it first started. */
        private final BitSet doneBefore;
        /** The steps of which at least one call had. */
        private final BitSet begunToEndBefore;
        /** The steps that it may have started on while others of their calls still ran. */
        final Set<Node> amid = new HashSet<>();
        /** The steps that had ended before it and triggered nothing, where it is the first to start after their end. */
        final Set<Node> behind = new LinkedHashSet<>();

        int calls;
        int peak;
        /** Whether one of its calls has started on the end of another. */
        boolean inTurn;
        /** Whether one of its calls has failed, or was given up. */
        boolean broken;

        private int running;
        /** Whether it has triggered another step, or one has started after its end. */
        private boolean followed;

        private Node(
                int index, String kind, int number, Set<Call> triggers, BitSet doneBefore, BitSet begunToEndBefore) {
            this.index = index;
            this.kind = kind;
            this.id = (number == 1) ? kind : kind + "#" + number;
            this.doneBefore = doneBefore;
            this.begunToEndBefore = begunToEndBefore;
            for (Call call : triggers) {
                this.triggers.merge(call.node, call.failed, (one, other) -> one && other);
                if (call.node.running > 0) {
                    amid.add(call.node);
                }
            }
        }

        private Call call(boolean ofItself, Set<Call> callTriggers, long batch) {
            calls++;
            running++;
            peak = Math.max(peak, running);
            inTurn |= ofItself;
            return new Call(this, calls, callTriggers, batch);
        }

        /**
         * Whether the other step had ended when this one first started.
         *
         * @param anyCall whether that is so when the first of its calls has
         */
        boolean after(Node other, boolean anyCall) {
            return (anyCall ? begunToEndBefore : doneBefore).get(other.index) || triggers.containsKey(other);
        }
    }

    /** One call of a step. */
    static final class Call {
        final Node node;
        final int number;
        private final long batch;
        private Set<Call> triggers;
        private boolean failed;
        private boolean over;

        private Call(Node node, int number, Set<Call> triggers, long batch) {
            this.node = node;
            this.number = number;
            this.triggers = triggers;
            this.batch = batch;
        }

        boolean over() {
            return over;
        }
    }
}
