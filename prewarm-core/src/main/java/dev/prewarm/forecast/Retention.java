package dev.prewarm.forecast;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * The belief about how long the platform keeps an idle instance of a target.
 *
 * <p>It starts at what is declared, and never exceeds that. An instance found cold although it was believed warm, after
 * being idle for t, shortens the belief to nine tenths of t: at once, since a cold start is the costlier error. One
 * found warm after a longer idle time than is believed moves the belief a quarter of the way up to that time: slowly,
 * since one instance that was kept does not show that all are. The belief never falls below {@link #FLOOR} (or the
 * declared retention, if that is shorter), so that a crash is not mistaken for a platform that keeps nothing.
 *
 * <p>Not thread-safe: written and read on one thread.
 */
public final class Retention {
    /** The shortest belief that evidence leads to. */
    public static final Duration FLOOR = Duration.ofSeconds(1);

    private final Changes changes;
    private Duration declared;
    private Duration current;

    /**
     * The declared belief.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Retention(Duration declared) {
        this(declared, new Changes());
    }

    Retention(Duration declared, Changes changes) {
        this.declared = check("declared retention", declared);
        this.current = declared;
        this.changes = changes;
    }

    private static Duration check(String what, Duration duration) {
        requireNonNull(duration, what);
        if (duration.isNegative()) {
            throw new IllegalArgumentException(what + ": " + duration + ", but 0 or more is needed");
        }
        return duration;
    }

    /** How long an idle instance is believed to be kept. */
    public Duration current() {
        return current;
    }

    /** What was declared, which is also the longest belief. */
    public Duration declared() {
        return declared;
    }

    /**
     * An instance met a cold start after this idle time; without effect where it was no longer believed warm.
     *
     * @throws IllegalArgumentException if the time is negative
     */
    public void foundCold(Duration idle) {
        check("idle time", idle);
        if (idle.compareTo(current) < 0) {
            Duration shortened = idle.dividedBy(10).multipliedBy(9);
            Duration least = shorter(FLOOR, declared);
            become((shortened.compareTo(least) < 0) ? least : shortened);
        }
    }

    /**
     * An instance was still warm after this idle time; without effect unless that is longer than was believed.
     *
     * @throws IllegalArgumentException if the time is negative
     */
    public void foundWarm(Duration idle) {
        check("idle time", idle);
        Duration shown = shorter(idle, declared);
        if (shown.compareTo(current) > 0) {
            become(current.plus(shown.minus(current).dividedBy(4)));
        }
    }

    /** Takes another declaration, which replaces the belief. */
    void declare(Duration retention) {
        if (!declared.equals(retention)) {
            declared = check("declared retention", retention);
            become(retention);
        }
    }

    void restore(Duration formerlyCurrent) {
        current = shorter(formerlyCurrent, declared);
    }

    private void become(Duration belief) {
        if (!current.equals(belief)) {
            current = belief;
            changes.advance();
        }
    }

    private static Duration shorter(Duration a, Duration b) {
        return (a.compareTo(b) <= 0) ? a : b;
    }

    @Override
    public String toString() {
        return current + " of " + declared;
    }
}
