package dev.prewarm.instances;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Instances that serve one call, or two where it is said, by hand; times are small numbers. */
class InstancesTest {
    private final Instances<String> instances = new Instances<>(1, 0);
    private final List<String> told = new ArrayList<>();

    private final Instances.Taker<String> taker = new Instances.Taker<>() {
        @Override
        public void idle(@Nullable String origin, int some, long since) {
            told.add(some + " idle of " + origin + " since " + since);
        }

        @Override
        public void starting(String starter, int some) {
            told.add(some + " starting of " + starter);
        }
    };

    private void lost(@Nullable String origin, int some, long since) {
        told.add(some + " lost of " + origin + " since " + since);
    }

    @Test
    void callsTakeTheirOwnInstancesFirstThenTheLatestThenThoseThatStart() {
        instances.idle("own", 1, 10);
        instances.idle("old", 1, 20);
        instances.idle("new", 1, 30);
        instances.start("soon", 1);
        assertThat(instances.take("own", 5, taker)).as("lacking").isEqualTo(1);
        assertThat(told)
                .containsExactly(
                        "1 idle of own since 10",
                        "1 idle of new since 30",
                        "1 idle of old since 20",
                        "1 starting of soon");
        assertThat(instances.busyCalls()).isEqualTo(5);
    }

    @Test
    void ofThoseThatStartCallsTakeTheirOwnFirst() {
        instances.start("other", 2);
        instances.start("own", 1);
        instances.take("own", 2, taker);
        assertThat(told).containsExactly("1 starting of own", "1 starting of other");
        assertThat(instances.ended("other")).as("not taken").isEqualTo(1);
        assertThat(instances.ended("own")).isZero();
        assertThat(instances.ended("own")).as("told twice").isZero();
    }

    @Test
    void whatBecameIdleBeforeIsGoneTheOldestFirst() {
        instances.idle("b", 2, 20);
        instances.idle("a", 1, 10);
        instances.lapse(20, this::lost);
        assertThat(told).containsExactly("1 lost of a since 10");
        assertThat(instances.idleSince()).isEqualTo(20);
        instances.clearIdle(this::lost);
        assertThat(told).endsWith("2 lost of b since 20");
        assertThat(instances.none()).isTrue();
        assertThat(instances.idleSince()).isEqualTo(Instances.NEVER);
    }

    @Test
    void readyIsWhatIsInUseOrIdleForNoLongerThanItIsKeptOrAlwaysThere() {
        instances.take(null, 2, taker);
        instances.idle(null, 1, 10);
        assertThat(instances.ready(15, 5)).isEqualTo(3);
        assertThat(instances.ready(16, 5)).isEqualTo(2);
        assertThat(new Instances<String>(1, 4).ready(0, 0)).isEqualTo(4);
    }

    @Test
    void callsArePackedSoThatTheEndOfOneOfThreeFreesAnInstanceOfTwo() {
        Instances<String> pairs = new Instances<>(2, 0);
        assertThat(pairs.take(null, 3, taker)).isEqualTo(2);
        assertThat(pairs.further(1)).isZero();
        assertThat(pairs.full()).isEqualTo(1);
        assertThat(pairs.release(1, 7)).isEqualTo(1);
        assertThat(pairs.idleSince()).isEqualTo(7);
        assertThat(pairs.release(9, 8)).as("no more than there are").isEqualTo(1);
    }

    @Test
    void anInstanceOfAnyNumberOfCallsIsOne() {
        Instances<String> any = new Instances<>(0, 0);
        assertThat(any.take(null, 100, taker)).isEqualTo(1);
        assertThat(any.take(null, 100, taker)).isZero();
        assertThat(any.full()).isZero();
    }

    @Test
    void anOriginIsKnownAsLongAsAnyOfItsInstancesIsIdle() {
        instances.idle("a", 2, 10);
        instances.takeIdle(null, 1, this::lost);
        assertThat(instances.holds("a")).isTrue();
        instances.takeIdle(
                null,
                1,
                (origin, some, since) -> assertThat(instances.holds("a"))
                        .as("told when it is gone")
                        .isFalse());
    }

    @Test
    void aCopyIsEqualAndItsOwn() {
        instances.idle("a", 1, 10);
        instances.idle("b", 3, 20);
        instances.idle("c", 3, 30);
        instances.start("d", 2);
        instances.take(null, 1, taker);
        Instances<String> copy = new Instances<>(9, 9);
        copy.copyFrom(instances);
        instances.clearIdle(this::lost);
        instances.ended("d");
        assertThat(copy.ready(30, 20)).isEqualTo(1 + 1 + 3 + 2);
        assertThat(copy.starting()).isEqualTo(2);
        assertThat(copy.idleSinceAfter(11)).isEqualTo(20);
    }

    @Test
    void aCopyKnowsWhatMadeItsInstancesAndWhatIsStartingThem() {
        instances.idle("a", 1, 10);
        instances.start("b", 1);
        instances.start("c", 2);
        instances.start("d", 4);
        Instances<String> copy = new Instances<>(1, 0);
        copy.copyFrom(instances);
        assertThat(copy.holds("a")).isTrue();
        assertThat(copy.starting()).isEqualTo(1 + 2 + 4);
        assertThat(copy.ended("c")).isEqualTo(2);
        assertThat(copy.ended("d")).isEqualTo(4);
        assertThat(instances.starting()).as("as before").isEqualTo(1 + 2 + 4);
    }

