package dev.prewarm.temporal;

import com.google.common.math.StatsAccumulator;
import com.sun.management.OperatingSystemMXBean;
import dev.prewarm.PrewarmStrategy;
import dev.prewarm.Prewarmer;
import dev.prewarm.SystemScheduler;
import dev.prewarm.shape.LearnedWorkflows;
import dev.prewarm.shape.ObservedRun;
import dev.prewarm.testing.RecordingWarmupClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.testing.WorkflowReplayer;
import io.temporal.worker.WorkerFactoryOptions;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;

/**
 * What the plugin costs a workflow, in microseconds of CPU time per activity: what hearing costs, by replays of one history in turn
 * with it and without; and what telling the Prewarmer costs the workflow's thread. Run by hand: it measures, and asserts nothing.
 */
final class GlueCost {
    private static final int CALLS = 200;
    private static final int ACTIVITIES = 2 * CALLS + 2;
    private static final int ROUNDS = 400;
    /** So many that most of them are told by compiled code. */
    private static final int RUNS = 40_000;

    private GlueCost() {}

    /** Measures. */
    public static void main(String[] args) throws Exception {
        try (SystemScheduler scheduler = new SystemScheduler();
                Prewarmer prewarmer = Prewarmer.builder(RecordingWarmupClient.of(scheduler, Duration.ofMillis(50)))
                        .strategy(PrewarmStrategy.costAware(10))
                        .build()) {
            hearing(prewarmer);
            telling(prewarmer, scheduler.wallClock());
        }
    }

    private static void hearing(Prewarmer prewarmer) throws Exception {
        WorkflowExecutionHistory history = history();
        WorkerFactoryOptions without = WorkerFactoryOptions.getDefaultInstance();
        WorkerFactoryOptions with = WorkerFactoryOptions.newBuilder()
                .setPlugins(PrewarmPlugin.of(prewarmer, Host.targets()))
                .build();
        // The clock of a process ticks every few milliseconds, so that only a mean says something.
        StatsAccumulator heard = new StatsAccumulator();
        StatsAccumulator bare = new StatsAccumulator();
        for (int i = 0; i < 2 * ROUNDS; i++) {
            double first = replay(history, without);
            double second = replay(history, with);
            if (i >= ROUNDS) {
                bare.add(first);
                heard.add(second - first);
            }
        }
        System.out.printf(
                "hearing: %.1f ± %.1f µs an activity by %d replays; a replay without it takes %.1f µs an activity%n",
                heard.mean(), 2 * heard.sampleStandardDeviation() / Math.sqrt(ROUNDS), ROUNDS, bare.mean());
    }

    private static WorkflowExecutionHistory history() {
        try (TestWorkflowEnvironment environment = TestWorkflowEnvironment.newInstance()) {
            var worker = environment.newWorker("glue");
            worker.registerWorkflowImplementationTypes(Orders.ManyImpl.class);
            worker.registerActivitiesImplementations(new Orders.QuickCalls());
            environment.start();
            WorkflowStub stub = environment
                    .getWorkflowClient()
                    .newUntypedWorkflowStub(
                            "Many",
                            WorkflowOptions.newBuilder().setTaskQueue("glue").build());
            stub.start(CALLS);
            stub.getResult(String.class);
            return environment
                    .getWorkflowClient()
                    .fetchHistory(stub.getExecution().getWorkflowId());
        }
    }

    /** The process's CPU time of a replay, per activity. */
    private static double replay(WorkflowExecutionHistory history, WorkerFactoryOptions options) throws Exception {
        OperatingSystemMXBean process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        try (TestWorkflowEnvironment environment =
                TestWorkflowEnvironment.newInstance(TestEnvironmentOptions.newBuilder()
                        .setWorkerFactoryOptions(options)
                        .build())) {
            var worker = environment.newWorker("replay");
            worker.registerWorkflowImplementationTypes(Orders.ManyImpl.class);
            long cpu = process.getProcessCpuTime();
            WorkflowReplayer.replayWorkflowExecution(history, worker);
            return (process.getProcessCpuTime() - cpu) / 1e3 / ACTIVITIES;
        }
    }

    private static void telling(Prewarmer prewarmer, Instant now) {
        LearnedWorkflows workflows = LearnedWorkflows.builder(prewarmer)
                .targets(Host.targets()::find)
                .build();
        Instant at = now.minusSeconds(60L * (RUNS + 1));
        long cpu = 0;
        for (int run = 0; run < RUNS; run++) {
            if (run == RUNS / 2) {
                cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            }
            at = at.plusSeconds(60);
            ObservedRun observed = workflows.run("Chain", "run " + run, at);
            for (int i = 0; i < 10; i++) {
                observed.moment(at.plusSeconds(i));
                var step = observed.started("Fetch");
                observed.moment(at.plusSeconds(i + 1));
                observed.finished(step);
            }
            observed.end();
        }
        cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu;
        System.out.printf("telling: %.1f µs an activity on the workflow's thread%n", cpu / 1e3 / (RUNS / 2 * 10));
    }
}
