package dev.prewarm.knative.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.Target;
import dev.prewarm.knative.RevisionName;
import dev.prewarm.testing.VirtualScheduler;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;

/** Calls to the platform that take effect in another order than that in which they were decided on. */
class RevisionFloorsTest {
    private static final Target RESIZE = Target.of("resize", URI.create("http://resize.test"));
    private static final Instant SOON = Instant.EPOCH.plusSeconds(10);
    private static final Instant LATER = Instant.EPOCH.plusSeconds(60);

    private final OneRevision revision = new OneRevision();
    private final RevisionFloors floors = new RevisionFloors(revision, new ImmediateScheduler());

    /** From the oldest to the latest. */
    private final Deque<FloorUse> uses = new ArrayDeque<>();

    private void hold(int instances) {
        uses.add(floors.hold(RESIZE, instances, LATER));
    }

    /** Ends the oldest use. */
    private void release() {
        floors.releaseAfter(uses.remove(), Duration.ZERO);
    }

    @Test
    void afterTheEndNoFloorIsSet() {
        floors.close();
        assertThat(floors.hold(RESIZE, 1, LATER).revision().toCompletableFuture())
                .isCompletedExceptionally();
        assertThat(revision.floor).isZero();
    }

    @Test
    void aFloorThatIsRemovedWhileItIsWantedAgainIsSetAgain() {
        hold(1);
        revision.overtaking = () -> hold(2);
        release();
        assertThat(revision.floor).isEqualTo(2);
    }

    @Test
    void aFloorThatALowerOneOverwritesIsSetAgain() {
        revision.overtaking = () -> hold(2);
        hold(1);
        assertThat(revision.floor).isEqualTo(2);
    }

    @Test
    void whatIsSetAgainIsRemovedAfterItsLastUse() {
        hold(1);
        revision.overtaking = () -> hold(2);
        release();
        release();
        assertThat(revision.floor).isZero();
    }

    @Test
    void aFloorLastsAsLongAsTheWarmUpThatWantsItTheLongest() {
        hold(1);
        floors.hold(RESIZE, 1, SOON);
        assertThat(revision.until).isEqualTo(LATER);
    }

    @Test
    void theFloorFallsWhenTheWideWarmUpIsOver() {
        VirtualScheduler time = new VirtualScheduler();
        RevisionFloors held = new RevisionFloors(revision, time);
        useForAMinute(held, time, 50);
        for (int narrow = 0; narrow < 3; narrow++) {
            useForAMinute(held, time, 1);
            assertThat(revision.floor).isEqualTo(50);
            time.advance(Duration.ofSeconds(19));
        }
        useForAMinute(held, time, 1);
        time.advance(Duration.ofSeconds(3));
        assertThat(revision.floor).isEqualTo(1);
        assertThat(revision.until).isEqualTo(time.now().plusSeconds(57));
        time.advance(Duration.ofSeconds(57));
        assertThat(revision.floor).isZero();
    }

    private static void useForAMinute(RevisionFloors floors, VirtualScheduler time, int instances) {
        FloorUse use = floors.hold(RESIZE, instances, time.now().plusSeconds(60));
        floors.releaseAfter(use, Duration.ofSeconds(60));
    }

    @Test
    void aUseThatEndsTwiceEndsOnce() {
        hold(1);
        floors.hold(RESIZE, 2, LATER);
        floors.releaseAfter(uses.element(), Duration.ZERO);
        release();
        assertThat(revision.floor).isEqualTo(2);
    }

    @Test
    void aFloorThatCannotBeLoweredIsLoweredByTheNextUse() {
        hold(50);
        hold(1);
        revision.failures.set(1);
        release();
        assertThat(revision.floor).isEqualTo(50);
        hold(2);
        assertThat(revision.floor).isEqualTo(2);
    }

    @Test
    void aFloorThatIsRaisedAlthoughTheAnswerIsLostFallsToWhatIsWanted() {
        hold(1);
        revision.failures.set(1);
        revision.heard = true;
        assertThat(floors.hold(RESIZE, 50, LATER).revision().toCompletableFuture())
                .isCompletedExceptionally();
        assertThat(revision.floor).isEqualTo(1);
    }

