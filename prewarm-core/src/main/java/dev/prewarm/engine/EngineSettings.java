package dev.prewarm.engine;

import dev.prewarm.PrewarmListener;
import dev.prewarm.PrewarmStrategy;
import dev.prewarm.Statistics;
import dev.prewarm.StatisticsStore;
import dev.prewarm.WarmupClient;
import dev.prewarm.WarmupLimits;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What an engine is built of.
 *
 * @param queueLimit events that may wait to be handled
 * @param statistics what is known at first; not looked at where there is a store
 */
public record EngineSettings(
        WarmupClient client,
        PrewarmStrategy strategy,
        WarmupLimits limits,
        PrewarmListener listener,
        Duration runTimeToLive,
        int queueLimit,
        Statistics statistics,
        @Nullable StatisticsStore store) {}
