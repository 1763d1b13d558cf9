package dev.prewarm;

import dev.prewarm.engine.Counters;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Counters of a {@link Prewarmer} since it was built: one consistent snapshot, made by {@link Prewarmer#stats}.
 *
 * <p>The books balance, in every snapshot:
 *
 * <ul>
 *   <li>{@code planned = sent + cancelled + suppressed + dropped + pending}
 *   <li>{@code sent = used + late + wasted + failed + open}
 * </ul>
 *
 * <p>Immutable; two are equal if all their counters are.
 */
public final class PrewarmStats {
    private final Counters counters;
    private final long problems;

    PrewarmStats(Counters counters, long problems) {
        this.counters = counters;
        this.problems = problems;
    }

    /** Runs started. */
    public long runsStarted() {
        return counters.runsStarted();
    }

    /** Runs not closed yet, announced ones included. */
    public long runsOpen() {
        return counters.runsOpen();
    }

    /** Events handled. */
    public long events() {
        return counters.events();
    }

    /** What went wrong and was contained, events that were discarded included. */
    public long problems() {
        return problems;
    }

    /** Needs for which a warm-up was planned. */
    public long planned() {
        return counters.planned();
    }

    /** Planned, not yet due, or waiting for a place under the caps. */
    public long pending() {
        return counters.pending();
    }

    /** No longer wished before they were due. */
    public long cancelled() {
        return counters.cancelled();
    }

    /** Found unnecessary, because enough instances were warm or being warmed until the task came. */
    public long suppressed() {
        return counters.suppressed();
    }

    /** Came too late, or were held back by a cap or an open circuit. */
    public long dropped() {
        return counters.dropped();
    }

    /** Handed to the client. */
    public long sent() {
        return counters.sent();
    }

    /** Of those, warm-ups of targets that are believed warm, to look whether that is so. */
    public long probes() {
        return counters.probes();
    }

    /** A task found the instance ready. */
    public long used() {
        return counters.used();
    }

    /** A task came before the instance was ready. */
    public long late() {
        return counters.late();
    }

    /** Lapsed without use; or a later warm-up found its instances before any use, and they count for that one from then on; or it found only instances that were in use, or are always kept. */
    public long wasted() {
        return counters.wasted();
    }

    /** The client failed, or gave no answer before the deadline. */
    public long failed() {
        return counters.failed();
    }

    /** Sent, and not known yet how it ends. */
    public long open() {
        return counters.open();
    }

    /**
     * Task starts that are believed to have found their target cold. Those of a run of which some events carry their instants are
     * counted when it ends, since only then it is known in which order its calls happened.
     */
    public long coldStarts() {
        return counters.coldStarts();
    }

    /** Calls that were believed to find an instance warm and met a cold start, as they were told to or took as long as if. */
    public long lookedCold() {
        return counters.lookedCold();
    }

    /** Warm-ups that found their target warm though it was believed cold: others keep it warm. */
    public long warmAnyway() {
        return counters.warmAnyway();
    }

    /** How long used instances were ready before they were used, in all. */
    public Duration idleTime() {
        return Duration.ofNanos(counters.idleNanos());
    }

    /** How much of cold starts late warm-ups still saved, in all. */
    public Duration savedTime() {
        return Duration.ofNanos(counters.savedNanos());
    }

    /** Whether the two equations above hold; they always should. */
    public boolean balanced() {
        return planned() == sent() + cancelled() + suppressed() + dropped() + pending()
                && sent() == used() + late() + wasted() + failed() + open();
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return (o instanceof PrewarmStats other) && counters.equals(other.counters) && problems == other.problems;
    }

    @Override
    public int hashCode() {
        return Objects.hash(counters, problems);
    }

    /** All counters by name. */
    @Override
    public String toString() {
        return "problems=" + problems + ", " + counters;
    }
}
