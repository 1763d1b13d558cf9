package dev.prewarm.benchmarks;

import dev.prewarm.PrewarmStrategy;
import dev.prewarm.Prewarmer;
import dev.prewarm.Target;
import dev.prewarm.WarmupResult;
import dev.prewarm.Workflow;
import dev.prewarm.WorkflowRun;
import java.net.URI;
import java.util.concurrent.CompletableFuture;

/** A caller of the event methods, whose events pile up until they are {@linkplain #drain drained}. */
final class Caller implements AutoCloseable {
    /** How many events are told between two drains. */
    static final int EVENTS = 1_000;

    private final HeldBackScheduler scheduler = new HeldBackScheduler();
    private final Workflow workflow = workflow();
    private final String[] ids = new String[EVENTS / 2];
    private final Prewarmer prewarmer = Prewarmer.builder(
                    request -> CompletableFuture.completedStage(WarmupResult.failed("not reached", false)))
            .scheduler(scheduler)
            .strategy(PrewarmStrategy.none())
            .build();
    private WorkflowRun run = prewarmer.start(workflow);

    Caller() {
        for (int i = 0; i < ids.length; i++) {
            ids[i] = id(i);
        }
    }

    private static String id(int task) {
        return "t" + task;
    }

    private static Workflow workflow() {
        Target target = Target.of("service", URI.create("http://service.example/"));
        Workflow.Builder builder = Workflow.builder("wide");
        for (int i = 0; i < EVENTS / 2; i++) {
            builder.task(id(i), target);
        }
        return builder.build();
    }

    /** A new run, of which nothing has been told. */
    void begin() {
        run = prewarmer.start(workflow);
        scheduler.runDue();
    }

    /** Tells all events of the run. */
    void tell() {
        for (String id : ids) {
            run.started(id);
            run.finished(id);
        }
    }

    /** The loop handles what was told, and the run ends. */
    void drain() {
        run.close();
        scheduler.runDue();
    }

    @Override
    public void close() {
        prewarmer.close();
        scheduler.close();
    }
}
