package dev.prewarm.engine;

import dev.prewarm.PrewarmStats;

/** The {@link Ledger}'s counters at one moment; what each counts is said in {@link PrewarmStats}. */
public record Counters(
        long runsStarted,
        long runsOpen,
        long events,
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
        long idleNanos,
        long savedNanos) {}
