package dev.prewarm.examples;

import static dev.prewarm.TaskOption.after;

import dev.prewarm.Decision;
import dev.prewarm.PrewarmStrategy;
import dev.prewarm.Prewarmer;
import dev.prewarm.Target;
import dev.prewarm.Workflow;
import dev.prewarm.WorkflowRun;
import dev.prewarm.knative.client.KnativeWarmupClient;
import dev.prewarm.testing.knative.MockKnative;
import dev.prewarm.testing.knative.ServiceSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A picture is split into tiles, which are worked on in parallel, each by an instance of its own, and merged. How many
 * tiles there are is known only when the run has begun.
 */
final class FanOut {
    private static final Duration COLD_START = Duration.ofSeconds(1);
    /** A warm-up must be held for a while: an instance that answered at once could answer the next one too. */
    private static final Duration HOLD = Duration.ofMillis(500);

    private final PrewarmStrategy strategy;
    private final int tiles;
    private final Speed speed;

    FanOut(PrewarmStrategy strategy, int tiles, Speed speed) {
        this.strategy = strategy;
        this.tiles = tiles;
        this.speed = speed;
    }

    /**
     * What came of it.
     *
     * @param coldTiles calls for tiles that met a cold start
     * @param warmedInstances instances that warm-ups made for the tiles
     * @param decisions what was decided, and why
     */
    record Outcome(long coldTiles, int warmedInstances, List<Decision> decisions) {}

    Outcome run() throws Exception {
        try (MockKnative knative = knative();
                KnativeWarmupClient client = KnativeWarmupClient.builder()
                        .heldRequests(1.0, speed.real(HOLD), FanOutCommand.MOST_TILES)
                        .build();
                Prewarmer prewarmer =
                        Prewarmer.builder(client).strategy(strategy).build()) {
            Target tile =
                    Target.builder("tile", knative.uri("tile")).concurrency(1).build();
            Workflow workflow = Workflow.builder("tiles")
                    .task("split", Target.of("split", knative.uri("split")))
                    .task("tile", tile, after("split"))
                    .task("merge", Target.of("merge", knative.uri("merge")), after("tile"))
                    .build();
            WorkflowRun run = prewarmer.start(workflow);
            try (run) {
                execute(run, knative);
            }
            return new Outcome(
                    knative.stats("tile").coldStartsMet(), knative.stats("tile").podsByWarmUp(), run.decisions());
        }
    }

    private MockKnative knative() throws IOException {
        ServiceSettings oneCallAnInstance = ServiceSettings.builder("tile")
                .containerConcurrency(1)
                .podStart(COLD_START)
                .build();
        return MockKnative.builder()
                .service("split", COLD_START, Duration.ofSeconds(2))
                .service(oneCallAnInstance, Duration.ofSeconds(2))
                .service("merge", COLD_START, Duration.ofSeconds(1))
                .warmUpTime(HOLD)
                .speed(speed.factor())
                .start();
    }

    private void execute(WorkflowRun run, MockKnative knative) throws Exception {
        HttpCalls calls = new HttpCalls();
        run.width("tile", tiles);
        run.call("split", () -> calls.get(knative.uri("split")));
        run.call("tile", () -> inParallel(() -> calls.get(knative.uri("tile"))));
        run.call("merge", () -> calls.get(knative.uri("merge")));
    }

    private List<String> inParallel(Callable<String> call) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(tiles);
        try {
            List<String> answers = new ArrayList<>();
            for (Future<String> answer : threads.invokeAll(Collections.nCopies(tiles, call))) {
                answers.add(answer.get());
            }
            return answers;
        } finally {
            threads.shutdownNow();
        }
    }
}
