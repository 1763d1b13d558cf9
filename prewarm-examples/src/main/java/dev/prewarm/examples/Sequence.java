package dev.prewarm.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableMap;
import dev.prewarm.Decision;
import dev.prewarm.PrewarmStrategy;
import dev.prewarm.Prewarmer;
import dev.prewarm.Target;
import dev.prewarm.Task;
import dev.prewarm.Workflow;
import dev.prewarm.WorkflowRun;
import dev.prewarm.knative.client.Addressing;
import dev.prewarm.knative.client.KnativeWarmupClient;
import dev.prewarm.knative.flow.KnativeFlows;
import dev.prewarm.testing.knative.MockKnative;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A Knative Sequence, read from its manifest: its order need not be written down again to have each service warmed while
 * the step before it works. Here a loop stands for the channels that pass the events on.
 */
final class Sequence {
    private static final String MANIFESTS = "orders.yaml";
    private static final Duration COLD_START = Duration.ofSeconds(1);
    private static final Duration WORK = Duration.ofSeconds(2);

    private final Workflow workflow;
    private final Speed speed;

    Sequence(Speed speed) throws IOException {
        this.speed = speed;
        try (InputStream manifests = Objects.requireNonNull(Sequence.class.getResourceAsStream(MANIFESTS), MANIFESTS)) {
            workflow = KnativeFlows.builder()
                    .read(MANIFESTS, new String(manifests.readAllBytes(), UTF_8))
                    .build()
                    .workflow("shop/sequence/orders");
        }
    }

    /** What came of an event that went through. */
    record Outcome(Duration took, long coldStartsMet, List<Decision> decisions) {}

    /** What the manifests say. */
    Workflow workflow() {
        return workflow;
    }

    Outcome run(PrewarmStrategy strategy) throws Exception {
        try (MockKnative knative = knative();
                KnativeWarmupClient client = KnativeWarmupClient.builder()
                        // In a cluster, the targets' own addresses lead to the services.
                        .addressing(target -> new Addressing.Address(knative.uri(target.name()), ImmutableMap.of()))
                        .build();
                Prewarmer prewarmer =
                        Prewarmer.builder(client).strategy(strategy).build()) {
            HttpCalls calls = new HttpCalls();
            Instant startedAt = knative.now();
            WorkflowRun run = prewarmer.start(workflow);
            try (run) {
                for (Task task : workflow.tasks()) {
                    Target service = task.target().orElseThrow();
                    run.call(task.id(), () -> calls.get(knative.uri(service.name())));
                }
            }
            Duration took = Duration.between(startedAt, knative.now());
            long coldStartsMet = services().stream()
                    .mapToLong(service -> knative.stats(service).coldStartsMet())
                    .sum();
            return new Outcome(took, coldStartsMet, run.decisions());
        }
    }

    private List<String> services() {
        return workflow.tasks().stream()
                .map(Task::target)
                .flatMap(Optional::stream)
                .map(Target::name)
                .distinct()
                .toList();
    }

    private MockKnative knative() throws IOException {
        MockKnative.Builder mock = MockKnative.builder().speed(speed.factor());
        services().forEach(service -> mock.service(service, COLD_START, WORK));
        return mock.start();
    }
}
