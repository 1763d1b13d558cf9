package dev.prewarm.examples;

import dev.prewarm.PrewarmStrategy;
import dev.prewarm.testing.knative.MockKnative;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A picture is fetched, resized and labelled in parallel, and stored: by {@link CustomOrchestrator}. */
@Command(
        name = "custom-orchestrator",
        description = "A small orchestrator in plain Java, without and with the five lines that make it warm ahead.",
        mixinStandardHelpOptions = true)
final class CustomOrchestratorCommand implements Callable<Integer> {
    private static final Duration COLD_START = Duration.ofSeconds(1);
    private static final List<String> SERVICES = List.of("fetch", "resize", "label", "store");

    @Spec
    private CommandSpec spec;

    @Mixin
    private SpeedOption speed;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    CustomOrchestratorCommand() {}

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        out.println("without warming: " + execute(PrewarmStrategy.none(), speed.value()));
        out.flush();
        out.println("with next-hop:   " + execute(PrewarmStrategy.nextHop(), speed.value()));
        return 0;
    }

    /** What an execution took, and how many of its calls met a cold start. */
    record Outcome(Duration took, long coldStartsMet) {
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%.2f s, cold starts met by %d of %d calls",
                    took.toMillis() / 1e3,
                    coldStartsMet,
                    SERVICES.size());
        }
    }

    static Outcome execute(PrewarmStrategy strategy, Speed speed) throws IOException {
        MockKnative.Builder mock = MockKnative.builder().speed(speed.factor());
        SERVICES.forEach(service -> mock.service(service, COLD_START, Duration.ofSeconds(2)));
        try (MockKnative knative = mock.start();
                CustomOrchestrator orchestrator = new CustomOrchestrator(strategy)) {
            Instant startedAt = knative.now();
            orchestrator.execute(
                    "thumbnails",
                    List.of(
                            Step.of("fetch", knative.uri("fetch")),
                            Step.of("resize", knative.uri("resize"), "fetch"),
                            Step.of("label", knative.uri("label"), "fetch"),
                            Step.of("store", knative.uri("store"), "resize", "label")));
            return new Outcome(
                    Duration.between(startedAt, knative.now()),
                    SERVICES.stream()
                            .mapToLong(service -> knative.stats(service).coldStartsMet())
                            .sum());
        }
    }
}
