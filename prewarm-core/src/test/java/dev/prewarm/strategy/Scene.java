package dev.prewarm.strategy;

import static dev.prewarm.TaskOption.width;

import dev.prewarm.Target;
import dev.prewarm.Task;
import dev.prewarm.Workflow;
import dev.prewarm.testing.FixedRunView;
import dev.prewarm.testing.FixedWarmth;
import java.net.URI;
import java.time.Instant;

/**
 * One task that calls a service, others that call it too where they are said, and all that the choice of when to warm the service
 * for that task rests on. Everything is cold unless something else is said.
 */
final class Scene {
    static final Instant NOW = Instant.EPOCH.plusSeconds(100);
    static final double NEVER = SaidFutures.NEVER;
    static final int OTHERS = 40;

    private final Workflow workflow;
    private final FixedRunView.Builder run;
    private final SaidFutures futures;

    private Scene(int futures, int concurrency, int calls) {
        Target target = Target.builder("service", URI.create("http://service.test"))
                .concurrency(concurrency)
                .build();
        Workflow.Builder builder =
                Workflow.builder("scene").task("task", target, width(calls)).task("busy", target);
        for (int i = 0; i < OTHERS; i++) {
            builder.task("other" + i, target);
        }
        this.workflow = builder.build();
        this.run = FixedRunView.of(workflow).now(NOW).warmth("service", SaidWarmth.cold());
        this.futures = SaidFutures.of(futures);
    }

    /** An instance serves any number of calls, of which the task makes one. */
    static Scene of(int futures) {
        return new Scene(futures, 0, 1);
    }

    static Scene of(int futures, int concurrency, int calls) {
        return new Scene(futures, concurrency, calls);
    }

    /** The task that is to be warmed for; it takes 5 s. */
    SaidFutures.Said task() {
        return futures.task(workflow.task("task"));
    }

    /** Another task that calls the service once, one of {@link #OTHERS}. */
    SaidFutures.Said other(int i) {
        return futures.task(workflow.task("other" + i));
    }

    /** The other task has been served before. */
    void served(int i) {
        run.rounds("other" + i, 1);
    }

    /** Another task that is running, for so many seconds more. */
    Scene busy(double... remaining) {
        run.running("busy", NOW);
        futures.running(workflow.task("busy"), remaining);
        return this;
    }

    Scene warmth(FixedWarmth warmth) {
        run.warmth("service", warmth);
        return this;
    }

    static Instant in(double seconds) {
        return Quantiles.after(NOW, seconds);
    }

    /** What is known before a choice is to be made. */
    Exposure glance() {
        FixedRunView view = run.build();
        Task task = workflow.task("task");
        return Exposure.of(view, futures, task, task.target().orElseThrow(), new Places(view, futures));
    }

    Exposure exposure() {
        Exposure exposure = glance();
        exposure.complete();
        return exposure;
    }

    Choice choice(double price) {
        return new Choice(exposure(), price);
    }
}
