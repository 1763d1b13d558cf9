package dev.prewarm.temporal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.prewarm.Dependency;
import dev.prewarm.PrewarmStats;
import dev.prewarm.Workflow;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.testing.WorkflowReplayer;
import io.temporal.worker.WorkerFactoryOptions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** With Temporal's in-memory server, in real time; nothing here depends on how long something takes. */
@Timeout(120)
class PrewarmPluginTest {
    private static final int CACHE = 100;

    private final TestWorkflowEnvironment temporal = TestWorkflowEnvironment.newInstance(
            TestEnvironmentOptions.newBuilder().setUseTimeskipping(false).build());
    private final WorkflowClient client = temporal.getWorkflowClient();
    private int ids;

    @AfterEach
    void stop() {
        temporal.close();
    }

    private WorkflowStub start(String type, Object... arguments) {
        WorkflowStub stub = client.newUntypedWorkflowStub(
                type,
                WorkflowOptions.newBuilder()
                        .setTaskQueue(Host.QUEUE)
                        .setWorkflowId(type + "-" + ids++)
                        .build());
        stub.start(arguments);
        return stub;
    }

    private void run(String type, Object... arguments) {
        start(type, arguments).getResult(String.class);
    }

    private WorkflowExecutionHistory history(WorkflowStub run) {
        var execution = run.getExecution();
        return client.fetchHistory(execution.getWorkflowId(), execution.getRunId());
    }

    /** What was learned is what the histories say, whatever the machine was busy with. */
    private static void assertWithinATenth(double learned, List<Double> recorded) {
        assertThat(learned).isBetween(0.9 * Collections.min(recorded), 1.1 * Collections.max(recorded));
    }

    private static long closed(PrewarmStats stats) {
        return stats.runsStarted() - stats.runsOpen();
    }

    private static List<String> before(Workflow workflow, String task) {
        return workflow.incoming(workflow.task(task)).stream()
                .map(Dependency::from)
                .map(Object::toString)
                .toList();
    }

    @Test
    void theShapeIsLearnedAndTheNextRunIsWarmedAhead() {
        try (Host host = new Host(client, CACHE, Orders.OrderImpl.class)) {
            run("Order", 100);
            run("Order", 100);
            PrewarmStats stats = host.ended();

            Workflow learned = host.learned("Order");
            assertThat(before(learned, "Resize")).containsExactly("Fetch");
            // Of the two that run at the same time, whichever was the last in one of the runs.
            assertThat(before(learned, "timer")).isNotEmpty().isSubsetOf("Resize", "Label");
            assertThat(before(learned, "Store")).containsExactly("timer");
            assertThat(learned.targets()).hasSize(4);
            assertThat(host.learned("Order", "timer")).isGreaterThan(0.09);
            assertThat(host.client.requests()).isNotEmpty();
            assertThat(stats.runsStarted()).isEqualTo(2);
            assertThat(closed(stats)).isEqualTo(2);
            assertThat(host.problems).isEmpty();
        }
    }

