package dev.prewarm.knative.client;

import dev.prewarm.WarmupRequest;
import dev.prewarm.WarmupResult;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The answers to the requests of one warm-up that were sent at the same time, and what they come to. An instance that
 * answers several of them and names itself counts once; each answer that names none counts as one of an instance of its
 * own.
 */
final class Replies {
    private final WarmupRequest request;
    private final Set<String> seen = new HashSet<>();
    private final Set<String> seenCold = new HashSet<>();
    private @Nullable Duration coldStart;
    private Duration roundTrip = Duration.ZERO;
    private WarmupResult.@Nullable Failed firstFailure;
    private int all;
    private int failures;
    private int warm;
    private int cold;

    Replies(WarmupRequest request) {
        this.request = request;
    }

    /** Counts an answer, and the instance that gave it if it says which one it is. */
    void add(WarmupResult result, Optional<String> instance) {
        all++;
        boolean news = instance.map(seen::add).orElse(true);
        if (result instanceof WarmupResult.Started started) {
            coldStart = longer((coldStart == null) ? Duration.ZERO : coldStart, started.coldStart());
            // It may have answered another one before, as a warm one: it was started all the same.
            boolean newlyCold = instance.map(seenCold::add).orElse(true);
            cold += newlyCold ? 1 : 0;
            warm -= (newlyCold && !news) ? 1 : 0;
        } else if (result instanceof WarmupResult.AlreadyWarm answered) {
            roundTrip = longer(roundTrip, answered.roundTrip());
            warm += news ? 1 : 0;
        } else if (result instanceof WarmupResult.Failed failed) {
            failures++;
            firstFailure = (firstFailure == null) ? failed : firstFailure;
        }
    }

    /** The result of the warm-up as a whole. */
    WarmupResult result() {
        if (firstFailure != null) {
            return WarmupResult.failed(
                    failures + " of " + all + " requests failed: " + firstFailure.reason(), firstFailure.retryable());
        }
        boolean enough = warm + cold >= leastInstances();
        if (coldStart != null) {
            int ready = enough ? request.instances() : Math.min(request.instances(), seenReady());
            return WarmupResult.started(coldStart, ready);
        }
        return enough
                ? WarmupResult.alreadyWarm(roundTrip)
                : WarmupResult.failed(
                        all + " requests at the same time were answered by " + warm
                                + (warm == 1 ? " instance" : " instances") + ", and none was started; does the service"
                                + " hold its answers back?",
                        true);
    }

    /** Those that were started, and of the others those that were to be renewed. */
    private int seenReady() {
        return Math.max(1, cold + Math.min(warm, request.renewed()));
    }

    /** The fewest instances that can have had all these requests at the same time. */
    private int leastInstances() {
        return Math.max(1, request.target().instancesFor(all));
    }

    private static Duration longer(Duration a, Duration b) {
        return (a.compareTo(b) >= 0) ? a : b;
    }
}
