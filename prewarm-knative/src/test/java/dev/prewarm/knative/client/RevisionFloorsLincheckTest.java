package dev.prewarm.knative.client;

import static com.google.common.base.Preconditions.checkState;

import dev.prewarm.Target;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.jetbrains.lincheck.Lincheck;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A client that is closed while warm-ups set and release floors. */
@Tag("lincheck")
public final class RevisionFloorsLincheckTest {
    private static final int INVOCATIONS = 500;
    private static final Target RESIZE = Target.of("resize", URI.create("http://resize.test"));
    private static final Instant LATER = Instant.EPOCH.plusSeconds(60);

    @Test
    void noFloorIsLeftBehindByAWarmUpThatTheEndOvertakes() {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> {
            OneRevision revision = new OneRevision();
            RevisionFloors floors = new RevisionFloors(revision, new ImmediateScheduler());
            Thread warmUp = new Thread(() -> floors.hold(RESIZE, 1, LATER));
            warmUp.start();
            floors.close();
            join(warmUp);
            checkState(revision.floor == 0, "a floor of %s is left", revision.floor);
        });
    }

    @Test
    void theFloorStaysAsLongAsOneWarmUpWantsIt() {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> {
            OneRevision revision = new OneRevision();
            RevisionFloors floors = new RevisionFloors(revision, new ImmediateScheduler());
            Thread brief = new Thread(() -> {
                FloorUse use = floors.hold(RESIZE, 1, LATER);
                floors.releaseAfter(use, Duration.ZERO);
            });
            brief.start();
            FloorUse use = floors.hold(RESIZE, 2, LATER);
            join(brief);
            checkState(revision.floor == 2, "the floor is %s", revision.floor);
            floors.releaseAfter(use, Duration.ZERO);
            checkState(revision.floor == 0, "a floor of %s is left", revision.floor);
        });
    }

    @Test
    void theFloorFallsToWhatTheLastWarmUpWants() {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> {
            OneRevision revision = new OneRevision();
            RevisionFloors floors = new RevisionFloors(revision, new ImmediateScheduler());
            FloorUse wide = floors.hold(RESIZE, 3, LATER);
            Thread narrow = new Thread(() -> floors.hold(RESIZE, 1, LATER));
            narrow.start();
            floors.releaseAfter(wide, Duration.ZERO);
            join(narrow);
            checkState(revision.floor == 1, "the floor is %s", revision.floor);
        });
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
