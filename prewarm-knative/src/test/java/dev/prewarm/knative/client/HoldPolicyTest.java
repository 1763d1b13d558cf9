package dev.prewarm.knative.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prewarm.Target;
import dev.prewarm.WarmupRequest;
import dev.prewarm.knative.Scaling;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
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

    /** Knative runs ⌈n / aim⌉ instances, but no fewer than it starts with. */
    @ParameterizedTest(name = "aim {0}, {1} at first, {2} wanted: {3} requests")
    @CsvSource({
        "1.0, 1, 2, 2",
        "1.0, 1, 4, 4",
        "1.0, 1, 10, 10",
        "0.7, 5, 5, 1",
        "0.7, 5, 6, 4",
        "0.01, 1, 10, 1",
        "1e300, 1, 10, 1000000000001"
    })
    void whatIsKnownOfTheTargetGoesBefore(double aim, int first, int wanted, long requests) {
        HoldPolicy policy = HoldPolicy.DEFAULT.knowing(target -> Optional.of(new Scaling(aim, first)));
        assertThat(policy.needed(request(1, 0, 0, wanted))).isEqualTo(requests);
    }

    @Test
    void instancesThatComeWithTheFirstRequestNeedNotBeCut() {
        HoldPolicy policy = new HoldPolicy(0.7, Duration.ZERO, 2).knowing(target -> Optional.of(new Scaling(1, 8)));
        assertThat(policy.cut(request(1, 0, 0, 20)).orElseThrow().instances()).isEqualTo(8);
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

    @ParameterizedTest(
            name = "{0} of utilization, concurrency {1}, {2} ready, {3} renewed, {4} wanted: {5} by {6} requests")
    @CsvSource({
        "0.7, 1, 0, 0, 200, 92, 64",
        "1.0, 1, 0, 0, 200, 64, 64",
        "0.7, 1, 0, 0, 92, 92, 64",
        "0.7, 1, 0, 0, 93, 92, 64",
        "0.7, 10, 0, 0, 200, 10, 64",
        "0.7, 1, 50, 0, 200, 42, 64",
        "0.7, 1, 91, 0, 200, 1, 64",
        "0.7, 1, 91, 20, 200, 21, 64",
        "0.7, 1, 100, 100, 100, 92, 64",
        "0.7, 0, 0, 0, 2, 1, 1"
    })
    void whatNeedsMoreRequestsThanAreAllowedIsCutToWhatTheseGive(
            double utilization, int concurrency, int ready, int renewed, int wanted, int instances, int requests) {
        HoldPolicy policy = new HoldPolicy(utilization, Duration.ofSeconds(3), 64);
        WarmupRequest cut =
                policy.cut(request(concurrency, ready, renewed, wanted)).orElseThrow();
        assertThat(cut.instances()).isEqualTo(instances);
        assertThat(cut.believedReady()).isEqualTo(ready);
        assertThat(policy.requests(cut)).isEqualTo(requests);
    }

    @Test
    void whatIsNotTooMuchIsNotCut() {
        WarmupRequest request = request(1, 0, 0, 92);
        assertThat(HoldPolicy.DEFAULT.cut(request)).containsSame(request);
    }

    @Test
    void nothingIsLeftWhereTheAllowedRequestsAreFewerThanTheInstancesThatAreReady() {
        assertThat(HoldPolicy.DEFAULT.cut(request(1, 92, 0, 1))).isEmpty();
        assertThat(HoldPolicy.DEFAULT.cut(request(0, 1, 0, 2))).isEmpty();
    }

    @Test
    void noFewerInstancesAreWarmedThanTheAllowedRequestsGive() {
        for (int most = 1; most <= 40; most++) {
            for (int concurrency = 1; concurrency <= 10; concurrency++) {
                for (double utilization : new double[] {0.1, 0.3, 0.7, 0.9, 1}) {
                    HoldPolicy policy = new HoldPolicy(utilization, Duration.ZERO, most);
                    int reach = policy.cut(request(concurrency, 0, 0, 10_000))
                            .orElseThrow()
                            .instances();
                    assertThat(policy.needed(request(concurrency, 0, 0, reach)))
                            .as("%s at %s and %s", most, concurrency, utilization)
                            .isLessThanOrEqualTo(most);
                    assertThat(policy.needed(request(concurrency, 0, 0, reach + 1)))
                            .as("%s at %s and %s", most, concurrency, utilization)
                            .isGreaterThan(most);
                }
            }
        }
    }

    @Test
    void ofTwoLimitsTheLowerOneHolds() {
        assertThat(HoldPolicy.DEFAULT.within(10).most()).isEqualTo(10);
        assertThat(HoldPolicy.DEFAULT.within(256)).isSameAs(HoldPolicy.DEFAULT);
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
        return WarmupRequest.builder(target, Instant.EPOCH)
                .instances(more)
                .believedReady(ready)
                .renewed(renewed)
                .runId("run-1")
                .build();
    }
}
