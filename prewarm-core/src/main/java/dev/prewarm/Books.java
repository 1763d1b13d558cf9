package dev.prewarm;

import java.time.Duration;

/** The counters behind {@link PrewarmStats}; confined to the loop. */
final class Books {
    long runsStarted;
    long runsOpen;
    long events;
    long problems;
    long planned;
    long pending;
    long cancelled;
    long suppressed;
    long dropped;
    long sent;
    long used;
    long late;
    long wasted;
    long failed;
    long open;
    long coldStarts;
    long idleNanos;
    long savedNanos;

    PrewarmStats snapshot() {
        return new PrewarmStats(
                runsStarted,
                runsOpen,
                events,
                problems,
                planned,
                pending,
                cancelled,
                suppressed,
                dropped,
                sent,
                used,
                late,
                wasted,
                failed,
                open,
                coldStarts,
                Duration.ofNanos(idleNanos),
                Duration.ofNanos(savedNanos));
    }
}
