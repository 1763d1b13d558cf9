package dev.prewarm.temporal;

import dev.prewarm.PrewarmListener;
import dev.prewarm.PrewarmStats;
import dev.prewarm.PrewarmStrategy;
import dev.prewarm.Prewarmer;
import dev.prewarm.Problem;
import dev.prewarm.Statistics;
import dev.prewarm.SystemScheduler;
import dev.prewarm.Target;
import dev.prewarm.Workflow;
import dev.prewarm.testing.RecordingWarmupClient;
import io.temporal.client.WorkflowClient;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.worker.WorkerOptions;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A process that hosts workflows and activities, with a Prewarmer of its own. */
final class Host implements AutoCloseable {
    static final String QUEUE = "orders";

    final List<Problem> problems = new CopyOnWriteArrayList<>();
    final RecordingWarmupClient client;
    final PrewarmPlugin plugin;
    private final SystemScheduler scheduler = new SystemScheduler();
    private final Statistics statistics = Statistics.empty();
    private final Prewarmer prewarmer;
    private final WorkerFactory factory;

    Host(WorkflowClient temporal, int cacheSize, Class<?>... workflows) {
        this(temporal, cacheSize, true, workflows);
    }

    /** One to which the server sends no more of a run because it has had it before. */
    static Host forgotten(WorkflowClient temporal, Class<?>... workflows) {
        return new Host(temporal, 1, false, workflows);
    }

    private Host(WorkflowClient temporal, int cacheSize, boolean sticky, Class<?>... workflows) {
        client = RecordingWarmupClient.of(scheduler, Duration.ofMillis(50));
        prewarmer = Prewarmer.builder(client)
                .strategy(PrewarmStrategy.nextHop())
                .statistics(statistics)
                .listener(new PrewarmListener() {
                    @Override
                    public void onProblem(Problem problem) {
                        problems.add(problem);
                    }
                })
                .build();
        plugin = PrewarmPlugin.of(prewarmer, targets());
        factory = WorkerFactory.newInstance(
                temporal,
                WorkerFactoryOptions.newBuilder()
                        .setWorkflowCacheSize(cacheSize)
                        .setPlugins(plugin)
                        .build());
        var worker = factory.newWorker(
                QUEUE,
                WorkerOptions.newBuilder()
                        .setStickyQueueScheduleToStartTimeout(sticky ? Duration.ofSeconds(5) : Duration.ZERO)
                        .build());
        worker.registerWorkflowImplementationTypes(workflows);
        worker.registerActivitiesImplementations(new Orders.QuickCalls());
        factory.start();
    }

    static ActivityTargets targets() {
        return ActivityTargets.builder()
                .annotated(Orders.Calls.class, Host::target)
                .build();
    }

    /** A service that is cold again by the next run. */
    private static Target target(String name) {
        return Target.builder(name, URI.create("http://" + name + ".example.org"))
                .retention(Duration.ofMillis(1))
                .build();
    }

    Workflow learned(String type) {
        return plugin.workflow(type).orElseThrow();
    }

    /** Ends the worker in the middle of what it does, as far as one can within a process. */
    void kill() {
        factory.shutdownNow();
        factory.awaitTermination(10, TimeUnit.SECONDS);
    }

    /** The counters when all is done. */
    PrewarmStats ended() {
        close();
        return prewarmer.stats();
    }

    /** What was learned of a task, in seconds; only after the end. */
    double learned(String type, String task) {
        Workflow workflow = learned(type);
        return statistics.duration(workflow, workflow.task(task)).quantile(0.5);
    }

    @Override
    public void close() {
        kill();
        prewarmer.close(Duration.ofSeconds(10));
        scheduler.close();
    }
}
