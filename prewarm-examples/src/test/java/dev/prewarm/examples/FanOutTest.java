package dev.prewarm.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.Decision;
import dev.prewarm.PrewarmStrategy;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@Tag("once")
class FanOutTest {
    private static final Speed SPEED = new Speed(4);

    @Test
    void withoutWarmingEveryCallMeetsAColdStart() throws Exception {
        FanOut.Outcome outcome = new FanOut(PrewarmStrategy.none(), 4, SPEED).run();

        assertThat(outcome.coldTiles()).isEqualTo(4);
        assertThat(outcome.warmedInstances()).isZero();
    }

    @Test
    void aCallEachIsAnInstanceEach() throws Exception {
        FanOut.Outcome outcome = new FanOut(PrewarmStrategy.nextHop(), 4, SPEED).run();

        assertThat(outcome.coldTiles()).isZero();
        assertThat(outcome.warmedInstances()).isEqualTo(4);
    }

    @Test
    void asksForAllInstancesInOneWarmUp() throws Exception {
        FanOut.Outcome outcome = new FanOut(PrewarmStrategy.nextHop(), 4, SPEED).run();

        assertThat(outcome.decisions())
                .filteredOn(decision -> decision.task().equals("tile") && decision.kind() == Decision.Kind.SENT)
                .extracting(Decision::instances)
                .containsExactly(4);
    }
}
