package dev.prewarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WarmupRequestTest {
    private static WarmupRequest request(int instances, int believedReady, int renewed) {
        return WarmupRequest.builder(Target.of("a", URI.create("http://a.test")), Instant.EPOCH)
                .instances(instances)
                .believedReady(believedReady)
                .renewed(renewed)
                .runId("run-1")
                .build();
    }

    @ParameterizedTest(name = "{0} to make ready, {1} there, {2} of them renewed: {3}")
    @CsvSource({"1, 0, 0, 1", "2, 3, 0, 5", "2, 3, 2, 3", "3, 2, 1, 4", "2147483647, 2147483647, 0, 2147483647"})
    void theTotalCountsEachInstanceOnce(int instances, int believedReady, int renewed, int total) {
        assertThat(request(instances, believedReady, renewed).total()).isEqualTo(total);
    }

    @ParameterizedTest
    @CsvSource({"1, 1, -1", "1, 2, 2", "2, 1, 2", "0, 0, 0", "1, -1, 0"})
    void whatMakesNoSenseIsRefused(int instances, int believedReady, int renewed) {
        assertThatThrownBy(() -> request(instances, believedReady, renewed))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("but");
    }

    @Test
    void aTargetWithoutInstancesIsBelievedCold() {
        assertThat(request(1, 0, 0).believedCold()).isTrue();
        assertThat(request(1, 1, 1).believedCold()).isFalse();
    }
}
