package dev.prewarm.knative.client;

import dev.prewarm.Scheduler;
import dev.prewarm.WarmupRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** What is said of warm-ups that are cut to what the client's limits allow: a line for each target, at most once an hour. */
final class CutWarmups {
    private static final Duration QUIET = Duration.ofHours(1);
    private static final int MOST_TARGETS = 4_096;

    private final Scheduler scheduler;
    private final Consumer<String> log;
    /** By the target's name, when it was last said; those of longest ago first, which make room. */
    private final Map<String, Instant> saidAt = new LinkedHashMap<>();

    CutWarmups(Scheduler scheduler, Consumer<String> log) {
        this.scheduler = scheduler;
        this.log = log;
    }

    /**
     * Tells that a warm-up is cut.
     *
     * @param allowed what is left of it
     * @param requests that are allowed at the same time
     */
    void tell(WarmupRequest wanted, WarmupRequest allowed, int requests) {
        String target = wanted.target().name();
        if (due(target)) {
            log.accept("A warm-up of " + target + " is cut to " + allowed.instances() + " of " + wanted.instances()
                    + " instances: " + requests
                    + " requests are allowed at the same time. Allow more, or warm it by annotation; this is said once an"
                    + " hour of each target");
        }
    }

    private synchronized boolean due(String target) {
        Instant now = scheduler.now();
        Instant before = saidAt.get(target);
        if (before != null && now.isBefore(before.plus(QUIET))) {
            return false;
        }
        saidAt.remove(target);
        saidAt.put(target, now);
        if (saidAt.size() > MOST_TARGETS) {
            saidAt.remove(saidAt.keySet().iterator().next());
        }
        return true;
    }
}
