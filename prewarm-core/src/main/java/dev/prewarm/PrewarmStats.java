package dev.prewarm;

import java.time.Duration;

/**
 * Counters of a {@link Prewarmer} since it was built: one consistent snapshot.
 *
 * <p>The books balance, in every snapshot:
 *
 * <ul>
 *   <li>{@code planned = sent + cancelled + suppressed + dropped + pending}
 *   <li>{@code sent = used + late + wasted + failed + open}
 * </ul>
 *
 * @param runsStarted runs started
 * @param runsOpen runs not closed yet, announced ones included
 * @param events events handled
 * @param problems what went wrong and was contained, events that were discarded included
 * @param planned needs for which a warm-up was planned
 * @param pending planned, not yet due, or waiting for a place under the caps
 * @param cancelled no longer wished before they were due
 * @param suppressed found unnecessary, because enough instances were warm or being warmed until the task came
 * @param dropped came too late, or were held back by a cap or an open circuit
 * @param sent handed to the client
 * @param probes of those, warm-ups of targets that are believed warm, to look whether that is so
 * @param used a task found the instance ready
 * @param late a task came before the instance was ready
 * @param wasted lapsed without use; or a later warm-up found its instances before any use, and they count for that one
 *     from then on; or it found only instances that were in use, or are always kept
 * @param failed the client failed, or gave no answer before the deadline
 * @param open sent, and not known yet how it ends
 * @param coldStarts task starts that are believed to have found their target cold
 * @param lookedCold calls that were believed to find an instance warm and met a cold start, as they were told to or took as
 *     long as if
 * @param warmAnyway warm-ups that found their target warm though it was believed cold: others keep it warm
 * @param idleTime how long used instances were ready before they were used, in all
 * @param savedTime how much of cold starts late warm-ups still saved, in all
 */
public record PrewarmStats(
        long runsStarted,
        long runsOpen,
        long events,
        long problems,
        long planned,
        long pending,
        long cancelled,
        long suppressed,
        long dropped,
        long sent,
        long probes,
        long used,
        long late,
        long wasted,
        long failed,
        long open,
        long coldStarts,
        long lookedCold,
        long warmAnyway,
        Duration idleTime,
        Duration savedTime) {

    /** The same counters, but for this one. */
    public PrewarmStats withProblems(long latest) {
        return new PrewarmStats(
                runsStarted,
                runsOpen,
                events,
                latest,
                planned,
                pending,
                cancelled,
                suppressed,
                dropped,
                sent,
                probes,
                used,
                late,
                wasted,
                failed,
                open,
                coldStarts,
                lookedCold,
                warmAnyway,
                idleTime,
                savedTime);
    }

    /** Whether the two equations above hold; they always should. */
    public boolean balanced() {
        return planned == sent + cancelled + suppressed + dropped + pending
                && sent == used + late + wasted + failed + open;
    }
}