    @Test
    void ofUsesThatComeWhileThePlatformIsToldAllAreToldAtOnce() {
        revision.overtaking = () -> {
            hold(2);
            hold(4);
            hold(3);
        };
        hold(1);
        assertThat(revision.told).containsExactly(1, 4);
        assertThat(uses).allMatch(FloorUse::answered);
    }

    @Test
    void whereTheFloorIsNotWantedThatHighAnyMoreTheOthersGetWhatTheyWant() {
        hold(3);
        revision.overtaking = this::release;
        hold(1);
        assertThat(revision.told).containsExactly(3, 1);
        assertThat(uses.element().revision().toCompletableFuture()).isCompletedWithValue(revision.serving);
    }

    @Test
    void whatIsClosedWhileItIsBeingSetIsNotSet() {
        revision.overtaking = floors::close;
        hold(1);
        assertThat(revision.told).isEmpty();
        assertThat(uses.element().revision().toCompletableFuture()).isCompletedExceptionally();
    }

    @Test
    void atATargetThatHasMovedOnTheFormerRevisionIsReleased() {
        hold(3);
        RevisionName former = revision.serving;
        revision.serving = new RevisionName("shop", "resize-00002");
        hold(1);
        assertThat(revision.released).containsExactly(former);
        assertThat(revision.floor).isEqualTo(3);
        release();
        release();
        assertThat(revision.released).containsExactly(former, revision.serving);
    }

    @Test
    void aFloorWhoseRemovalFailsIsRemovedWhenItLapses() {
        VirtualScheduler time = new VirtualScheduler();
        RevisionFloors held = new RevisionFloors(revision, time);
        FloorUse use = held.hold(RESIZE, 3, time.now().plusSeconds(60));
        revision.failures.set(1);
        held.releaseAfter(use, Duration.ofSeconds(10));
        time.advance(Duration.ofSeconds(59));
        assertThat(revision.floor).isEqualTo(3);
        time.advance(Duration.ofSeconds(1));
        assertThat(revision.floor).isZero();
    }

    @Test
    void aFloorThatIsSetAlthoughTheAnswerIsLostIsRemovedWhenItLapses() {
        VirtualScheduler time = new VirtualScheduler();
        revision.failures.set(1);
        revision.heard = true;
        new RevisionFloors(revision, time).hold(RESIZE, 3, time.now().plusSeconds(60));
        assertThat(revision.floor).isEqualTo(3);
        time.advance(Duration.ofSeconds(60));
        assertThat(revision.floor).isZero();
    }

    @Test
    void lapsedFloorsAreLookedForUntilThePlatformAnswers() {
        VirtualScheduler time = new VirtualScheduler();
        revision.floor = 3;
        revision.until = time.now().minusSeconds(1);
        revision.failures.set(5);
        new RevisionFloors(revision, time).releaseLapsed();
        time.advance(Duration.ofHours(1));
        assertThat(revision.floor).isZero();
        assertThat(revision.looks.get()).isEqualTo(6);
    }

    @Test
    void manyFailuresAreOneLook() {
        VirtualScheduler time = new VirtualScheduler();
        RevisionFloors held = new RevisionFloors(revision, time);
        revision.failures.set(100);
        for (int i = 0; i < 100; i++) {
            held.hold(RESIZE, 3, time.now().plusSeconds(60));
        }
        time.advance(Duration.ofDays(1));
        assertThat(revision.looks.get()).isEqualTo(1);
    }

    @Test
    void afterTheEndNothingIsLookedFor() {
        VirtualScheduler time = new VirtualScheduler();
        RevisionFloors held = new RevisionFloors(revision, time);
        revision.failures.set(1);
        held.hold(RESIZE, 3, time.now().plusSeconds(60));
        held.close();
        time.advance(Duration.ofDays(1));
        assertThat(revision.looks.get()).isZero();
    }
}
