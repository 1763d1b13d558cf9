package dev.prewarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for any workflow, any target and any strategy. */
@Tag("once")
class RandomRunsTest {
    private static final List<PrewarmStrategy> STRATEGIES = List.of(
            PrewarmStrategy.nextHop(),
            PrewarmStrategy.fullPath(),
            PrewarmStrategy.timedLead(Duration.ofSeconds(1)),
            PrewarmStrategy.costAware(10));

    private static LongStream seeds() {
        return LongStream.rangeClosed(1, 25);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void nothingIsWarmedInVainTwiceOrOffTheBooks(long seed) {
        for (PrewarmStrategy strategy : STRATEGIES) {
            assertThat(new RandomRuns(seed, strategy).toTheEnd().violations)
                    .as("%s", strategy)
                    .isEmpty();
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void theSameSeedGivesTheSameDecisions(long seed) {
        for (PrewarmStrategy strategy : STRATEGIES) {
            List<String> first = new RandomRuns(seed, strategy).toTheEnd().decisions;
            List<String> second = new RandomRuns(seed, strategy).toTheEnd().decisions;
            assertThat(second).as("%s", strategy).isEqualTo(first);
        }
    }
}
