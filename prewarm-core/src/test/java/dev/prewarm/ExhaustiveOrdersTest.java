package dev.prewarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.prewarm.OrchestratorEvent.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * All workflows of up to four tasks, with all orders of events, in which any tasks are skipped and one attempt fails
 * (two with up to three tasks): nothing is warmed that has started, finished, failed or
 * been skipped, nothing twice, the books balance after every event, and the state is what the oracle says.
 */
@Tag("exhaustive")
class ExhaustiveOrdersTest {
    private static final int AT_A_TIME = 10_000;

    /** Held, since the log manager forgets loggers that nobody holds. */
    private static final Logger LOGGER = Logger.getLogger(Prewarmer.class.getName());

    @BeforeAll
    static void logNothing() {
        LOGGER.setLevel(Level.OFF);
    }

    @AfterAll
    static void logAgain() {
        LOGGER.setLevel(null);
    }

    @Test
    void thereAreThirtyOneGraphsOfFourTasks() {
        assertThat(SmallWorkflows.of(1)).hasSize(1);
        assertThat(SmallWorkflows.of(2)).hasSize(2);
        assertThat(SmallWorkflows.of(3)).hasSize(6);
        assertThat(SmallWorkflows.of(4)).hasSize(31);
    }

    @Test
    void twoTasksWithoutAnEdgeHaveThreeOrdersUpToTheirNames() {
        List<List<OrchestratorEvent>> orders = new ArrayList<>();
        EventOrders.of(SmallWorkflows.of(2).get(0), 0, 0, orders::add);
        assertThat(orders).hasSize(3).doesNotHaveDuplicates();
    }

    @Test
    void twoTasksInAChainHaveOneOrder() {
        List<List<OrchestratorEvent>> orders = new ArrayList<>();
        EventOrders.of(SmallWorkflows.of(2).get(1), 0, 0, orders::add);
        assertThat(orders).hasSize(1);
    }

    private static Stream<Arguments> strategies() {
        return Stream.of(
                arguments(PrewarmStrategy.nextHop()),
                arguments(PrewarmStrategy.fullPath()),
                arguments(PrewarmStrategy.timedLead(Duration.ofSeconds(1))),
                arguments(PrewarmStrategy.costAware(10)));
    }

    private static void forAll(int mostTasks, int mostSkips, int mostFailures, Rehearsal each) {
        for (int tasks = 1; tasks <= mostTasks; tasks++) {
            for (Workflow workflow : SmallWorkflows.of(tasks)) {
                List<List<OrchestratorEvent>> some = new ArrayList<>(AT_A_TIME);
                EventOrders.of(workflow, mostSkips, mostFailures, events -> {
                    some.add(events);
                    if (some.size() == AT_A_TIME) {
                        rehearse(workflow, some, each);
                        some.clear();
                    }
                });
                rehearse(workflow, some, each);
            }
        }
    }

    /** On all processors: rehearsals have nothing in common. */
    private static void rehearse(Workflow workflow, List<List<OrchestratorEvent>> orders, Rehearsal each) {
        orders.parallelStream().forEach(events -> each.rehearse(workflow, events));
    }

    private interface Rehearsal {
        void rehearse(Workflow workflow, List<OrchestratorEvent> events);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("strategies")
    void anySkipsAndAFailureOfUpToFourTasks(PrewarmStrategy strategy) {
        forAll(4, 4, 1, (workflow, events) -> new RehearsedRun(workflow, strategy, events).rehearse());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("strategies")
    void anySkipsAndTwoFailuresOfUpToThreeTasks(PrewarmStrategy strategy) {
        forAll(3, 3, 2, (workflow, events) -> new RehearsedRun(workflow, strategy, events).rehearse());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("strategies")
    void anyEventOutOfOrderAtAnyPlaceOfUpToThreeTasks(PrewarmStrategy strategy) {
        forAll(
                3,
                1,
                0,
                (workflow, events) -> withOneInserted(
                        workflow, events, changed -> new RehearsedRun(workflow, strategy, changed).rehearse()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("strategies")
    void anyEventAfterTheEndOfUpToThreeTasks(PrewarmStrategy strategy) {
        forAll(3, 1, 0, (workflow, events) -> {
            RehearsedRun run = new RehearsedRun(workflow, strategy, events);
            run.rehearse();
            run.rehearseTooLate(everyEvent(workflow));
        });
    }

    private static List<OrchestratorEvent> everyEvent(Workflow workflow) {
        List<OrchestratorEvent> all = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            workflow.tasks().forEach(task -> all.add(new OrchestratorEvent(kind, task.id())));
            all.add(new OrchestratorEvent(kind, "unknown"));
        }
        return all;
    }

    /** Inserts each event that is not legal there at each place. */
    private static void withOneInserted(
            Workflow workflow, List<OrchestratorEvent> events, Consumer<List<OrchestratorEvent>> each) {
        RunOracle oracle = new RunOracle(workflow);
        for (int place = 0; place <= events.size(); place++) {
            for (OrchestratorEvent event : everyEvent(workflow)) {
                if (oracle.judge(event).isPresent()) {
                    List<OrchestratorEvent> changed = new ArrayList<>(events);
                    changed.add(place, event);
                    each.accept(changed);
                }
            }
            if (place < events.size()) {
                oracle.apply(events.get(place));
            }
        }
    }
}
