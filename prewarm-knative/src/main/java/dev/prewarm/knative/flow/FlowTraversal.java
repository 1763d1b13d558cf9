package dev.prewarm.knative.flow;

import com.google.common.collect.ImmutableList;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * What is reached from one flow, depth first in the order of the manifests. A link that leads back to where the path
 * has been is cut; what is left has no cycles.
 */
final class FlowTraversal {
    private final List<FlowNode> order = new ArrayList<>();
    private final Map<FlowNode, Map<FlowNode, Double>> next = new HashMap<>();
    private final Consumer<FlowNode.Link> cut;
    private final LongConsumer work;

    /**
     * @param cut is told the links that close a cycle
     * @param work is told how much was added, and may refuse more
     */
    FlowTraversal(FlowNode start, Consumer<FlowNode.Link> cut, LongConsumer work) {
        this.cut = cut;
        this.work = work;
        visit(start);
    }

    /** The tasks, each before what was found after it. */
    ImmutableList<FlowNode> tasks() {
        return order.stream().filter(FlowNode::isTask).collect(ImmutableList.toImmutableList());
    }

    /** The tasks that come next, flows between being passed through, and how probable each is. */
    Map<FlowNode, Double> next(FlowNode node) {
        return next.getOrDefault(node, Map.of());
    }

    private void visit(FlowNode start) {
        Deque<Visit> path = new ArrayDeque<>();
        Set<FlowNode> onPath = new HashSet<>();
        enter(start, path, onPath);
        while (!path.isEmpty()) {
            Visit visit = path.getLast();
            if (!visit.links.hasNext()) {
                path.removeLast();
                onPath.remove(visit.node);
                next.put(visit.node, merged(visit.kept));
                continue;
            }
            FlowNode.Link link = visit.links.next();
            if (onPath.contains(link.to())) {
                cut.accept(link);
                continue;
            }
            visit.kept.add(link);
            if (!next.containsKey(link.to())) {
                enter(link.to(), path, onPath);
            }
        }
    }

    private void enter(FlowNode node, Deque<Visit> path, Set<FlowNode> onPath) {
        order.add(node);
        onPath.add(node);
        path.addLast(new Visit(
                node, node.links().iterator(), new ArrayList<>(node.links().size())));
        work.accept(1);
    }

    /** A task that is reached in several ways is reached by at least one of them, each independent of the others. */
    private Map<FlowNode, Double> merged(List<FlowNode.Link> links) {
        Map<FlowNode, Double> merged = new LinkedHashMap<>();
        for (FlowNode.Link link : links) {
            Map<FlowNode, Double> reached = link.to().isTask() ? Map.of(link.to(), 1.0) : next(link.to());
            reached.forEach((task, probability) ->
                    merged.merge(task, link.probability() * probability, (a, b) -> 1 - (1 - a) * (1 - b)));
            work.accept(reached.size());
        }
        return merged;
    }

    private record Visit(FlowNode node, Iterator<FlowNode.Link> links, List<FlowNode.Link> kept) {}
}