    @Test
    void evictionsAreNoEnds() {
        try (Host host = new Host(client, 1, Orders.OrderImpl.class)) {
            run("Order", 1);
            List<WorkflowStub> runs = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                runs.add(start("Order", 300));
            }
            runs.forEach(stub -> stub.getResult(String.class));
            PrewarmStats stats = host.ended();

            assertThat(stats.runsStarted()).isEqualTo(4);
            assertThat(closed(stats)).isEqualTo(4);
            assertThat(stats.balanced()).isTrue();
            assertWithinATenth(
                    host.learned("Order", "timer"),
                    runs.stream()
                            .flatMap(stub -> RecordedDurations.ofTimers(history(stub)).stream())
                            .toList());
            assertThat(host.problems).isEmpty();
        }
    }

    /** Each task of a workflow goes to whichever worker asks first. */
    @Test
    void workersTakeRunsOverFromEachOther() {
        try (Host one = Host.forgotten(client, Orders.OrderImpl.class);
                Host other = Host.forgotten(client, Orders.OrderImpl.class)) {
            List<WorkflowStub> runs = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                runs.add(start("Order", 300));
            }
            runs.forEach(stub -> stub.getResult(String.class));
            long closed = 0;
            for (Host host : List.of(one, other)) {
                PrewarmStats stats = host.ended();
                closed += closed(stats);
                if (host.plugin.workflow("Order").isPresent()) {
                    assertThat(host.learned("Order", "timer")).isGreaterThan(0.29);
                }
                assertThat(host.problems).isEmpty();
            }

            // Each at one of them; one that began to be told at the other is given up there.
            assertThat(closed).isBetween(6L, 12L);
        }
    }

    @Test
    void whatTemporalHasIsUnderstood() {
        try (Host host = new Host(client, CACHE, Orders.EverythingImpl.class, Orders.OrderImpl.class)) {
            WorkflowStub stub = start("Everything", 0);
            for (int round = 0; round < 3; round++) {
                WorkflowStub current =
                        client.newUntypedWorkflowStub(stub.getExecution().getWorkflowId());
                current.signal("go");
                assertThat(current.update("update", String.class, "text")).isEqualTo("text");
                awaitContinued(stub, round);
            }
            stub.getResult(String.class);
            PrewarmStats stats = host.ended();
            List<Double> retried = new ArrayList<>();
            for (WorkflowExecutionHistory history : continued(history(stub))) {
                retried.addAll(RecordedDurations.ofActivity(history, "Flaky"));
            }

            Workflow learned = host.learned("Everything");
            assertThat(learned.tasks().stream().map(Object::toString))
                    .contains("Flaky", "Label", "timer", "child:Order", "Store");
            assertThat(before(learned, "child:Order")).doesNotContain("timer");
            // Three of the workflow, and a child each.
            assertThat(closed(stats)).isEqualTo(6);
            assertThat(stats.balanced()).isTrue();
            assertThat(retried).hasSize(3).allMatch(seconds -> seconds > 0.29);
            assertWithinATenth(host.learned("Everything", "Flaky"), retried);
            // It calls no service that could be warmed.
            assertThat(learned.task("Flaky").target()).isEmpty();
            assertThat(host.problems).isEmpty();
        }
    }

    /** That history, and those of the runs as which it was continued. */
    private List<WorkflowExecutionHistory> continued(WorkflowExecutionHistory first) {
        List<WorkflowExecutionHistory> all = new ArrayList<>(List.of(first));
        HistoryEvent end = first.getLastEvent();
        while (end.hasWorkflowExecutionContinuedAsNewEventAttributes()) {
            String next =
                    end.getWorkflowExecutionContinuedAsNewEventAttributes().getNewExecutionRunId();
            all.add(client.fetchHistory(first.getWorkflowExecution().getWorkflowId(), next));
            end = all.get(all.size() - 1).getLastEvent();
        }
        return all;
    }

    /** The next run of the workflow has begun, or there is none. */
    private void awaitContinued(WorkflowStub stub, int round) {
        String id = stub.getExecution().getWorkflowId();
        boolean waiting = round < 2;
        while (waiting) {
            var started = client.fetchHistory(id).getEvents().get(0).getWorkflowExecutionStartedEventAttributes();
            String input = started.getInput().getPayloads(0).getData().toStringUtf8();
            waiting = Integer.parseInt(input) <= round;
        }
    }

    @Test
    void manyParallelCallsAreOneTask() {
        try (Host host = new Host(client, CACHE, Orders.ManyImpl.class)) {
            run("Many", 200);
            WorkflowStub last = start("Many", 200);
            last.getResult(String.class);
            PrewarmStats stats = host.ended();

            Workflow learned = host.learned("Many");
            assertThat(learned.tasks()).hasSize(4);
            assertThat(learned.task("Resize").width()).isGreaterThanOrEqualTo(150);
            assertThat(closed(stats)).isEqualTo(2);
            assertThat(stats.balanced()).isTrue();
            List<Double> recorded = RecordedDurations.ofActivity(history(last), "Weigh");
            assertThat(recorded).hasSize(200);
            assertWithinATenth(host.learned("Many", "Weigh"), recorded);
            assertThat(host.problems).isEmpty();
        }
    }

    @Test
    void aWorkflowThatFailsHasEnded() {
        try (Host host = new Host(client, CACHE, Orders.FailingImpl.class)) {
            WorkflowStub stub = start("Failing");
            assertThatThrownBy(() -> stub.getResult(String.class)).isInstanceOf(WorkflowFailedException.class);

            assertThat(closed(host.ended())).isEqualTo(1);
            assertThat(host.problems).isEmpty();
        }
    }

    /** After an eviction the signal is the first that is not replayed, and nothing but the end follows it. */
    @Test
    void aRunThatASignalEndsAtOnceAfterAnEvictionHasEnded() {
        for (String end : List.of("failing", "anew")) {
            try (Host host = new Host(client, 1, Orders.WaitingImpl.class, Orders.OrderImpl.class)) {
                WorkflowStub stub = start("Waiting", end);
                awaitFetched(stub);
                run("Order", 1);
                stub.signal("go");
                Throwable failure = catchThrowable(() -> stub.getResult(String.class));
                PrewarmStats stats = host.ended();

                assertThat(failure != null).isEqualTo(end.equals("failing"));
                assertThat(host.plugin.workflow("Waiting")).isPresent();
                assertThat(closed(stats)).isEqualTo(end.equals("failing") ? 2 : 3);
                assertThat(stats.runsOpen()).isZero();
                assertThat(host.problems).isEmpty();
            }
        }
    }

    private void awaitFetched(WorkflowStub stub) {
        int ended = 0;
        while (ended < 2) {
            ended = (int) history(stub).getEvents().stream()
                    .filter(HistoryEvent::hasWorkflowTaskCompletedEventAttributes)
                    .count();
        }
    }

    @Test
    void aRunThatCannotBeginAnewYetHasNotEnded() {
        try (Host host = new Host(client, CACHE, Orders.ClumsyImpl.class)) {
            run("Clumsy", 0);
            PrewarmStats stats = host.ended();

            assertThat(closed(stats)).isEqualTo(2);
            assertThat(host.problems).isEmpty();
        }
    }

    @Test
    void recordedHistoriesReplayAndTellNothing() throws Exception {
        List<WorkflowExecutionHistory> histories = new ArrayList<>();
        try (Host host = new Host(client, CACHE, Orders.OrderImpl.class, Orders.ManyImpl.class)) {
            for (Object[] call : new Object[][] {{"Order", 50}, {"Many", 20}}) {
                WorkflowStub stub = start((String) call[0], call[1]);
                stub.getResult(String.class);
                histories.add(client.fetchHistory(stub.getExecution().getWorkflowId()));
            }
            assertThat(host.problems).isEmpty();
        }
        try (Host host = new Host(client, CACHE, Orders.OrderImpl.class)) {
            TestEnvironmentOptions options = TestEnvironmentOptions.newBuilder()
                    .setWorkerFactoryOptions(WorkerFactoryOptions.newBuilder()
                            .setPlugins(host.plugin)
                            .build())
                    .build();
            try (TestWorkflowEnvironment replay = TestWorkflowEnvironment.newInstance(options)) {
                var worker = replay.newWorker("replay");
                worker.registerWorkflowImplementationTypes(Orders.OrderImpl.class, Orders.ManyImpl.class);
                for (WorkflowExecutionHistory history : histories) {
                    WorkflowReplayer.replayWorkflowExecution(history, worker);
                }
            }
            assertThat(host.plugin.workflow("Order")).isEmpty();
            assertThat(host.ended().runsStarted()).isZero();
            assertThat(host.client.requests()).isEmpty();
        }
    }

    @Test
    void aHistoryThatDoesNotFitTheCodeFailsAsItDoesWithoutThePlugin() {
        WorkflowExecutionHistory history;
        try (Host host = new Host(client, CACHE, Orders.OrderImpl.class)) {
            WorkflowStub stub = start("Order", 50);
            stub.getResult(String.class);
            history = history(stub);
            assertThat(host.problems).isEmpty();
        }
        try (Host host = new Host(client, CACHE, Orders.OrderImpl.class)) {
            Throwable without = replay(history, WorkerFactoryOptions.getDefaultInstance());
            Throwable with = replay(
                    history,
                    WorkerFactoryOptions.newBuilder().setPlugins(host.plugin).build());

            assertThat(without).isNotNull();
            assertThat(with).hasSameClassAs(without);
            assertThat(withoutStack(with)).isEqualTo(withoutStack(without)).contains("NonDeterministicException");
            assertThat(host.plugin.workflow("Order")).isEmpty();
            assertThat(host.ended().runsStarted()).isZero();
            assertThat(host.client.requests()).isEmpty();
            assertThat(host.problems).isEmpty();
        }
    }

    /** The message says where the SDK was when it failed. */
    private static String withoutStack(Throwable failure) {
        return failure.getMessage()
                .lines()
                .filter(line -> !line.startsWith("\tat "))
                .collect(Collectors.joining("\n"));
    }

    /** Replays with code that has changed since, and returns what that failed with. */
    private static Throwable replay(WorkflowExecutionHistory history, WorkerFactoryOptions options) {
        try (TestWorkflowEnvironment replay = TestWorkflowEnvironment.newInstance(TestEnvironmentOptions.newBuilder()
                .setWorkerFactoryOptions(options)
                .build())) {
            var worker = replay.newWorker("replay");
            worker.registerWorkflowImplementationTypes(Orders.ChangedOrderImpl.class);
            return catchThrowable(() -> WorkflowReplayer.replayWorkflowExecution(history, worker));
        }
    }

    @Test
    void aPluginOfTheClientReachesItsWorkers() {
        assertThat(PrewarmPlugin.class).isAssignableTo(io.temporal.client.WorkflowClientPlugin.class);
    }
}
