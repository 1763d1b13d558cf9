package dev.prewarm.testing.knative;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * What happened at one service, in exact figures: counts, and instance-time, that is, durations summed over pods.
 *
 * <p>Follows nothing in Knative: it is how the model tells.
 *
 * @param service the service's name
 * @param workServed calls of tasks that were served
 * @param warmUpsServed warm-ups that were served
 * @param cancelled requests that were taken back before a pod served them
 * @param coldStartsMet calls of tasks that had to wait for a pod to start
 * @param coldWait how long they waited, all together
 * @param podsByWork pods that were made because calls of tasks needed them
 * @param podsByWarmUp pods that were made because of warm-ups
 * @param podsWasted those of {@code podsByWarmUp} that are gone and no task used
 * @param queued requests that wait now
 * @param running requests that are being served now
 * @param podsStarting pods that are ordered or starting now
 * @param podsReady pods that are ready now
 * @param idle time that pods were ready thanks to warm-ups before work used them, plus the time that always-on pods were
 *     ready without work
 * @param wasted the start-up and retention of pods that warm-ups made and no task used, plus the prolongation of other
 *     pods that no task used
 * @param undecided time like {@code idle}, up to now, of pods that are still there: it becomes idle if work uses them,
 *     and else waste
 * @param busy time that pods had work
 * @param provided time from the making of the pods to their end, or now
 * @param terminating time that pods occupy their resources after their end
 */
public record ServiceStats(
        String service,
        long workServed,
        long warmUpsServed,
        long cancelled,
        long coldStartsMet,
        Duration coldWait,
        int podsByWork,
        int podsByWarmUp,
        int podsWasted,
        int queued,
        int running,
        int podsStarting,
        int podsReady,
        Duration idle,
        Duration wasted,
        Duration undecided,
        Duration busy,
        Duration provided,
        Duration terminating) {
    /** Checks that everything is there. */
    public ServiceStats {
        requireNonNull(service, "service");
        requireNonNull(coldWait, "coldWait");
        requireNonNull(idle, "idle");
        requireNonNull(wasted, "wasted");
        requireNonNull(undecided, "undecided");
        requireNonNull(busy, "busy");
        requireNonNull(provided, "provided");
        requireNonNull(terminating, "terminating");
    }
}
