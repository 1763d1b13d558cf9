package dev.prewarm.knative.client;

import dev.prewarm.Cancellable;
import dev.prewarm.Scheduler;
import dev.prewarm.SystemScheduler;
import java.time.Duration;
import java.time.Instant;

/** Time that passes faster than that of the clock by a factor, as that of a mock does. */
final class FastTime implements Scheduler, AutoCloseable {
    private final SystemScheduler real = new SystemScheduler();
    private final double speed;
    private final Instant start = real.now();

    FastTime(double speed) {
        this.speed = speed;
    }

    @Override
    public Instant now() {
        return start.plus(times(Duration.between(start, real.now()), speed));
    }

    @Override
    public Cancellable schedule(Duration delay, Runnable task) {
        return real.schedule(times(delay, 1 / speed), task);
    }

    private static Duration times(Duration duration, double factor) {
        return Duration.ofNanos(Math.round(duration.toNanos() * factor));
    }

    @Override
    public void close() {
        real.close();
    }
}
