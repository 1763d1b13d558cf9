package dev.prewarm.forecast;

import dev.prewarm.Target;
import dev.prewarm.forecast.LearnedSnapshot.OfTarget;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What has been learned of a target. Not thread-safe: written and read on one thread. */
public final class TargetStatistics {
    private final Changes changes = new Changes();
    private final ColdStarts coldStarts;
    private final Retention retention;
    /** How often it was warm though believed cold. */
    private final BranchCounts warmAnyway = new BranchCounts(0);

    private final String name;
    /** Null until it is declared, after a snapshot was restored. */
    private @Nullable Target target;

    private TargetStatistics(String name, Duration declaredRetention, PooledColdStarts all) {
        this.name = name;
        this.coldStarts = new ColdStarts(ColdStarts.DEFAULT, changes, all);
        this.retention = new Retention(declaredRetention, changes);
    }

    static TargetStatistics of(Target target, PooledColdStarts all) {
        TargetStatistics statistics = new TargetStatistics(target.name(), target.retention(), all);
        statistics.declare(target);
        return statistics;
    }

    static TargetStatistics from(OfTarget snapshot, PooledColdStarts all) {
        TargetStatistics statistics = new TargetStatistics(snapshot.name(), snapshot.declaredRetention(), all);
        statistics.retention.restore(snapshot.retention());
        statistics.coldStarts.restore(snapshot.coldStarts(), snapshot.coldStartsByBurst());
        return statistics;
    }

    OfTarget snapshot() {
        return new OfTarget(
                name,
                retention.declared(),
                retention.current(),
                coldStarts.overallSnapshot(),
                coldStarts.snapshotByBurst());
    }

    /** How long its instances take to start. */
    public ColdStarts coldStarts() {
        return coldStarts;
    }

    /** How long its idle instances are believed to be kept. */
    public Retention retention() {
        return retention;
    }

    /**
     * How often a warm-up found the target warm that was believed cold, out of all warm-ups of targets that were: others
     * keep it warm. That scales what a warm-up gains and what it costs alike. Not part of snapshots: it is soon seen again.
     */
    public BranchCounts warmAnyway() {
        return warmAnyway;
    }

    /** The target was believed cold, and a warm-up has shown whether it was warm all the same. */
    public void wasWarmAnyway(boolean warm) {
        warmAnyway.add(warm);
    }

    /** A number that changes with everything that is learned of the target, and with what is learned of others that may tell of it. */
    public long version() {
        return changes.count() + coldStarts.versionOfAll();
    }

    boolean declared() {
        return target != null;
    }

    /** Takes what the latest declaration says; what was learned stays. */
    void declare(Target latest) {
        if (!latest.equals(target)) {
            coldStarts.declare(latest.coldStart().orElse(ColdStarts.DEFAULT));
            retention.declare(latest.retention());
        }
        target = latest;
    }

    @Override
    public String toString() {
        return name + ": " + coldStarts + ", retention " + retention;
    }
}
