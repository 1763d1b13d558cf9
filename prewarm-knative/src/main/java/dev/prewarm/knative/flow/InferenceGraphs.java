package dev.prewarm.knative.flow;

import dev.prewarm.knative.ManifestFinding;
import dev.prewarm.knative.manifest.Field;
import dev.prewarm.knative.manifest.Manifest;
import dev.prewarm.knative.manifest.Manifest.InferenceGraph.Node;
import dev.prewarm.knative.manifest.Manifest.InferenceGraph.Step;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Lays out one InferenceGraph: a task for each step, in the places to which the nodes lead. Of what several steps lead to,
 * all that are under way come first, since the graph's router waits for them.
 */
final class InferenceGraphs {
    /** Steps, counted as often as nodes lead to them, beyond which nobody wrote the graph. */
    private static final int MOST_STEPS = 10_000;

    private final Manifest.InferenceGraph graph;
    private final double branchProbability;
    private final Function<Step, FlowNode> tasks;
    private final Consumer<ManifestFinding> findings;
    private final Set<String> path = new LinkedHashSet<>();
    private int steps;

    /**
     * @param branchProbability of a step that depends on the data
     * @param tasks makes the task of a step that is no node
     */
    InferenceGraphs(
            Manifest.InferenceGraph graph,
            double branchProbability,
            Function<Step, FlowNode> tasks,
            Consumer<ManifestFinding> findings) {
        this.graph = graph;
        this.branchProbability = branchProbability;
        this.tasks = tasks;
        this.findings = findings;
    }

    /** A place where a request has come to, and how probable it is that it goes on from there. */
    private record End(FlowNode node, double probability) {
        End times(double share) {
            return new End(node, probability * share);
        }
    }

    /** Links the graph's flow to its tasks. */
    void connect(FlowNode flow) {
        layOut("root", graph.field(), List.of(new End(flow, 1)));
    }

    private List<End> layOut(String name, Field field, List<End> from) {
        Node node = graph.nodes().get(name);
        if (node == null) {
            throw field.wrong("the graph has no node of that name");
        }
        if (!path.add(name)) {
            findings.accept(field.finding("leads back to a node on the way: the cycle is cut here"));
            return from;
        }
        List<End> ends = switch (node.router()) {
            case SEQUENCE -> sequence(node, from);
            case ENSEMBLE -> branches(node, from, 0);
            case SPLITTER -> branches(node, from, Math.max(1, totalWeight(node)));
            case SWITCH -> branches(node, from, 0);
        };
        path.remove(name);
        return ends;
    }

    private static long totalWeight(Node node) {
        return node.steps().stream().mapToLong(Step::weight).sum();
    }

    /** A condition that does not hold ends the sequence. */
    private List<End> sequence(Node node, List<End> from) {
        List<End> ends = new ArrayList<>();
        List<End> current = from;
        for (Step step : node.steps()) {
            double probability = step.conditional() ? branchProbability : 1;
            if (probability < 1) {
                times(current, 1 - probability).forEach(ends::add);
            }
            current = follow(step, times(current, probability));
        }
        ends.addAll(current);
        return ends;
    }

    /** @param total of the weights by which one of the steps is chosen; 0 if it is not by weight */
    private List<End> branches(Node node, List<End> from, long total) {
        List<End> ends = new ArrayList<>();
        for (Step step : node.steps()) {
            double probability =
                    (total > 0) ? (double) step.weight() / total : step.conditional() ? branchProbability : 1;
            if (probability > 0) {
                ends.addAll(follow(step, times(from, probability)));
            }
        }
        return ends;
    }

    private List<End> follow(Step step, List<End> from) {
        if (++steps > MOST_STEPS) {
            throw graph.field().wrong("more than " + MOST_STEPS + " steps, as often as nodes lead to them");
        }
        String node = step.node();
        if (node != null) {
            return layOut(node, step.field().get("nodeName"), from);
        }
        FlowNode task = tasks.apply(step);
        for (End end : from) {
            end.node().link(task, end.probability(), step.field());
        }
        return List.of(new End(task, 1));
    }

    private static List<End> times(List<End> ends, double share) {
        return ends.stream().map(end -> end.times(share)).toList();
    }
}
