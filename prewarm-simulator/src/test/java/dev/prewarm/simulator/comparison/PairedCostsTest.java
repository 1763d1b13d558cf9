package dev.prewarm.simulator.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prewarm.simulator.workload.Arrivals;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PairedCostsTest {
    private static final Arrivals DENSE = new Arrivals.Every(Duration.ofSeconds(30));

    private static double[] upTo(int runs) {
        return IntStream.range(0, runs).asDoubleStream().toArray();
    }

    @Test
    void runsThatAreApartStandForThemselves() {
        assertThat(PairedCosts.of(Arrivals.sequential(), 1, 2, 6))
                .isEqualTo(new PairedCosts(3, List.of(1.0, 2.0, 6.0)));
    }

    @Test
    void runsThatMayShareInstancesAreTwentyGroupsOfNeighbours() {
        PairedCosts costs = PairedCosts.of(DENSE, upTo(40));
        assertThat(costs.mean()).isEqualTo(19.5);
        assertThat(costs.groups()).hasSize(20).startsWith(0.5, 2.5).endsWith(38.5);
    }

    @Test
    void everyRunIsInOneGroup() {
        PairedCosts costs = PairedCosts.of(DENSE, upTo(50));
        assertThat(costs.groups()).hasSize(20).startsWith(0.5, 3.0, 5.5).endsWith(48.0);
    }

    @Test
    void fewerRunsThanGroupsAreGroupsOfOne() {
        assertThat(PairedCosts.of(DENSE, 1, 2, 6).groups()).containsExactly(1.0, 2.0, 6.0);
    }

    @Test
    void aThousandGroupsAreEnough() {
        assertThat(PairedCosts.of(Arrivals.sequential(), upTo(5_000)).groups())
                .hasSize(1_000)
                .startsWith(2.0, 7.0);
    }

    @Test
    void twoContestantsAreComparedGroupByGroup() {
        PairedCosts first = PairedCosts.of(Arrivals.sequential(), 5, 7);
        PairedCosts second = PairedCosts.of(Arrivals.sequential(), 1, 6);
        assertThat(first.minus(second)).isEqualTo(new PairedCosts(2.5, List.of(4.0, 1.0)));
    }

    @Test
    void otherRunsCannotBeCompared() {
        PairedCosts two = PairedCosts.of(Arrivals.sequential(), 5, 7);
        PairedCosts one = PairedCosts.of(Arrivals.sequential(), 5);
        assertThatThrownBy(() -> two.minus(one))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2 groups of runs and 1");
        assertThatThrownBy(() -> PairedCosts.of(Arrivals.sequential()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least one run");
    }
}
