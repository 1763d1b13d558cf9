package dev.prewarm;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jgrapht.Graph;
import org.jgrapht.GraphType;
import org.jgrapht.graph.AbstractGraph;
import org.jgrapht.graph.DefaultGraphType;
import org.jspecify.annotations.Nullable;

/**
 * A workflow as a JGraphT graph: unmodifiable, its adjacency laid out by task index.
 *
 * <p>JGraphT's own directed graphs keep hash maps of edges, several times the memory of this.
 */
final class WorkflowGraph extends AbstractGraph<Task, Dependency> {
    private static final GraphType TYPE = new DefaultGraphType.Builder()
            .directed()
            .allowMultipleEdges(false)
            .allowSelfLoops(false)
            .allowCycles(false)
            .weighted(false)
            .modifiable(false)
            .build();

    private final ImmutableList<Task> tasks;
    private final ImmutableList<Task> roots;
    private final List<ImmutableList<Dependency>> incoming;
    private final List<ImmutableList<Dependency>> outgoing;
    private final int edges;

    private WorkflowGraph(
            ImmutableList<Task> tasks,
            List<ImmutableList<Dependency>> incoming,
            List<ImmutableList<Dependency>> outgoing,
            int edges) {
        this.tasks = tasks;
        this.incoming = incoming;
        this.outgoing = outgoing;
        this.edges = edges;
        this.roots = tasks.stream()
                .filter(task -> incoming.get(task.index()).isEmpty())
                .collect(ImmutableList.toImmutableList());
    }

    /** Takes tasks in topological order, and by their index what each waits for. */
    static WorkflowGraph of(ImmutableList<Task> tasks, Dependency[][] incomingEdges) {
        int[] outDegree = new int[tasks.size()];
        int edges = 0;
        List<ImmutableList<Dependency>> incoming = new ArrayList<>(tasks.size());
        for (Dependency[] in : incomingEdges) {
            incoming.add(ImmutableList.copyOf(in));
            edges += in.length;
            for (Dependency dependency : in) {
                outDegree[dependency.from().index()]++;
            }
        }
        Dependency[][] outgoingEdges = new Dependency[tasks.size()][];
        for (int i = 0; i < outDegree.length; i++) {
            outgoingEdges[i] = new Dependency[outDegree[i]];
            outDegree[i] = 0;
        }
        for (Dependency[] in : incomingEdges) {
            for (Dependency dependency : in) {
                int from = dependency.from().index();
                outgoingEdges[from][outDegree[from]++] = dependency;
            }
        }
        List<ImmutableList<Dependency>> outgoing = new ArrayList<>(tasks.size());
        for (Dependency[] out : outgoingEdges) {
            outgoing.add(ImmutableList.copyOf(out));
        }
        return new WorkflowGraph(tasks, incoming, outgoing, edges);
    }

    ImmutableList<Task> tasks() {
        return tasks;
    }

    ImmutableList<Task> roots() {
        return roots;
    }

    ImmutableList<Dependency> incoming(int task) {
        return incoming.get(task);
    }

    ImmutableList<Dependency> outgoing(int task) {
        return outgoing.get(task);
    }

    private boolean contains(@Nullable Task task) {
        return task != null && task.index() < tasks.size() && tasks.get(task.index()) == task;
    }

    private int require(Task task) {
        if (!contains(task)) {
            throw new IllegalArgumentException("no such task in this workflow: " + task);
        }
        return task.index();
    }

    @Override
    public boolean containsVertex(Task task) {
        return contains(task);
    }

    @Override
    public Set<Task> vertexSet() {
        return new TaskSet();
    }

    @Override
    public boolean containsEdge(Dependency edge) {
        return contains(edge.from()) && outgoing(edge.from().index()).contains(edge);
    }

    @Override
    public Set<Dependency> edgeSet() {
        return new EdgeSet();
    }

    @Override
    public @Nullable Dependency getEdge(Task from, Task to) {
        if (contains(from) && contains(to)) {
            for (Dependency dependency : incoming(to.index())) {
                if (dependency.from() == from) {
                    return dependency;
                }
            }
        }
        return null;
    }

    @Override
    public @Nullable Set<Dependency> getAllEdges(Task from, Task to) {
        if (!contains(from) || !contains(to)) {
            return null;
        }
        Dependency edge = getEdge(from, to);
        return (edge == null) ? ImmutableSet.of() : ImmutableSet.of(edge);
    }

    @Override
    public Task getEdgeSource(Dependency edge) {
        return edge.from();
    }

    @Override
    public Task getEdgeTarget(Dependency edge) {
        return edge.to();
    }

    @Override
    public int inDegreeOf(Task task) {
        return incoming(require(task)).size();
    }

    @Override
    public int outDegreeOf(Task task) {
        return outgoing(require(task)).size();
    }

    @Override
    public int degreeOf(Task task) {
        return inDegreeOf(task) + outDegreeOf(task);
    }

    @Override
    public Set<Dependency> incomingEdgesOf(Task task) {
        return ImmutableSet.copyOf(incoming(require(task)));
    }

    @Override
    public Set<Dependency> outgoingEdgesOf(Task task) {
        return ImmutableSet.copyOf(outgoing(require(task)));
    }

    @Override
    public Set<Dependency> edgesOf(Task task) {
        int index = require(task);
        return ImmutableSet.<Dependency>builder()
                .addAll(incoming(index))
                .addAll(outgoing(index))
                .build();
    }

    @Override
    public GraphType getType() {
        return TYPE;
    }

    @Override
    public double getEdgeWeight(Dependency edge) {
        return Graph.DEFAULT_EDGE_WEIGHT;
    }

    @Override
    public @Nullable Supplier<Task> getVertexSupplier() {
        return null;
    }

    @Override
    public @Nullable Supplier<Dependency> getEdgeSupplier() {
        return null;
    }

    @Override
    public Dependency addEdge(Task from, Task to) {
        throw unmodifiable();
    }

    @Override
    public boolean addEdge(Task from, Task to, Dependency edge) {
        throw unmodifiable();
    }

    @Override
    public Task addVertex() {
        throw unmodifiable();
    }

    @Override
    public boolean addVertex(Task task) {
        throw unmodifiable();
    }

    @Override
    public Dependency removeEdge(Task from, Task to) {
        throw unmodifiable();
    }

    @Override
    public boolean removeEdge(Dependency edge) {
        throw unmodifiable();
    }

    @Override
    public boolean removeVertex(Task task) {
        throw unmodifiable();
    }

    @Override
    public void setEdgeWeight(Dependency edge, double weight) {
        throw unmodifiable();
    }

    private static UnsupportedOperationException unmodifiable() {
        return new UnsupportedOperationException("a workflow cannot be changed; build another one");
    }

    private final class TaskSet extends AbstractSet<Task> {
        @Override
        public boolean contains(@Nullable Object o) {
            return o instanceof Task task && WorkflowGraph.this.contains(task);
        }

        @Override
        public Iterator<Task> iterator() {
            return tasks.iterator();
        }

        @Override
        public int size() {
            return tasks.size();
        }
    }

    private final class EdgeSet extends AbstractSet<Dependency> {
        @Override
        public boolean contains(@Nullable Object o) {
            return o instanceof Dependency dependency && containsEdge(dependency);
        }

        @Override
        public Iterator<Dependency> iterator() {
            return incoming.stream().flatMap(List::stream).iterator();
        }

        @Override
        public int size() {
            return edges;
        }
    }
}
