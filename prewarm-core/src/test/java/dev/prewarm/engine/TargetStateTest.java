package dev.prewarm.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.Target;
import dev.prewarm.forecast.LearnedStatistics;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What is believed of the instances of a target that keeps them for a minute, of which 58 s are certain; each serves one
 * call.
 */
class TargetStateTest {
    private static final long SECOND = 1_000_000_000L;

    private final TargetState target = of(1, 0);

    private static TargetState of(int concurrency, int minScale) {
        Target target = Target.builder("service", URI.create("http://service.test"))
                .concurrency(concurrency)
                .minScale(minScale)
                .retention(Duration.ofMinutes(1))
                .build();
        return new TargetState(target, LearnedStatistics.empty().of(target));
    }

    private Sent sent(int instances, long at) {
        Sent sent = new Sent(null, new Burst(target, "run", at, new long[0]), instances);
        target.sent(sent);
        return sent;
    }

    /** Its instances have been started. */
    private void answered(Sent sent, long at) {
        target.ended(sent, 0);
        target.started(sent, at);
    }

    /** A warm-up that was answered, and whose instances are idle since. */
    private Sent ready(int instances, long at) {
        Sent sent = sent(instances, at);
        answered(sent, at);
        return sent;
    }

    private List<Sent> wasted(long at) {
        List<Sent> wasted = new ArrayList<>();
        target.prune(at, wasted::add);
        return wasted;
    }

    @Test
    void instancesAreThereAsLongAsTheyAreRetainedAfterTheirLastCall() {
        target.callsStarted(null, 2, 0);
        target.callsEnded(2, 10 * SECOND);
        assertThat(target.readyInstances(68 * SECOND)).isEqualTo(2);
        assertThat(target.readyInstances(68 * SECOND + 1)).isZero();
    }

    @Test
    void callsArePackedSoThatTheEndOfOneOfThreeFreesAnInstanceOfTwoCalls() {
        TargetState pairs = of(2, 0);
        pairs.callsStarted(null, 3, 0);
        pairs.callsEnded(1, 10 * SECOND);
        assertThat(pairs.readyInstances(68 * SECOND)).isEqualTo(2);
        assertThat(pairs.readyInstances(69 * SECOND)).isEqualTo(1);
    }

