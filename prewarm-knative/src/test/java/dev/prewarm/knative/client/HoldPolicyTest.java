package dev.prewarm.knative.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prewarm.Target;
import dev.prewarm.WarmupRequest;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HoldPolicyTest {
    /** Knative runs ⌈n / (c · 0.7)⌉ instances for n requests; n is the least that gives what is wanted. */
    @ParameterizedTest(name = "concurrency {0}, {1} ready, {2} more: {3} requests")
    @CsvSource({
        "1, 0, 1, 1",
        "1, 0, 2, 1",
        "1, 0, 4, 3",
        "1, 0, 10, 7",
        "1, 1, 1, 1",
        "1, 3, 1, 3",
        "4, 0, 4, 9",
        "10, 0, 1, 1",
        "10, 0, 2, 8",
        "0, 0, 1, 1",
        "0, 0, 2, 71",
        "0, 1, 2, 141",
        "100, 0, 11, 701"
    })
    void theLeastNumberOfRequestsThatGivesTheInstances(int concurrency, int ready, int more, long requests) {
        WarmupRequest request = request(concurrency, ready, 0, more);
        long needed = HoldPolicy.DEFAULT.needed(request);
        assertThat(needed).isEqualTo(requests);
        double aim = ((concurrency == 0) ? 100 : concurrency) * 0.7;
        assertThat((int) Math.ceil(needed / aim)).isGreaterThanOrEqualTo(ready + more);
    }

    @Test
    void atFullUtilizationEachInstanceNeedsARequestOfItsOwn() {
        assertThat(new HoldPolicy(1, Duration.ZERO, 64).needed(request(1, 0, 0, 10)))
                .isEqualTo(10);
    }

    @Test
    void aTargetWithoutLimitIsOnlyTouched() {
        assertThat(HoldPolicy.DEFAULT.needed(request(0, 1, 0, 1))).isEqualTo(1);
    }

    @Test
    void oneInstanceNeedsNoHolding() {
        assertThat(HoldPolicy.DEFAULT.hold(request(1, 0, 0, 1))).isNull();
        assertThat(HoldPolicy.DEFAULT.hold(request(1, 1, 0, 1))).isEqualTo("3.0");
    }

    @Test
    void instancesThatAreOnlyRenewedNeedNoRequestsBeyondTheirNumber() {
        HoldPolicy full = new HoldPolicy(1, Duration.ofSeconds(3), 64);
        assertThat(full.needed(request(1, 2, 2, 2))).isEqualTo(2);
        assertThat(full.needed(request(1, 3, 2, 2))).isEqualTo(3);
        assertThat(full.hold(request(1, 1, 1, 1))).isNull();
    }

    @ParameterizedTest
    @CsvSource({"0, 3, 1", "1.1, 3, 1", "NaN, 3, 1", "0.7, -1, 1", "0.7, 61, 1", "0.7, 3, 0"})
    void whatMakesNoSenseIsRefused(double utilization, long holdSeconds, int most) {
        assertThatThrownBy(() -> new HoldPolicy(utilization, Duration.ofSeconds(holdSeconds), most))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static WarmupRequest request(int concurrency, int ready, int renewed, int more) {
        Target target = Target.builder("a", URI.create("http://a.example"))
                .concurrency(concurrency)
                .build();
        return new WarmupRequest(target, more, ready, renewed, Instant.EPOCH, "run-1");
    }
}
