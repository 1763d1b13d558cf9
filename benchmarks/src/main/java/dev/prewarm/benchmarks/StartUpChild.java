package dev.prewarm.benchmarks;

import static dev.prewarm.TaskOption.after;

import dev.prewarm.PrewarmStrategy;
import dev.prewarm.Prewarmer;
import dev.prewarm.Target;
import dev.prewarm.WarmupClient;
import dev.prewarm.Workflow;
import dev.prewarm.WorkflowRun;
import dev.prewarm.knative.client.KnativeWarmupClient;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/**
 * What {@link StartUp} launches: builds a workflow and a Prewarmer, and tells that the first of two tasks has started. Prints
 * a line when its client is called; with the Knative client, an HTTP request is sent. Then it waits to be ended.
 */
public final class StartUpChild {
    static final List<String> KINDS = List.of("bare", "core-next-hop", "core-cost-aware", "knative-next-hop");

    private StartUpChild() {}

    /** Takes the kind, and the address of a server. */
    public static void main(String[] args) throws InterruptedException {
        switch (args[0]) {
            case "bare" -> System.out.println("main");
            case "core-next-hop" -> run(PrewarmStrategy.nextHop(), printing(), args[1]);
            case "core-cost-aware" -> run(PrewarmStrategy.costAware(10), printing(), args[1]);
            default ->
                run(PrewarmStrategy.nextHop(), KnativeWarmupClient.builder().build(), args[1]);
        }
        new CountDownLatch(1).await();
    }

    private static WarmupClient printing() {
        return request -> {
            System.out.println("warm-up of " + request.target());
            return new CompletableFuture<>();
        };
    }

    private static void run(PrewarmStrategy strategy, WarmupClient client, String uri) {
        Workflow workflow = Workflow.builder("two")
                .task("first", Target.of("first", URI.create(uri)))
                .task("second", Target.of("second", URI.create(uri)), after("first"))
                .build();
        Prewarmer prewarmer = Prewarmer.builder(client).strategy(strategy).build();
        WorkflowRun run = prewarmer.start(workflow);
        run.started("first");
    }
}
