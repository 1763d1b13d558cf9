package dev.prewarm;

import static dev.prewarm.TaskOption.after;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jgrapht.Graph;
import org.jgrapht.GraphPath;
import org.jgrapht.GraphTests;
import org.jgrapht.Graphs;
import org.jgrapht.alg.TransitiveReduction;
import org.jgrapht.alg.connectivity.ConnectivityInspector;
import org.jgrapht.alg.shortestpath.AllDirectedPaths;
import org.jgrapht.alg.shortestpath.DijkstraShortestPath;
import org.jgrapht.graph.AsSubgraph;
import org.jgrapht.graph.DefaultDirectedGraph;
import org.jgrapht.graph.EdgeReversedGraph;
import org.jgrapht.traverse.TopologicalOrderIterator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** JGraphT's algorithms run over a workflow, and none can change it. */
final class WorkflowGraphTest {
    /** a, then b and c, then d; and a step from a to d. */
    private final Workflow workflow = Workflow.builder("diamond")
            .localTask("a")
            .localTask("b", after("a"))
            .localTask("c", after("a"))
            .localTask("d", after("a", "b", "c"))
            .build();

    private final Graph<Task, Dependency> graph = workflow.asGraph();
    private final Task a = workflow.task("a");
    private final Task b = workflow.task("b");
    private final Task d = workflow.task("d");
    private final Task stranger =
            Workflow.builder("other").localTask("a").build().task("a");

    private Dependency edge(Task from, Task to) {
        return workflow.outgoing(from).stream()
                .filter(dependency -> dependency.to() == to)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void isADirectedAcyclicUnmodifiableGraph() {
        assertThat(graph.getType().isDirected()).isTrue();
        assertThat(graph.getType().isAllowingCycles()).isFalse();
        assertThat(graph.getType().isAllowingMultipleEdges()).isFalse();
        assertThat(graph.getType().isAllowingSelfLoops()).isFalse();
        assertThat(graph.getType().isModifiable()).isFalse();
        assertThat(GraphTests.isSimple(graph)).isTrue();
    }

    @Test
    void hasItsTasksInTopologicalOrder() {
        assertThat(graph.vertexSet()).containsExactlyElementsOf(workflow.tasks());
        assertThat(new TopologicalOrderIterator<>(graph))
                .toIterable()
                .startsWith(a)
                .endsWith(d);
    }

    @Test
    void hasAnEdgeForEachDependency() {
        assertThat(graph.edgeSet()).hasSize(5).contains(edge(a, d));
        assertThat(graph.containsEdge(edge(a, b))).isTrue();
        assertThat(graph.getEdge(a, b)).isSameAs(edge(a, b));
        assertThat(graph.getAllEdges(a, b)).containsExactly(edge(a, b));
        assertThat(graph.getEdgeSource(edge(a, b))).isSameAs(a);
        assertThat(graph.getEdgeTarget(edge(a, b))).isSameAs(b);
    }

    @Test
    void hasNoEdgeAgainstADependency() {
        assertThat(graph.getEdge(b, a)).isNull();
        assertThat(graph.containsEdge(b, a)).isFalse();
        assertThat(graph.getAllEdges(b, a)).isEmpty();
    }

    @Test
    void countsDegrees() {
        assertThat(graph.inDegreeOf(d)).isEqualTo(3);
        assertThat(graph.outDegreeOf(d)).isZero();
        assertThat(graph.degreeOf(b)).isEqualTo(2);
        assertThat(graph.edgesOf(b)).containsExactlyInAnyOrder(edge(a, b), edge(b, d));
        assertThat(graph.incomingEdgesOf(b)).containsExactly(edge(a, b));
        assertThat(graph.outgoingEdgesOf(b)).containsExactly(edge(b, d));
    }

    @Test
    void findsAllPaths() {
        List<GraphPath<Task, Dependency>> paths = new AllDirectedPaths<>(graph).getAllPaths(a, d, true, null);
        assertThat(paths)
                .extracting(path -> path.getVertexList().toString())
                .containsExactlyInAnyOrder("[a, d]", "[a, b, d]", "[a, c, d]");
    }

    @Test
    void findsTheShortestPath() {
        assertThat(DijkstraShortestPath.findPathBetween(graph, a, d).getLength())
                .isEqualTo(1);
    }

    @Test
    void knowsWhatIsConnected() {
        assertThat(new ConnectivityInspector<>(graph).isConnected()).isTrue();
    }

    @Test
    void isReadThroughViewsOfIt() {
        assertThat(Graphs.successorListOf(new EdgeReversedGraph<>(graph), b)).containsExactly(a);
        assertThat(new AsSubgraph<>(graph, Set.of(a, b)).edgeSet()).containsExactly(edge(a, b));
    }

    @Test
    void isCopiedForAlgorithmsThatChangeTheirGraph() {
        Graph<Task, Dependency> copy = new DefaultDirectedGraph<>(Dependency.class);
        Graphs.addGraph(copy, graph);
        TransitiveReduction.INSTANCE.reduce(copy);
        assertThat(copy.containsEdge(a, d)).isFalse();
        assertThat(copy.edgeSet()).hasSize(4);
        assertThat(graph.edgeSet()).hasSize(5);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("dev.prewarm.RandomWorkflows#seeds")
    void holdsTheSameAsACopyInAGraphOfJGraphTsOwn(long seed) {
        Graph<Task, Dependency> drawn = RandomWorkflows.workflow(seed).asGraph();
        Graph<Task, Dependency> copy = new DefaultDirectedGraph<>(Dependency.class);
        Graphs.addGraph(copy, drawn);
        assertThat(drawn.vertexSet()).isEqualTo(copy.vertexSet());
        assertThat(drawn.edgeSet()).isEqualTo(copy.edgeSet());
        for (Task task : drawn.vertexSet()) {
            assertThat(drawn.incomingEdgesOf(task)).isEqualTo(copy.incomingEdgesOf(task));
            assertThat(drawn.outgoingEdgesOf(task)).isEqualTo(copy.outgoingEdgesOf(task));
        }
    }

    @Test
    void knowsNoTaskOfAnotherWorkflow() {
        assertThat(graph.containsVertex(stranger)).isFalse();
        assertThat(graph.getEdge(stranger, b)).isNull();
        assertThat(graph.getAllEdges(stranger, b)).isNull();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> graph.inDegreeOf(stranger))
                .withMessage("no such task in this workflow: a");
    }

    static Stream<ThrowingCallable> changes() {
        WorkflowGraphTest given = new WorkflowGraphTest();
        Graph<Task, Dependency> graph = given.graph;
        Task a = given.a;
        Task d = given.d;
        Dependency edge = given.edge(a, d);
        return Stream.of(
                graph::addVertex,
                () -> graph.addVertex(given.stranger),
                () -> graph.addEdge(a, d),
                () -> graph.addEdge(a, d, edge),
                () -> graph.removeVertex(a),
                () -> graph.removeEdge(edge),
                () -> graph.removeEdge(a, d),
                () -> graph.setEdgeWeight(edge, 2),
                () -> graph.vertexSet().remove(a),
                () -> graph.vertexSet().clear(),
                () -> graph.edgeSet().remove(edge),
                () -> graph.edgeSet().iterator().remove(),
                () -> graph.incomingEdgesOf(d).clear(),
                () -> graph.outgoingEdgesOf(a).clear(),
                () -> given.workflow.tasks().clear(),
                () -> given.workflow.incoming(d).clear());
    }

    @ParameterizedTest
    @MethodSource("changes")
    void refusesToBeChanged(ThrowingCallable change) {
        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(change);
    }
}
