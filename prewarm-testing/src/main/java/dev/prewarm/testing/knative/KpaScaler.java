package dev.prewarm.testing.knative;

import java.util.ArrayDeque;

/**
 * How many pods the averages of the load ask for: the stable average in quiet times, and in a panic, which begins when
 * the average over the short window is a multiple of what the ready pods should have, never fewer than before.
 *
 * <p>Follows {@code pkg/autoscaler/scaling/autoscaler.go} of Knative Serving.
 */
final class KpaScaler {
    private static final long CALM = Long.MIN_VALUE;

    private final KpaSettings settings;
    private final double total;
    private final double aim;
    private final int activationScale;
    private final long windowNanos;
    private final long delayNanos;

    private long panicNanos = CALM;
    private int mostInPanic;
    /** Decisions of the last {@code scaleDownDelay}, the largest first and the later ones behind it. */
    private final ArrayDeque<long[]> recent = new ArrayDeque<>();

    KpaScaler(KpaSettings settings, int containerConcurrency, int activationScale) {
        this.settings = settings;
        this.total = settings.total(containerConcurrency);
        this.aim = settings.aim(containerConcurrency);
        this.activationScale = activationScale;
        this.windowNanos = settings.window().toNanos();
        this.delayNanos = settings.scaleDownDelay().toNanos();
    }

    /**
     * The pods that are wanted.
     *
     * @param ready the pods that are ready now
     * @param stable the average number of open requests over the window
     * @param panic the same over the panic window
     */
    int decide(long now, int ready, double stable, double panic) {
        int pods = Math.max(1, ready);
        double up = Math.ceil(settings.maxScaleUpRate() * pods);
        double down = Math.floor(pods / settings.maxScaleDownRate());
        double forStable = Math.ceil(stable / aim);
        double forPanic = Math.ceil(panic / aim);

        int wanted = activated(forStable, Math.min(Math.max(forStable, down), up));
        int wantedInPanic = activated(forPanic, Math.min(Math.max(forPanic, down), up));

        forgetOldPanic(now);
        if (forPanic / pods >= settings.panicThresholdPercentage() / 100) {
            panicNanos = now;
        }
        if (panicNanos != CALM) {
            mostInPanic = Math.max(mostInPanic, Math.max(wanted, wantedInPanic));
            wanted = mostInPanic;
        }
        return (delayNanos > 0) ? mostRecently(now, wanted) : wanted;
    }

    private int activated(double needed, double pods) {
        return (int) ((needed > 0) ? Math.max(pods, activationScale) : pods);
    }

    private void forgetOldPanic(long now) {
        if (panicNanos != CALM && panicNanos + windowNanos < now) {
            panicNanos = CALM;
            mostInPanic = 0;
        }
    }

    private int mostRecently(long now, int wanted) {
        while (!recent.isEmpty() && recent.getFirst()[0] <= now - delayNanos) {
            recent.removeFirst();
        }
        while (!recent.isEmpty() && recent.getLast()[1] <= wanted) {
            recent.removeLast();
        }
        recent.addLast(new long[] {now, wanted});
        return (int) recent.getFirst()[1];
    }

    boolean panicking() {
        return panicNanos != CALM;
    }

    /** Requests that the pods could take beyond the burst that is planned for; below 0 the activator stays in the path. */
    int excessBurstCapacity(int ready, double panic) {
        double burst = settings.targetBurstCapacity();
        if (burst <= 0) {
            return (int) burst;
        }
        return (int) Math.floor(ready * total - burst - panic);
    }
}
