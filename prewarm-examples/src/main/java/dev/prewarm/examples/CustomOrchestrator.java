package dev.prewarm.examples;

import static com.google.common.base.Preconditions.checkArgument;

import dev.prewarm.PrewarmStrategy;
import dev.prewarm.Prewarmer;
import dev.prewarm.Workflow;
import dev.prewarm.WorkflowRun;
import dev.prewarm.knative.client.KnativeWarmupClient;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/**
 * A small orchestrator in plain Java: calls the services of a graph, each when those before it have answered, in
 * parallel where the graph allows it. The five lines that make it warm ahead are marked; without them it works as well.
 */
final class CustomOrchestrator implements AutoCloseable {
    private final HttpCalls calls = new HttpCalls();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final KnativeWarmupClient client = KnativeWarmupClient.builder().build(); // prewarm
    private final Prewarmer prewarmer;

    CustomOrchestrator(PrewarmStrategy strategy) {
        prewarmer = Prewarmer.builder(client).strategy(strategy).build(); // prewarm
    }

    /**
     * Calls the services of the steps; returns when all have answered.
     *
     * @param steps each after those that it waits for
     * @throws CompletionException if a call failed; what comes after it is not called
     */
    void execute(String name, List<Step> steps) {
        Workflow workflow = Step.workflow(name, steps); // prewarm
        try (WorkflowRun run = prewarmer.start(workflow)) { // prewarm
            Map<String, CompletableFuture<Void>> done = new HashMap<>();
            for (Step step : steps) {
                done.put(step.name(), after(step, done).thenRunAsync(() -> call(step, run), threads));
            }
            allOf(done.values().stream()).join();
        }
    }

    private static CompletableFuture<Void> after(Step step, Map<String, CompletableFuture<Void>> done) {
        for (String before : step.waitsFor()) {
            checkArgument(done.containsKey(before), "step %s waits for %s, which must come first", step.name(), before);
        }
        return allOf(step.waitsFor().stream().map(done::get));
    }

    private void call(Step step, WorkflowRun run) {
        try {
            run.call(step.name(), () -> calls.get(step.service())); // prewarm
        } catch (Exception e) {
            throw new CompletionException("step " + step.name() + " failed", e);
        }
    }

    private static CompletableFuture<Void> allOf(Stream<CompletableFuture<Void>> futures) {
        return CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new));
    }

    @Override
    public void close() {
        prewarmer.close();
        client.close();
        threads.shutdownNow();
    }
}
