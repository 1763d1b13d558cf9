package dev.prewarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.prewarm.RandomWorkflows.Step;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jgrapht.alg.connectivity.KosarajuStrongConnectivityInspector;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every workflow, tried on random ones. */
@Tag("once")
final class WorkflowPropertiesTest {
    private static final String SEEDS = "dev.prewarm.RandomWorkflows#seeds";

    @ParameterizedTest(name = "seed {0}")
    @MethodSource(SEEDS)
    void everyTaskComesAfterItsPredecessors(long seed) {
        Workflow workflow = RandomWorkflows.workflow(seed);
        for (Task task : workflow.tasks()) {
            assertThat(workflow.incoming(task)).allSatisfy(dependency -> {
                assertThat(dependency.to()).isSameAs(task);
                assertThat(dependency.from().index()).isLessThan(task.index());
            });
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource(SEEDS)
    void aTasksIndexIsItsPlace(long seed) {
        Workflow workflow = RandomWorkflows.workflow(seed);
        for (int i = 0; i < workflow.tasks().size(); i++) {
            Task task = workflow.tasks().get(i);
            assertThat(task.index()).isEqualTo(i);
            assertThat(workflow.task(task.id())).isSameAs(task);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource(SEEDS)
    void whatGoesOutOfOneTaskComesIntoAnother(long seed) {
        Workflow workflow = RandomWorkflows.workflow(seed);
        List<Dependency> incoming = new ArrayList<>();
        List<Dependency> outgoing = new ArrayList<>();
        for (Task task : workflow.tasks()) {
            incoming.addAll(workflow.incoming(task));
            outgoing.addAll(workflow.outgoing(task));
        }
        assertThat(outgoing).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(incoming);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource(SEEDS)
    void theDependenciesAreThoseThatWereSaid(long seed) {
        List<Step> steps = RandomWorkflows.steps(seed);
        Workflow workflow = RandomWorkflows.build(steps);
        assertThat(workflow.tasks()).hasSameSizeAs(steps);
        for (Step step : steps) {
            assertThat(workflow.incoming(workflow.task(step.id())))
                    .extracting(dependency -> dependency.from().id())
                    .containsExactlyElementsOf(step.predecessors());
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource(SEEDS)
    void rootsWaitForNothing(long seed) {
        Workflow workflow = RandomWorkflows.workflow(seed);
        assertThat(workflow.roots())
                .isNotEmpty()
                .isEqualTo(workflow.tasks().stream()
                        .filter(task -> workflow.incoming(task).isEmpty())
                        .toList());
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource(SEEDS)
    void theOrderOfAddingDoesNotChangeTheGraph(long seed) {
        List<Step> steps = RandomWorkflows.steps(seed);
        List<Step> shuffled = new ArrayList<>(steps);
        Collections.shuffle(shuffled, new Random(seed));
        assertThat(described(RandomWorkflows.build(shuffled))).isEqualTo(described(RandomWorkflows.build(steps)));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource(SEEDS)
    void isAcyclicInTheEyesOfJGraphT(long seed) {
        Workflow workflow = RandomWorkflows.workflow(seed);
        assertThat(new KosarajuStrongConnectivityInspector<>(workflow.asGraph()).stronglyConnectedSets())
                .allMatch(component -> component.size() == 1);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource(SEEDS)
    void aStepBackIsRefused(long seed) {
        List<Step> steps = new ArrayList<>(RandomWorkflows.steps(seed));
        for (Step last : List.copyOf(steps)) {
            for (String first : last.predecessors()) {
                int place = Integer.parseInt(first.substring(1));
                Step original = steps.get(place);
                steps.set(place, original.alsoAfter(last.id()));
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> RandomWorkflows.build(steps))
                        .withMessageStartingWith("workflow random has a cycle: ");
                steps.set(place, original);
            }
        }
    }

    private static Set<String> described(Workflow workflow) {
        Set<String> described = new HashSet<>();
        for (Task task : workflow.tasks()) {
            described.add(task.id() + ", needs " + task.needs() + ", width " + task.width() + ", " + task.target()
                    + ", " + task.duration());
            workflow.incoming(task).forEach(dependency -> described.add(dependency.toString()));
        }
        return described;
    }
}
