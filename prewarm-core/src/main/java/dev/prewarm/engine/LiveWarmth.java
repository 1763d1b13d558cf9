package dev.prewarm.engine;

import dev.prewarm.Task;
import dev.prewarm.Warmth;
import java.time.Duration;
import java.time.Instant;

/** What is believed of a target's instances right now, from the point of view of a task. */
record LiveWarmth(TargetState target, Run run, Task task, long now, boolean scaledByKnative) implements Warmth {
    @Override
    public int freeCalls(Instant at) {
        return target.freeCalls(Math.max(now, Nanos.of(at)), run, task);
    }

    @Override
    public int placesOfRun() {
        return target.placesOf(run, now);
    }

    @Override
    public int instances() {
        return target.instances(now);
    }

    @Override
    public Instant warmUntil() {
        long until = target.warmUntil(now);
        if (until == Long.MIN_VALUE) {
            return Instant.MIN;
        }
        return (until == Long.MAX_VALUE) ? Instant.MAX : Nanos.instant(until);
    }

    @Override
    public Duration retention() {
        return target.statistics.retention().current();
    }

    @Override
    public Duration certainRetention() {
        return target.statistics.retention().undoubted();
    }

    @Override
    public double warmAnywayShare() {
        return target.statistics.warmAnyway().probability();
    }

    @Override
    public double reuseShare() {
        return target.reuse().share();
    }

    @Override
    public double reuseAfter() {
        return target.reuse().after();
    }
}
