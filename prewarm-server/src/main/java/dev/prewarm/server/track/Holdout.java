package dev.prewarm.server.track;

import static com.google.common.base.Preconditions.checkArgument;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.hash.Hashing;
import dev.prewarm.server.event.RunId;

/**
 * The share of runs that are left cold on purpose, so that what warming saves is measured against them and not believed. Which
 * they are follows from a hash of the run's id: the same in every process, and after a restart.
 *
 * @param share 0 for none, 1 for all
 */
public record Holdout(double share) {
    /** @throws IllegalArgumentException if the share is out of range */
    public Holdout {
        checkArgument(share >= 0 && share <= 1, "holdout: %s, but 0 to 1 is allowed", share);
    }

    /** Whether the run is left cold. */
    public boolean covers(RunId run) {
        long hash = Hashing.murmur3_128()
                .newHasher()
                .putString(run.source(), UTF_8)
                .putChar('\n')
                .putString(run.workflow(), UTF_8)
                .putChar('\n')
                .putString(run.run(), UTF_8)
                .hash()
                .asLong();
        return (hash >>> 11) * 0x1.0p-53 < share;
    }
}
