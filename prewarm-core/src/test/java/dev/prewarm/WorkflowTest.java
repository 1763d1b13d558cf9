package dev.prewarm;

import static dev.prewarm.TaskOption.after;
import static dev.prewarm.TaskOption.lasting;
import static dev.prewarm.TaskOption.needing;
import static dev.prewarm.TaskOption.width;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class WorkflowTest {
    private static final Target SERVICE = Target.of("service", URI.create("http://service.example.org"));

    /** a, then b and c, then d. */
    private static Workflow diamond() {
        return Workflow.builder("diamond")
                .task("a", SERVICE)
                .task("b", SERVICE, after("a"))
                .task("c", SERVICE, after("a").withProbability(0.3))
                .task("d", SERVICE, after("b", "c"))
                .build();
    }

    private static List<String> ids(List<Task> tasks) {
        return tasks.stream().map(Task::id).toList();
    }

    @Test
    void keepsTheOrderInWhichTasksWereAddedWhereDependenciesAllow() {
        assertThat(ids(diamond().tasks())).containsExactly("a", "b", "c", "d");
    }

    @Test
    void takesTasksBeforeTheirPredecessors() {
        Workflow workflow = Workflow.builder("reversed")
                .localTask("c", after("b"))
                .localTask("b", after("a"))
                .localTask("a")
                .build();
        assertThat(ids(workflow.tasks())).containsExactly("a", "b", "c");
    }

    @Test
    void listsWhatATaskWaitsForInTheOrderInWhichItWasSaid() {
        Workflow workflow = Workflow.builder("join")
                .localTask("a")
                .localTask("b")
                .localTask("join", after("b"), after("a"))
                .build();
        assertThat(workflow.incoming(workflow.task("join")))
                .extracting(Dependency::toString)
                .containsExactly("b → join", "a → join");
    }

    @Test
    void listsWhatWaitsForATask() {
        Workflow workflow = diamond();
        assertThat(workflow.outgoing(workflow.task("a")))
                .extracting(Dependency::toString)
                .containsExactly("a → b", "a → c (0.3)");
    }

    @Test
    void aStepIsCertainUnlessSaidOtherwise() {
        Workflow workflow = diamond();
        assertThat(workflow.incoming(workflow.task("b"))).singleElement().satisfies(dependency -> {
            assertThat(dependency.certain()).isTrue();
            assertThat(dependency.probability()).isEqualTo(1.0);
            assertThat(dependency.alternative()).isFalse();
        });
    }

    @Test
    void alternativesMayTogetherBeCertain() {
        Workflow workflow = Workflow.builder("choice")
                .localTask("choose")
                .localTask("left", after("choose").asAlternative(0.1))
                .localTask("middle", after("choose").asAlternative(0.2))
                .localTask("right", after("choose").asAlternative(0.7))
                .build();
        assertThat(workflow.outgoing(workflow.task("choose"))).allMatch(Dependency::alternative);
    }

    @Test
    void independentStepsMaySumAboveOne() {
        Workflow workflow = Workflow.builder("both")
                .localTask("a")
                .localTask("b", after("a").withProbability(0.9))
                .localTask("c", after("a").withProbability(0.9))
                .build();
        assertThat(workflow.outgoing(workflow.task("a"))).hasSize(2).noneMatch(Dependency::alternative);
    }

    @Test
    void aJoinNeedsAllOfItsPredecessorsUnlessSaidOtherwise() {
        Workflow workflow = Workflow.builder("joins")
                .localTask("a")
                .localTask("b")
                .localTask("all", after("a", "b"))
                .localTask("any", after("a", "b"), needing(1))
                .build();
        assertThat(workflow.task("all").needs()).isZero();
        assertThat(workflow.task("any").needs()).isEqualTo(1);
    }

    @Test
    void aTaskHasWhatItWasGiven() {
        Task task = Workflow.builder("one")
                .task("map", SERVICE, width(20), lasting(Duration.ofSeconds(3)))
                .build()
                .task("map");
        assertThat(task.width()).isEqualTo(20);
        assertThat(task.duration()).contains(Prior.of(Duration.ofSeconds(3)));
        assertThat(task.target()).contains(SERVICE);
    }

    @Test
    void aLocalTaskHasNoTargetAndMakesOneCallUnlessSaidOtherwise() {
        Task task = Workflow.builder("one").localTask("approval").build().task("approval");
        assertThat(task.target()).isEmpty();
        assertThat(task.duration()).isEmpty();
        assertThat(task.width()).isEqualTo(1);
    }

    @Test
    void rootsAreTheTasksThatWaitForNothing() {
        Workflow workflow = Workflow.builder("two roots")
                .localTask("a")
                .localTask("b")
                .localTask("join", after("a", "b"))
                .build();
        assertThat(ids(workflow.roots())).containsExactly("a", "b");
    }

    @Test
    void findsTasksById() {
        Workflow workflow = diamond();
        assertThat(workflow.find("b")).containsSame(workflow.tasks().get(1));
        assertThat(workflow.find("x")).isEmpty();
    }

    @Test
    void isBuiltInALoopWithoutLeavingTheChain() {
        Workflow workflow = Workflow.builder("chain")
                .localTask("t0")
                .apply(builder -> {
                    for (int i = 1; i < 5; i++) {
                        builder.localTask("t" + i, after("t" + (i - 1)));
                    }
                })
                .build();
        assertThat(ids(workflow.tasks())).containsExactly("t0", "t1", "t2", "t3", "t4");
    }

    @Test
    void saysItsSize() {
        assertThat(diamond()).hasToString("diamond (4 tasks, 4 dependencies)");
    }

    @Test
    void aBuilderBuildsTwoEqualWorkflowsOfDifferentTasks() {
        Workflow.Builder builder = Workflow.builder("w").localTask("a").localTask("b", after("a"));
        Workflow first = builder.build();
        Workflow second = builder.build();
        assertThat(ids(second.tasks())).isEqualTo(ids(first.tasks()));
        assertThat(second.task("a")).isNotSameAs(first.task("a"));
    }

    @Test
    void aJoinOfTasksThatAreDoneCountsAlternativesThatAreSkipped() {
        Workflow workflow = Workflow.builder("w")
                .localTask("choose")
                .localTask("a", after("choose").asAlternative(0.5))
                .localTask("b", after("choose").asAlternative(0.5))
                .localTask("c")
                .localTask("join", after("a", "b", "c").onCompletion(), needing(3))
                .build();
        assertThat(workflow.task("join").needs()).isEqualTo(3);
    }
}
