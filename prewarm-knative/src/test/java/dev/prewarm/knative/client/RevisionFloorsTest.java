package dev.prewarm.knative.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.Target;
import dev.prewarm.testing.VirtualScheduler;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Calls to the platform that take effect in another order than that in which they were decided on. */
class RevisionFloorsTest {
    private static final Target RESIZE = Target.of("resize", URI.create("http://resize.test"));
    private static final Instant SOON = Instant.EPOCH.plusSeconds(10);
    private static final Instant LATER = Instant.EPOCH.plusSeconds(60);

    private final OneRevision revision = new OneRevision();
    private final RevisionFloors floors = new RevisionFloors(revision, new ImmediateScheduler());

    private void hold(int instances) {
        floors.hold(RESIZE, instances, LATER);
    }

    private void release() {
        floors.releaseAfter(RESIZE, Duration.ZERO);
    }

    @Test
    void afterTheEndNoFloorIsSet() {
        floors.close();
        assertThat(floors.hold(RESIZE, 1, LATER).toCompletableFuture()).isCompletedExceptionally();
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
    void aFloorWhoseRemovalFailsIsRemovedWhenItLapses() {
        VirtualScheduler time = new VirtualScheduler();
        RevisionFloors held = new RevisionFloors(revision, time);
        held.hold(RESIZE, 3, time.now().plusSeconds(60));
        revision.failures.set(1);
        held.releaseAfter(RESIZE, Duration.ofSeconds(10));
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
