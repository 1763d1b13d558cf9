package dev.prewarm.forecast;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The belief about how long the platform keeps an idle instance of a target.
 *
 * <p>It starts at what is declared, and never exceeds that. An instance found cold although it was believed warm, after
 * being idle for t, shortens the belief to nine tenths of t: at once, since a cold start is the costlier error. One
 * found warm after a longer idle time than is believed moves the belief a quarter of the way up to that time, or all of it if that is
 * little: slowly, since one instance that was kept does not show that all are. The belief never falls below {@link #FLOOR} (or the
 * declared retention, if that is shorter), so that a crash is not mistaken for a platform that keeps nothing.
 *
 * <p>A platform does not keep all instances equally long: what is declared is about the mean of their lives, and some are
 * gone a little earlier. So an instance counts as certainly warm only for the {@linkplain #certain certain} time, which is
 * shorter by up to {@link #MARGIN}.
 *
 * <p>A belief that nobody looks at must not last for ever. Each call that found its instance idle for t and believed
 * warm, and whose duration does not show whether it was, is a reason to doubt. After so many of them in a row the belief is
 * shortened to nine tenths of the least of these t, until it has been looked at: then what would not have been sent is sent, and
 * its answer tells. How many that takes, the patience, is 1 at first, doubles with each doubt that turns out to be unfounded,
 * up to {@value #MOST_PATIENCE}, and is 1 again once the belief was wrong. Where an instance has been found warm after as
 * long an idle time since then, it is {@value #MOST_PATIENCE}.
 *
 * <p>What is sent may come too early to tell: an instance that is warm after less than the time in doubt settles nothing, and is
 * used again before that time is over. After {@value #LEAST_EARLY} of these in a row, then twice as many, up to {@value #MOST_PATIENCE}, the belief is not in
 * doubt until the next unclear call: an instance stays idle for as long as it would, and the call tells.
 *
 * <p>Not thread-safe: written and read on one thread.
 */
public final class Retention {
    /** The shortest belief that evidence leads to. */
    public static final Duration FLOOR = Duration.ofSeconds(1);

    /**
     * How much earlier than the declared retention an instance may be gone, but never more than half of that. Of 29
     * instances on Knative with a window of 60 s, which are declared to be kept for 61 s, the first was gone after 59.75 s.
     */
    public static final Duration MARGIN = Duration.ofSeconds(2);

    /** What has been idle for less than this, or for less than half of what is declared, is not put in doubt. */
    private static final Duration SOON = Duration.ofSeconds(5);

    /** A belief that is below what is shown by less than this part of it becomes that: by quarters alone it never would. */
    private static final int NEARLY = 20;

    private static final int MOST_PATIENCE = 8;
    private static final int LEAST_EARLY = 2;

    private final Changes changes;
    private Duration declared;
    private Duration current;
    /** Half of what is declared, and what {@link #undoubted} says: divisions of durations are slow. */
    private Duration half = Duration.ZERO;

    private Duration undoubted = Duration.ZERO;
    /** The shortest idle time of the calls in a row that show nothing; null if there is none. */
    private @Nullable Duration unclearFrom;

    private int unclear;
    private boolean suspected;
    private int patience = 1;
    /** How often in a row it was warm after less time than is in doubt, and how often that may be. */
    private int early;

    private int mostEarly = LEAST_EARLY;
    /** The longest idle time after which an instance was warm, since the belief was wrong last. */
    private Duration confirmed = Duration.ZERO;

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
        derive();
    }

    /** After what is declared, or believed, has changed. */
    private void derive() {
        half = declared.dividedBy(2);
        undoubted = shorter(current, declared.minus(shorter(MARGIN, half)));
    }

    private static Duration check(String what, Duration duration) {
        requireNonNull(duration, what);
        if (duration.isNegative()) {
            throw new IllegalArgumentException(what + ": " + duration + ", but 0 or more is needed");
        }
        return duration;
    }

    /** How long an idle instance is believed to be kept: about as long as on average. */
    public Duration current() {
        return current;
    }

    /**
     * For how long an idle instance is certainly still warm, as far as is believed and not in doubt: at most
     * {@link #current}.
     */
    public Duration certain() {
        return doubted() ? shorter(undoubted, shortened(requireNonNull(unclearFrom))) : undoubted;
    }

    /** What {@link #certain} would be without doubt. */
    public Duration undoubted() {
        return undoubted;
    }

    /** Whether the belief has not been looked at for too long. */
    public boolean doubted() {
        return unclearFrom != null && unclear >= enough(unclearFrom);
    }

    /** How many unclear calls in a row put the belief in doubt. */
    private int enough(Duration idle) {
        return (idle.compareTo(confirmed) <= 0) ? MOST_PATIENCE : patience;
    }

    /** Whether an instance has been idle for long enough that its being there says anything of the retention. */
    public boolean concerns(Duration idle) {
        return idle.compareTo(shorter(SOON, half)) >= 0;
    }

    /** What was declared, which is also the longest belief. */
    public Duration declared() {
        return declared;
    }

    /**
     * An instance met a cold start after this idle time. It shortens the belief only where it was believed {@linkplain
     * #undoubted certainly} warm.
     *
     * @throws IllegalArgumentException if the time is negative
     */
    public void foundCold(Duration idle) {
        check("idle time", idle);
        looked();
        if (idle.compareTo(undoubted()) < 0) {
            patience = 1;
            confirmed = Duration.ZERO;
            become(shortened(idle));
        }
    }

    /**
     * An instance was still warm after this idle time. It lengthens the belief if that is longer than was believed.
     *
     * @throws IllegalArgumentException if the time is negative
     */
    public void foundWarm(Duration idle) {
        check("idle time", idle);
        if (unclearFrom != null && idle.compareTo(shortened(unclearFrom)) >= 0) {
            if (doubted()) {
                patience = Math.min(MOST_PATIENCE, 2 * patience);
            }
            looked();
        } else if (doubted()) {
            lookedEarly();
        }
        confirmed = (idle.compareTo(confirmed) > 0) ? idle : confirmed;
        Duration shown = shorter(idle, declared);
        if (shown.compareTo(current) > 0) {
            Duration more = shown.minus(current);
            boolean nearly = more.compareTo(shown.dividedBy(NEARLY)) <= 0;
            become(nearly ? shown : current.plus(more.dividedBy(4)));
        }
    }

    /**
     * A call found an instance that had been idle for so long and was believed warm, and it is not known whether it was.
     *
     * @throws IllegalArgumentException if the time is negative
     */
    public void foundUnclear(Duration idle) {
        check("idle time", idle);
        if (!concerns(idle)) {
            return;
        }
        unclear++;
        unclearFrom = (unclearFrom == null) ? idle : shorter(unclearFrom, idle);
        changes.advance();
    }

    /**
     * A call found an instance that had been idle for so long and was believed warm, and took as long as if it was cold. That
     * is in doubt at once; a second one in a row counts as {@link #foundCold}.
     *
     * @throws IllegalArgumentException if the time is negative
     */
    public void looksCold(Duration idle) {
        check("idle time", idle);
        if (!concerns(idle)) {
            return;
        }
        if (suspected) {
            foundCold(idle);
        } else {
            foundUnclear(idle);
            suspected = true;
            unclear = MOST_PATIENCE;
        }
    }

    /** It was warm after less time than is in doubt: after so many in a row a call is to tell, as if one unclear call was missing. */
    private void lookedEarly() {
        early++;
        if (early >= mostEarly) {
            early = 0;
            mostEarly = Math.min(MOST_PATIENCE, 2 * mostEarly);
            unclear = enough(requireNonNull(unclearFrom)) - 1;
            changes.advance();
        }
    }

    private void looked() {
        suspected = false;
        early = 0;
        mostEarly = LEAST_EARLY;
        if (unclearFrom != null) {
            unclear = 0;
            unclearFrom = null;
            changes.advance();
        }
    }

    /** Nine tenths, but not below the floor. */
    private Duration shortened(Duration idle) {
        Duration shortened = idle.dividedBy(10).multipliedBy(9);
        Duration least = shorter(FLOOR, declared);
        return (shortened.compareTo(least) < 0) ? least : shortened;
    }

    /**
     * Takes another declaration. A belief that evidence has shortened stays, unless the new declaration is shorter still.
     */
    void declare(Duration retention) {
        if (!declared.equals(retention)) {
            boolean asDeclared = current.equals(declared);
            declared = check("declared retention", retention);
            become(asDeclared ? retention : shorter(current, retention));
            derive();
            changes.advance();
        }
    }

    void restore(Duration formerlyCurrent) {
        current = shorter(formerlyCurrent, declared);
        derive();
    }

    private void become(Duration belief) {
        if (!current.equals(belief)) {
            current = belief;
            derive();
            changes.advance();
        }
    }

    private static Duration shorter(Duration a, Duration b) {
        return (a.compareTo(b) <= 0) ? a : b;
    }

    @Override
    public String toString() {
        return current + " of " + declared + (doubted() ? ", in doubt" : "");
    }
}
