package dev.prewarm.knative.cluster;

import static dev.prewarm.TaskOption.after;

import dev.prewarm.PrewarmStrategy;
import dev.prewarm.Prewarmer;
import dev.prewarm.Target;
import dev.prewarm.Workflow;
import dev.prewarm.WorkflowRun;
import dev.prewarm.knative.catalogue.ReadyPods;
import dev.prewarm.knative.client.KnativeWarmupClient;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A process that runs a chain of services of concurrency 1 at given times, with a Prewarmer of its own.
 *
 * <p>Arguments: whether it is told the number of ready pods; when runs start, in milliseconds from a line on its input,
 * separated by commas; then the services in order, each as name and address. It prints {@code READY} when it waits for that
 * line, {@code CALL pod instant} for each call, {@code RUN seconds} for each run, and {@code SENT warm-ups} at the end.
 */
final class OneProcess {
    static final String READY = "READY";
    static final String CALL = "CALL";
    static final String RUN = "RUN";
    static final String SENT = "SENT";

    private final Cluster cluster = new Cluster();
    private final ExecutorService runs = Executors.newCachedThreadPool();
    private final List<Target> services = new ArrayList<>();
    private final Workflow workflow;

    private OneProcess(String[] arguments) {
        Workflow.Builder chain = Workflow.builder("chain");
        for (int i = 2; i < arguments.length; i += 2) {
            Target service = Target.builder(arguments[i], URI.create(arguments[i + 1]))
                    .concurrency(1)
                    .build();
            services.add(service);
            if (services.size() == 1) {
                chain.task(task(0), service);
            } else {
                chain.task(task(services.size() - 1), service, after(task(services.size() - 2)));
            }
        }
        workflow = chain.build();
    }

    private static String task(int step) {
        return "step-" + step;
    }

    public static void main(String[] arguments) throws Exception {
        new OneProcess(arguments).run(Boolean.parseBoolean(arguments[0]), arguments[1].split(",", -1));
    }

    @SuppressWarnings("try") // the ready pods are told while they are open
    private void run(boolean told, String[] starts) throws Exception {
        try (KnativeWarmupClient client = cluster.client().build();
                Prewarmer prewarmer = Prewarmer.builder(client)
                        .strategy(PrewarmStrategy.costAware(10))
                        .build();
                ReadyPods pods = told
                        ? ReadyPods.builder(cluster.kubernetes)
                                .namespace("default")
                                .open(prewarmer::ready)
                        : null) {
            System.out.println(READY);
            if (System.in.read() < 0) {
                return;
            }
            List<CompletableFuture<Void>> ends = new ArrayList<>();
            for (String start : starts) {
                CompletableFuture<Void> due = new CompletableFuture<>();
                cluster.scheduler.schedule(Duration.ofMillis(Long.parseLong(start)), () -> due.complete(null));
                ends.add(due.thenRunAsync(() -> chain(prewarmer), runs));
            }
            ends.forEach(CompletableFuture::join);
            System.out.println(SENT + " " + prewarmer.stats().sent());
        } finally {
            runs.shutdownNow();
            cluster.close();
        }
    }

    private void chain(Prewarmer prewarmer) {
        Instant begun = cluster.scheduler.now();
        try (WorkflowRun run = prewarmer.start(workflow)) {
            for (int i = 0; i < services.size(); i++) {
                Instant calledAt = cluster.scheduler.wallClock();
                run.started(task(i));
                HttpResponse<String> answer = cluster.call(services.get(i), "/");
                run.finished(task(i));
                System.out.println(
                        CALL + " " + answer.headers().firstValue("X-Pod").orElseThrow() + " " + calledAt);
            }
        }
        System.out.println(RUN + " " + cluster.since(begun));
    }
}
