package dev.prewarm;

import static dev.prewarm.TaskOption.after;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.prewarm.testing.RecordingWarmupClient;
import dev.prewarm.testing.VirtualScheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is told of a run and is null, or does not belong together, is a problem with a name, and throws nothing. */
class NullEventsTest {
    private static final Instant NOTHING = null;

    private final VirtualScheduler scheduler = new VirtualScheduler();
    private final List<Problem> problems = new ArrayList<>();
    private final Workflow workflow =
            Workflow.builder("chain").localTask("a").localTask("b", after("a")).build();

    private Prewarmer.Builder builder() {
        return Prewarmer.builder(RecordingWarmupClient.of(scheduler, Duration.ofSeconds(1)))
                .scheduler(scheduler)
                .listener(new PrewarmListener() {
                    @Override
                    public void onProblem(Problem problem) {
                        problems.add(problem);
                    }
                });
    }

    private static Arguments told(String what, String problem, Consumer<WorkflowRun> event) {
        return argumentSet(what, problem, event);
    }

    static Stream<Arguments> events() {
        return Stream.of(
                told("an event", "an event is null", run -> run.tell(null)),
                told("a task", "has no task \"null\"", run -> run.started(null)),
                told("an instant", "the instant at which it happened is null", run -> run.started("a", NOTHING)),
                told("an end's instant", "the instant at which it happened is null", run -> run.finished("a", NOTHING)),
                told(
                        "a failure's instant",
                        "the instant at which it happened is null",
                        run -> run.failed("a", new IllegalStateException(), NOTHING)),
                told("a choice", "chose null", run -> run.finished("a", (Collection<String>) null)),
                told(
                        "an instance",
                        "the key of its instance is null",
                        run -> run.tell(TaskEvent.started("a").instance(null))),
                told(
                        "a timer's end",
                        "the instant that it waits for is null",
                        run -> run.tell(TaskEvent.started("a").endingAt(NOTHING))),
                told(
                        "a restart",
                        "the instant that it waits for is null",
                        run -> run.tell(TaskEvent.failed("a", new IllegalStateException())
                                .againAt(NOTHING))),
                told(
                        "a start that chooses",
                        "only a task that has finished chooses",
                        run -> run.tell(TaskEvent.started("a").choosing(List.of("b")))),
                told(
                        "an end that ends later",
                        "only a start has a known end",
                        run -> run.tell(TaskEvent.finished("a").endingAt(Instant.EPOCH))),
                told("a cold start", "a cold start of null", run -> run.metColdStart("a", null)),
                told("a width's task", "has no task \"null\"", run -> run.width(null, 2)));
    }

    @ParameterizedTest
    @MethodSource("events")
    void itIsReportedAndTheRunGoesOn(String problem, Consumer<WorkflowRun> event) {
        Prewarmer prewarmer = builder().build();
        WorkflowRun run = prewarmer.start(workflow);
        run.tell(TaskEvent.started("a").at(Instant.EPOCH));
        event.accept(run);
        run.close();
        scheduler.runPending();
        assertThat(problems).anySatisfy(told -> {
            assertThat(told.detail()).contains(problem);
            assertThat(told.run()).isEqualTo(run.id());
            assertThat(told.kind()).isIn(Problem.Kind.INVALID_VALUE, Problem.Kind.UNKNOWN_TASK);
        });
        assertThat(prewarmer.stats().runsOpen()).isZero();
    }

    @ParameterizedTest
    @MethodSource("events")
    void itIsThrownWhereThatIsWished(String problem, Consumer<WorkflowRun> event) {
        WorkflowRun run = builder().strict().build().start(workflow);
        assertThatIllegalArgumentException().isThrownBy(() -> event.accept(run)).withMessageContaining(problem);
    }

    @Test
    void anAnnouncementThatIsMovedToNullStaysWhereItIs() {
        Prewarmer prewarmer = builder().build();
        Announcement announcement = prewarmer.expect(workflow, Instant.EPOCH.plusSeconds(60));
        announcement.move(null);
        scheduler.runPending();
        assertThat(problems).hasSize(1);
        assertThat(problems.get(0).detail()).contains("moved to null");
        assertThat(prewarmer.stats().runsOpen()).isEqualTo(1);
    }
}