    @Test
    void aTargetIsNotWarmBeforeAnythingIsKnown() {
        assertThat(target.warmUntil(0)).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void aTargetInUseStaysWarm() {
        target.callsStarted(null, 1, 0);
        assertThat(target.warmUntil(0)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aTargetThatThePlatformKeepsStaysWarm() {
        assertThat(of(1, 1).warmUntil(0)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void anIdleTargetIsWarmForTheRetention() {
        ready(1, 10 * SECOND);
        assertThat(target.warmUntil(68 * SECOND)).isEqualTo(68 * SECOND);
        assertThat(target.warmUntil(68 * SECOND + 1)).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void aTargetThatStartsIsWarmForTheRetentionFromNowOn() {
        sent(1, 0);
        assertThat(target.warmUntil(5 * SECOND)).isEqualTo(63 * SECOND);
    }

    @Test
    void aTaskTakesTheLatestInstanceSoThatTheOtherMayLapse() {
        ready(1, 10 * SECOND);
        Sent later = ready(1, 20 * SECOND);
        Occupancy.Start start = target.callsStarted(null, 1, 30 * SECOND);
        assertThat(start.used()).containsExactly(later);
        assertThat(start.idleNanos()).isEqualTo(10 * SECOND);
        assertThat(target.readyInstances(71 * SECOND)).isEqualTo(1);
    }

    @Test
    void aTaskTakesTheInstanceThatWasStartedForIt() {
        Sent own = ready(1, 10 * SECOND);
        ready(1, 20 * SECOND);
        Occupancy.Start start = target.callsStarted(own, 1, 30 * SECOND);
        assertThat(start.used()).containsExactly(own);
        assertThat(start.idleNanos()).isEqualTo(20 * SECOND);
    }

    @Test
    void ofTwoIdleInstancesATaskWithOneCallLeavesOne() {
        ready(2, 0);
        Occupancy.Start start = target.callsStarted(null, 1, SECOND);
        assertThat(start.found()).isEqualTo(Occupancy.Found.WARM);
        assertThat(target.readyInstances(58 * SECOND)).isEqualTo(2);
        assertThat(target.readyInstances(59 * SECOND)).isEqualTo(1);
    }

    @Test
    void aTaskThatComesTooEarlyTakesAnInstanceThatStarts() {
        Sent sent = sent(2, 0);
        Occupancy.Start start = target.callsStarted(null, 1, SECOND);
        assertThat(start.found()).isEqualTo(Occupancy.Found.STARTING);
        assertThat(start.used()).containsExactly(sent);
        assertThat(target.instances(SECOND)).as("one busy, one starting").isEqualTo(2);
        answered(sent, 2 * SECOND);
        assertThat(target.readyInstances(2 * SECOND)).as("one busy, one idle").isEqualTo(2);
    }

    @Test
    void ofThoseThatStartATaskTakesItsOwn() {
        sent(1, 0);
        Sent own = sent(1, 0);
        assertThat(target.callsStarted(own, 1, SECOND).used()).containsExactly(own);
    }

    @Test
    void aSecondTaskTakesOneInstanceMore() {
        ready(3, 0);
        target.callsStarted(null, 1, SECOND);
        target.callsStarted(null, 1, SECOND);
        assertThat(target.readyInstances(58 * SECOND)).as("two busy, one idle").isEqualTo(3);
    }

    @Test
    void anInstanceThatStartsIsTakenOnce() {
        sent(1, 0);
        target.callsStarted(null, 1, SECOND);
        Occupancy.Start second = target.callsStarted(null, 1, SECOND);
        assertThat(second.found()).isEqualTo(Occupancy.Found.COLD_AND_UNCLEAR);
        assertThat(second.used()).isEmpty();
    }

    @Test
    void aTaskThatNeedsMoreThanIsThereMeetsAColdStart() {
        Sent sent = sent(1, 0);
        Occupancy.Start start = target.callsStarted(null, 2, SECOND);
        assertThat(start.found()).isEqualTo(Occupancy.Found.COLD);
        assertThat(start.used()).containsExactly(sent);
    }

    @Test
    void whatWasTakenWhileItStartedIsNotIdleWhenItIsReady() {
        Sent sent = sent(1, 0);
        target.callsStarted(null, 1, SECOND);
        answered(sent, 2 * SECOND);
        target.callsEnded(1, 3 * SECOND);
        assertThat(target.readyInstances(3 * SECOND)).isEqualTo(1);
    }

    @Test
    void aWarmUpThatFailedLeavesNothing() {
        target.ended(sent(1, 0), 0);
        assertThat(target.instances(SECOND)).isZero();
    }

    @Test
    void aWarmUpIsWastedOnceItsInstanceHasLapsedUnused() {
        Sent sent = ready(1, 10 * SECOND);
        assertThat(wasted(70 * SECOND)).isEmpty();
        assertThat(wasted(70 * SECOND + 1)).containsExactly(sent);
        assertThat(wasted(70 * SECOND + 1)).isEmpty();
    }

    @Test
    void aTargetIsForgottenOnlyWhenNothingIsLeftOfIt() {
        assertThat(target.forgettable()).isTrue();
        Sent sent = sent(1, 0);
        assertThat(target.forgettable()).as("starting").isFalse();
        answered(sent, 0);
        assertThat(target.forgettable()).as("idle").isFalse();
        target.callsStarted(null, 1, 0);
        assertThat(target.forgettable()).as("busy").isFalse();
        target.callsEnded(1, 0);
        wasted(61 * SECOND);
        assertThat(target.forgettable()).isTrue();
    }

    @Test
    void aCallThatSharesAnInstanceWhichThePlatformStartsWaitsForItToo() {
        TargetState tens = of(10, 0);
        assertThat(tens.callsStarted(null, 1, 0).found()).isEqualTo(Occupancy.Found.COLD);
        assertThat(tens.callsStarted(null, 1, SECOND).found()).isEqualTo(Occupancy.Found.COLD_AND_UNCLEAR);
        // Hardly any of the cold starts that are assumed takes longer than that.
        assertThat(tens.callsStarted(null, 1, 8 * SECOND).found()).isEqualTo(Occupancy.Found.WARM);
    }

    @Test
    void aCallThatSharesAnInstanceWhichAWarmupStartsWaitsForItToo() {
        TargetState tens = of(10, 0);
        Sent sent = new Sent(null, new Burst(tens, "run", 0, new long[0]), 1);
        tens.sent(sent);
        assertThat(tens.callsStarted(sent, 1, SECOND).awaited()).isEqualTo(sent);
        Occupancy.Start second = tens.callsStarted(null, 1, SECOND);
        assertThat(second.found()).isEqualTo(Occupancy.Found.STARTING);
        assertThat(second.awaited()).isEqualTo(sent);
        assertThat(second.used()).isEmpty();
        sent.burst.abandon();
        assertThat(tens.callsStarted(null, 1, 2 * SECOND).found()).isEqualTo(Occupancy.Found.WARM);
    }

    @Test
    void aCallThatFindsAPlaceOnAReadyInstanceDoesNotWaitForTheOneThatStarts() {
        TargetState pairs = of(2, 0);
        Sent ready = new Sent(null, new Burst(pairs, "run", 0, new long[0]), 1);
        pairs.sent(ready);
        pairs.ended(ready, 0);
        pairs.started(ready, 0);
        assertThat(pairs.callsStarted(null, 2, SECOND).found()).isEqualTo(Occupancy.Found.WARM);
        assertThat(pairs.callsStarted(null, 1, SECOND).found()).isEqualTo(Occupancy.Found.COLD_AND_UNCLEAR);
        pairs.callsEnded(1, SECOND);
        assertThat(pairs.callsStarted(null, 1, SECOND).found()).isEqualTo(Occupancy.Found.WARM);
    }

    @Test
    void whereAnInstanceServesAnyNumberOfCallsAllWaitForTheFirst() {
        TargetState any = of(0, 0);
        assertThat(any.callsStarted(null, 5, 0).found()).isEqualTo(Occupancy.Found.COLD);
        assertThat(any.callsStarted(null, 5, 0).found()).isEqualTo(Occupancy.Found.COLD_AND_UNCLEAR);
        assertThat(any.callsStarted(null, 5, 8 * SECOND).found()).isEqualTo(Occupancy.Found.WARM);
    }
}
