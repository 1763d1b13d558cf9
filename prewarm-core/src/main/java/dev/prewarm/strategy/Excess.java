package dev.prewarm.strategy;

/**
 * How many instances the platform makes beyond those that it makes for a single warm-up which is ready in time. Such a warm-up is a
 * request, and counts as a call as long as it waits for its instance.
 *
 * <p>What counts calls makes room for all of them. Knative's autoscaler wants each instance to have 70 % of what it could serve, by
 * the mean over a tenth of its window: over a window of 60 s a call that waits together with the warm-up for its instance, which
 * serves one, is worth a third one after 2.4 s. docs/adr/0018 has what was measured.
 */
final class Excess {
    /** The share of what an instance could serve that Knative's autoscaler wants it to have, unless it is told otherwise. */
    private static final double UTILIZATION = 0.7;
    /** The share of its retention over which it averages when load comes suddenly. */
    private static final double PANIC_WINDOW = 0.1;
    /** What is wanted is worked out every two seconds, of counts of a second each: it comes so much sooner or later than on average. */
    private static final double SOONEST = 0.45;

    private static final double LATEST = 1.1;
    private static final double TICK = 0.4;

    private final boolean knative;
    private final int concurrency;
    private final int calls;
    private final double window;
    private final double duration;

    /**
     * @param calls those that come at the same time, and that one instance is to serve: 1 to the concurrency
     * @param retention about the window of the autoscaler, in seconds
     * @param duration how long a call is served, in seconds
     */
    Excess(boolean knative, int concurrency, int calls, double retention, double duration) {
        this.knative = knative;
        this.concurrency = concurrency;
        this.calls = calls;
        this.window = PANIC_WINDOW * retention;
        this.duration = Math.min(duration, window);
    }

    /** If nothing is warmed. */
    double cold() {
        double excess = 0;
        for (int instances = wanted(1); knative && instances < wanted(calls); instances++) {
            excess += madeInAnyCase(instances) ? 0 : 1;
        }
        return excess;
    }

    /** If the calls wait so many seconds for the instance that the warm-up starts. */
    double late(double seconds) {
        if (!knative) {
            return (calls % concurrency == 0) ? 1 : 0;
        }
        double excess = 0;
        for (int instances = wanted(1); instances < wanted(calls + 1); instances++) {
            excess += madeInAnyCase(instances) ? 0 : share(seconds, wait(instances));
        }
        return excess;
    }

    private int wanted(int requests) {
        return (int) Math.ceil(requests / wantedOf(1));
    }

    private double wantedOf(int instances) {
        return UTILIZATION * concurrency * instances;
    }

    /** Whether the calls themselves are more than what so many instances are wanted to have. */
    private boolean madeInAnyCase(int instances) {
        return calls * duration > window * wantedOf(instances);
    }

    /** How long the calls have to wait until they and the warm-up, which ends when they are served, are more than that. */
    private double wait(int instances) {
        return Math.max(0, (window * (wantedOf(instances) - 1) - duration * (calls - 1)) / calls);
    }

    private static double share(double seconds, double needed) {
        double soonest = SOONEST * needed;
        return Math.max(0, Math.min(1, (seconds - soonest) / (LATEST * needed + TICK - soonest)));
    }
}
