package dev.prewarm;

import static dev.prewarm.TaskOption.after;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.prewarm.testing.RecordingWarmupClient;
import dev.prewarm.testing.VirtualScheduler;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A run with a past is planned for when all of that is known, however soon the loop takes its events. */
class CatchUpTest {
    private static final Instant START = Instant.EPOCH;

    private final VirtualScheduler time = new VirtualScheduler();
    private final RecordingWarmupClient client = RecordingWarmupClient.of(time, Duration.ofSeconds(1));
    private final Workflow chain = Workflow.builder("chain")
            .localTask("prepare")
            .task("a", target("a"), after("prepare"))
            .task("b", target("b"), after("a"))
            .task("c", target("c"), after("b"))
            .build();

    private static Target target(String name) {
        return Target.of(name, URI.create("http://" + name + ".test"));
    }

    static Stream<PrewarmStrategy> strategies() {
        return Stream.of(PrewarmStrategy.nextHop(), PrewarmStrategy.fullPath(), PrewarmStrategy.costAware(10));
    }

    private Prewarmer with(PrewarmStrategy strategy) {
        time.advance(Duration.ofHours(1));
        return Prewarmer.builder(client)
                .scheduler(new EagerScheduler(time))
                .strategy(strategy)
                .build();
    }

    private static void tellThatAAndBHaveEnded(WorkflowRun run) {
        run.started("prepare", START.minusSeconds(3));
        run.finished("prepare", START);
        run.started("a", START);
        run.finished("a", START.plusSeconds(2));
        run.started("b", START.plusSeconds(2));
        run.finished("b", START.plusSeconds(4));
    }

    private List<String> warmed() {
        return client.requests().stream()
                .map(recorded -> recorded.request().target().name())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("strategies")
    void nothingIsWarmedForTasksThatAreOver(PrewarmStrategy strategy) {
        try (Prewarmer prewarmer = with(strategy)) {
            WorkflowRun run = prewarmer.catchUp(chain, "1", START.minusSeconds(3));
            tellThatAAndBHaveEnded(run);
            time.advance(Duration.ofMinutes(1));
            assertThat(warmed()).isEmpty();
            run.caughtUp();
            time.runPending();
            assertThat(warmed()).isSubsetOf("c");
        }
    }

    @ParameterizedTest
    @MethodSource("strategies")
    void whatComesAfterThatIsWarmed(PrewarmStrategy strategy) {
        try (Prewarmer prewarmer = with(strategy)) {
            WorkflowRun run = prewarmer.catchUp(chain, "1", START);
            run.started("a", START);
            run.finished("a", START.plusSeconds(2));
            run.caughtUp();
            run.caughtUp();
            run.started("b");
            time.advance(Duration.ofSeconds(10));
            assertThat(warmed()).contains("c").doesNotContain("a");
        }
    }

    @ParameterizedTest
    @MethodSource("strategies")
    void aRunThatIsOverIsOnlyLearnedFrom(PrewarmStrategy strategy) {
        Statistics statistics = Statistics.empty();
        try (Prewarmer prewarmer = Prewarmer.builder(client)
                .scheduler(new EagerScheduler(time))
                .strategy(strategy)
                .statistics(statistics)
                .build()) {
            time.advance(Duration.ofHours(1));
            WorkflowRun run = prewarmer.catchUp(chain, "1", START.minusSeconds(3));
            tellThatAAndBHaveEnded(run);
            run.close();
            time.advance(Duration.ofMinutes(1));
            assertThat(warmed()).isEmpty();
            assertThat(prewarmer.stats().runsOpen()).isZero();
            assertThat(statistics.duration(chain, chain.task("prepare")).quantile(0.5))
                    .isCloseTo(3, within(0.1));
        }
    }

    @ParameterizedTest
    @MethodSource("strategies")
    void oneThatIsOpenIsNotHeldBack(PrewarmStrategy strategy) {
        try (Prewarmer prewarmer = with(strategy)) {
            WorkflowRun open = prewarmer.run(chain, "1");
            assertThat(prewarmer.catchUp(chain, "1", START)).isSameAs(open);
            open.started("a");
            time.advance(Duration.ofSeconds(10));
            assertThat(warmed()).contains("b");
        }
    }
}
