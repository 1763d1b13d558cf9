package dev.prewarm;

import static dev.prewarm.TaskOption.after;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.jgrapht.Graph;
import org.jgrapht.alg.cycle.CycleDetector;
import org.jgrapht.graph.DefaultDirectedGraph;
import org.jgrapht.graph.DefaultEdge;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every directed graph of up to four tasks: the acyclic ones are built, of the others a cycle is named. */
final class AllSmallGraphsTest {
    private static final String MESSAGE = "workflow small has a cycle: ";

    @ParameterizedTest(name = "{0} tasks")
    @ValueSource(ints = {1, 2, 3, 4})
    void areBuiltIfAndOnlyIfTheyAreAcyclic(int size) {
        int pairs = size * (size - 1);
        for (int edges = 0; edges < 1 << pairs; edges++) {
            Graph<String, DefaultEdge> graph = graph(size, edges);
            if (new CycleDetector<>(graph).detectCycles()) {
                assertThatACycleIsNamed(graph);
            } else {
                Workflow workflow = build(graph);
                assertThat(workflow.asGraph().edgeSet()).hasSameSizeAs(graph.edgeSet());
            }
        }
    }

    private static void assertThatACycleIsNamed(Graph<String, DefaultEdge> graph) {
        ThrowableAssertAlternative<IllegalArgumentException> refusal =
                assertThatIllegalArgumentException().isThrownBy(() -> build(graph));
        refusal.withMessageStartingWith(MESSAGE);
        String message = refusal.actual().getMessage();
        List<String> cycle = List.of(message.substring(MESSAGE.length()).split(" → "));
        assertThat(cycle.get(0)).isEqualTo(cycle.get(cycle.size() - 1));
        assertThat(cycle.subList(1, cycle.size())).doesNotHaveDuplicates().isNotEmpty();
        for (int i = 1; i < cycle.size(); i++) {
            assertThat(graph.containsEdge(cycle.get(i - 1), cycle.get(i)))
                    .as("%s, %s to %s", message, cycle.get(i - 1), cycle.get(i))
                    .isTrue();
        }
    }

    private static Workflow build(Graph<String, DefaultEdge> graph) {
        Workflow.Builder builder = Workflow.builder("small");
        for (String task : graph.vertexSet()) {
            TaskOption[] options = graph.incomingEdgesOf(task).stream()
                    .map(edge -> after(graph.getEdgeSource(edge)))
                    .toArray(TaskOption[]::new);
            builder.localTask(task, options);
        }
        return builder.build();
    }

    /** Tasks a, b, c …; bit by bit, whether there is an edge between two of them. */
    private static Graph<String, DefaultEdge> graph(int size, int edges) {
        Graph<String, DefaultEdge> graph = new DefaultDirectedGraph<>(DefaultEdge.class);
        for (int i = 0; i < size; i++) {
            graph.addVertex(id(i));
        }
        int bits = edges;
        for (int from = 0; from < size; from++) {
            for (int to = 0; to < size; to++) {
                if (from != to) {
                    if ((bits & 1) == 1) {
                        graph.addEdge(id(from), id(to));
                    }
                    bits >>= 1;
                }
            }
        }
        return graph;
    }

    private static String id(int task) {
        return String.valueOf((char) ('a' + task));
    }
}