    @Test
    void theEndOfAWarmUpLeavesThoseBeforeAndAfterIt() {
        instances.start("first", 1);
        instances.start("second", 2);
        assertThat(instances.starting()).isEqualTo(1 + 2);
        assertThat(instances.ended("second")).isEqualTo(2);
        instances.start("third", 4);
        assertThat(instances.ended("first")).isEqualTo(1);
        assertThat(instances.ended("third")).isEqualTo(4);
        assertThat(instances.none()).isTrue();
    }

    @Test
    void aWarmUpWhoseInstancesAreAllTakenIsNotToldOfAgain() {
        instances.start("first", 1);
        instances.start("second", 1);
        assertThat(instances.take(null, 1, taker)).isZero();
        assertThat(instances.take(null, 2, taker)).as("lacking").isEqualTo(1);
        assertThat(told).containsExactly("1 starting of first", "1 starting of second");
    }

    @Test
    void itsOwnInstanceIsTakenWhereverItStands() {
        instances.idle("old", 1, 10);
        instances.idle("own", 1, 20);
        instances.idle("new", 1, 30);
        assertThat(instances.takeIdle("own", 1, this::lost)).isEqualTo(1);
        assertThat(told).containsExactly("1 lost of own since 20");
        assertThat(instances.holds("own")).isFalse();
        assertThat(instances.holds("old")).isTrue();
        assertThat(instances.holds("new")).isTrue();
    }

    @Test
    void whoHasNoneOfItsOwnTakesTheLatest() {
        instances.idle("old", 1, 10);
        instances.idle("new", 1, 20);
        assertThat(instances.holds("own")).isFalse();
        assertThat(instances.takeIdle("own", 1, this::lost)).isEqualTo(1);
        assertThat(told).containsExactly("1 lost of new since 20");
        assertThat(instances.idleSince()).isEqualTo(10);
    }

    @Test
    void whatOthersMadeIsSparedUntilNothingElseIsLeft() {
        instances.idle(null, 1, 10);
        instances.idle("other", 1, 20);
        instances.idle("own", 1, 5);
        instances.idle(null, 1, 12);
        instances.idle("late", 1, 30);
        assertThat(instances.takeIdleSparing("own", 3, this::lost)).isEqualTo(3);
        assertThat(told).containsExactly("1 lost of own since 5", "1 lost of null since 12", "1 lost of null since 10");
        told.clear();
        assertThat(instances.takeIdleSparing(null, 3, this::lost)).isEqualTo(2);
        assertThat(told).containsExactly("1 lost of late since 30", "1 lost of other since 20");
    }

    @Test
    void thoseThatAreIdleForLongestComeFirst() {
        instances.idle("a", 2, 10);
        instances.idle(null, 1, 20);
        instances.idle("b", 3, 30);
        assertThat(instances.idleLongest(4, 10)).containsExactly(10, 10, 20, 30);
        assertThat(instances.idleLongest(2, 11)).containsExactly(20, 30);
        assertThat(instances.idleLongest(1, 10)).containsExactly(10);
        assertThat(instances.idleLongest(9, 20)).as("all there are").containsExactly(20, 30, 30, 30);
        assertThat(instances.idleLongest(2, 31)).isEmpty();
        assertThat(instances.idleLongest(0, 0)).isEmpty();
        assertThat(instances.idleLongest(Integer.MAX_VALUE, 30)).hasSize(3);
    }

    @Test
    void moreThanCanBeCountedIsTheLargestNumber() {
        instances.take(null, 2_000_000_000, taker);
        instances.take(null, 2_000_000_000, taker);
        assertThat(instances.busyCalls()).isEqualTo(Integer.MAX_VALUE);
        assertThat(instances.further(1)).isZero();
        instances.idle(null, 2_000_000_000, 10);
        assertThat(instances.ready(10, 5)).isEqualTo(Integer.MAX_VALUE);
        instances.start("a", 2_000_000_000);
        instances.start("b", 2_000_000_000);
        assertThat(instances.starting()).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void ofWhatBecameIdleAtTheSameTimeWhatWasToldLastIsTheLatest() {
        instances.idle("first", 1, 10);
        instances.idle("second", 1, 10);
        instances.takeIdle(null, 1, this::lost);
        assertThat(told).containsExactly("1 lost of second since 10");
    }

    @Test
    void idleSinceAnInstantIsTheFirstGroupThatBecameSoNoEarlier() {
        assertThat(instances.idleSinceAfter(0)).isEqualTo(Instances.NEVER);
        instances.idle("a", 1, 10);
        instances.idle("b", 1, 20);
        assertThat(instances.idleSinceAfter(10)).isEqualTo(10);
        assertThat(instances.idleSinceAfter(11)).isEqualTo(20);
        assertThat(instances.idleSinceAfter(20)).isEqualTo(20);
        assertThat(instances.idleSinceAfter(21)).isEqualTo(Instances.NEVER);
    }

    @Test
    void thereAreNoneOnlyIfNoneIsBusyIdleOrStarting() {
        assertThat(instances.none()).isTrue();
        instances.start("warm-up", 1);
        assertThat(instances.none()).as("starting").isFalse();
        instances.take(null, 1, taker);
        instances.ended("warm-up");
        assertThat(instances.none()).as("busy").isFalse();
        instances.release(1, 10);
        assertThat(instances.none()).as("idle").isFalse();
        instances.lapse(11, this::lost);
        assertThat(instances.none()).isTrue();
    }

    @Test
    void theEndOfACallThatFreesNoInstanceLeavesNoneIdle() {
        Instances<String> pairs = new Instances<>(2, 0);
        assertThat(pairs.take(null, 4, taker)).isEqualTo(2);
        // Three calls still need both.
        assertThat(pairs.release(1, 7)).isZero();
        assertThat(pairs.idleSince()).isEqualTo(Instances.NEVER);
    }
}
