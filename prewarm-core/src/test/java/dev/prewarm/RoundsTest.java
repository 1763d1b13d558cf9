package dev.prewarm;

import static dev.prewarm.TaskOption.after;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.testing.RecordingWarmupClient;
import dev.prewarm.testing.VirtualScheduler;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rounds of a loop whose first task chooses what comes next, each anew. */
class RoundsTest {
    private final VirtualScheduler clock = new VirtualScheduler();
    private final RecordingWarmupClient client = RecordingWarmupClient.of(clock, Duration.ofSeconds(2));
    private final Problems problems = new Problems();
    private final Workflow loop = Workflow.builder("loop")
            .localTask("choose")
            .task("left", target("left"), after("choose").asAlternative(0.5))
            .task("right", target("right"), after("choose").asAlternative(0.5))
            .build();

    private static Target target(String name) {
        return Target.of(name, URI.create("http://" + name + ".test"));
    }

    private Prewarmer.Builder builder() {
        return Prewarmer.builder(client).scheduler(clock).listener(problems);
    }

    private void pass(long seconds) {
        clock.advance(Duration.ofSeconds(seconds));
    }

    private void tell(WorkflowRun run, TaskEvent event, boolean withInstant) {
        run.tell(withInstant ? event.at(clock.now()) : event);
    }

    @ParameterizedTest(name = "told with instants: {0}")
    @ValueSource(booleans = {true, false})
    void eachRoundMayChooseAnotherBranchWhichIsWarmed(boolean instants) {
        clock.advance(Duration.ofDays(20_000));
        Prewarmer prewarmer = builder().strict().build();
        WorkflowRun run = prewarmer.run(loop, "1", clock.now());
        for (String way : List.of("right", "left", "right")) {
            int before = client.requests().size();
            tell(run, TaskEvent.started("choose"), instants);
            pass(10);
            tell(run, TaskEvent.finished("choose").choosing(List.of(way)), instants);
            pass(1);
            assertThat(client.requests().subList(before, client.requests().size()))
                    .extracting(recorded -> recorded.request().target().name())
                    .as("%s", run.decisions())
                    .contains(way);
            tell(run, TaskEvent.started(way), instants);
            pass(3);
            tell(run, TaskEvent.finished(way), instants);
            pass(100);
        }
        run.close();
        pass(1);
        assertThat(problems.all()).isEmpty();
    }

    @ParameterizedTest(name = "told with instants: {0}")
    @ValueSource(booleans = {true, false})
    void aChoiceThatCannotBeIsNamed(boolean instants) {
        clock.advance(Duration.ofDays(20_000));
        WorkflowRun run = builder().build().run(loop, "1", clock.now());
        run.skipped("left");
        tell(run, TaskEvent.started("choose"), instants);
        pass(1);
        tell(run, TaskEvent.finished("choose").choosing(List.of("left")), instants);
        run.close();
        pass(1);
        assertThat(problems.all())
                .extracting(Problem::detail)
                .containsExactly("task choose finished while it was RUNNING, and chose left while that was SKIPPED");
    }
}
