package dev.prewarm.server.track;

import dev.prewarm.Plan;
import dev.prewarm.PrewarmStrategy;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Runs for which nothing is warmed: those left cold on purpose, and those that have ended. Safe for use by any thread. */
public final class QuietRuns {
    private final Set<String> ids = ConcurrentHashMap.newKeySet();

    /** None yet. */
    public QuietRuns() {}

    void add(String id) {
        ids.add(id);
    }

    void remove(String id) {
        ids.remove(id);
    }

    boolean contains(String id) {
        return ids.contains(id);
    }

    /** A strategy that wishes nothing for these runs, and what the other one wishes for all others. */
    public PrewarmStrategy silence(PrewarmStrategy strategy) {
        return new PrewarmStrategy() {
            @Override
            public Plan plan(dev.prewarm.RunView run) {
                return ids.contains(run.id()) ? Plan.empty() : strategy.plan(run);
            }

            @Override
            public String toString() {
                return strategy.toString();
            }
        };
    }
}
