package dev.prewarm.knative.client;

import dev.prewarm.Cancellable;
import dev.prewarm.Scheduler;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;

/**
 * The look for floors that have lapsed and are still there: such as what an earlier process has left, what could not be released, and
 * what may have been set although the answer was lost. One look is made for all of them, when the first one lapses.
 */
final class LapsedFloors {
    private static final System.Logger LOGGER = System.getLogger(LapsedFloors.class.getName());

    private final RevisionScaler scaler;
    private final Scheduler scheduler;

    /** The next look, and when that is. */
    private Cancellable next = () -> {};

    private Instant nextAt = Instant.MAX;
    private int failures;
    private boolean closed;

    LapsedFloors(RevisionScaler scaler, Scheduler scheduler) {
        this.scaler = scaler;
        this.scheduler = scheduler;
    }

    /** Removes what has lapsed, now and whenever more of it lapses. */
    void look() {
        synchronized (this) {
            nextAt = Instant.MAX;
        }
        RevisionFloors.ask(() -> scaler.releaseLapsed(scheduler.now())).whenComplete((lapses, failure) -> {
            if (failure != null) {
                Duration pause = afterFailure();
                LOGGER.log(
                        Level.WARNING,
                        "Lapsed floors could not be looked for; that is tried again in " + pause,
                        failure);
                lookAt(scheduler.now().plus(pause));
            } else if (lapses != null) {
                answered();
                lapses.ifPresent(this::lookAt);
            }
        });
    }

    /** A minute, twice that, and so on, up to an hour. */
    private synchronized Duration afterFailure() {
        return Duration.ofMinutes(Math.min(60, 1L << Math.min(failures++, 6)));
    }

    private synchronized void answered() {
        failures = 0;
    }

    /** Looks at that instant, unless that is done sooner anyway. */
    synchronized void lookAt(Instant instant) {
        if (!closed && instant.isBefore(nextAt)) {
            // Not at once, whatever the platform says, so that a wrong clock is no busy loop.
            Duration delay = Duration.between(scheduler.now(), instant);
            Duration least = Duration.ofSeconds(1);
            next.cancel();
            nextAt = instant;
            next = scheduler.schedule((delay.compareTo(least) < 0) ? least : delay, this::look);
        }
    }

    /** Looks no more. */
    synchronized void close() {
        closed = true;
        next.cancel();
    }
}
