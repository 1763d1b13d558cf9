package dev.prewarm.testing.knative;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.ArrayList;
import java.util.List;

/**
 * The pods of all services that are starting, which slow each other: while n start at the same time, each takes {@code 1 +
 * a (n - 1)} times as long as alone.
 *
 * <p>Follows what a real cluster of one node shows, where processes, sandboxes and probes share the processors; there a is
 * 0.15 to 0.35 on two cores.
 */
final class PodStarts {
    private final ModelClock clock;
    private final double slowdown;
    private final List<Start> underWay = new ArrayList<>();
    private long accountedNanos;
    /** Counts the changes, so that a timer of an earlier state is known to be one. */
    private long changes;

    /** @param slowdown a, by which each other start slows one; 0 for not at all */
    PodStarts(ModelClock clock, double slowdown) {
        this.clock = clock;
        this.slowdown = slowdown;
    }

    /** A slowdown as it was given. */
    static double checked(double slowdown) {
        checkArgument(
                slowdown >= 0 && slowdown < Double.POSITIVE_INFINITY,
                "start slowdown: %s, but at least 0 and a finite number are needed",
                slowdown);
        return slowdown;
    }

    private static final class Start {
        private double remainingNanos;
        private final Runnable onReady;

        Start(long aloneNanos, Runnable onReady) {
            this.remainingNanos = aloneNanos;
            this.onReady = onReady;
        }
    }

    /** Starts a pod that alone would be ready after so long. */
    void start(long aloneNanos, Runnable onReady) {
        if (slowdown == 0) {
            clock.schedule(aloneNanos, onReady);
            return;
        }
        account();
        underWay.add(new Start(aloneNanos, onReady));
        schedule();
    }

    private double factor() {
        return 1 + slowdown * (underWay.size() - 1);
    }

    private void account() {
        long now = clock.nanos();
        if (!underWay.isEmpty()) {
            double done = (now - accountedNanos) / factor();
            underWay.forEach(start -> start.remainingNanos -= done);
        }
        accountedNanos = now;
    }

    private void schedule() {
        long change = ++changes;
        double least = Double.POSITIVE_INFINITY;
        for (Start start : underWay) {
            least = Math.min(least, start.remainingNanos);
        }
        if (!underWay.isEmpty()) {
            clock.schedule((long) Math.ceil(Math.max(0, least) * factor()), () -> look(change));
        }
    }

    private void look(long change) {
        if (change != changes) {
            return;
        }
        account();
        List<Start> ready = new ArrayList<>(1);
        for (Start start : underWay) {
            if (start.remainingNanos < 1) {
                ready.add(start);
            }
        }
        underWay.removeAll(ready);
        schedule();
        ready.forEach(start -> start.onReady.run());
    }
}
