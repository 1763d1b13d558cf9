package dev.prewarm.spring;

import dev.prewarm.SystemScheduler;
import dev.prewarm.WarmupClient;
import dev.prewarm.observe.WarmupWatch;
import java.time.Instant;
import java.util.List;

/**
 * How the warm-ups of each target have ended, for the health indicator and the endpoint. It is a bean, as the watched client itself would
 * be a second {@link WarmupClient}.
 */
final class SeenWarmups implements AutoCloseable {
    private final SystemScheduler clock = new SystemScheduler();
    private final WarmupWatch client;

    SeenWarmups(WarmupClient client) {
        this.client = new WarmupWatch(client, clock);
    }

    /** The application's client, watched. */
    WarmupClient client() {
        return client;
    }

    List<WarmupWatch.Outcomes> outcomes() {
        return client.outcomes();
    }

    Instant now() {
        return clock.wallClock();
    }

    @Override
    public void close() {
        clock.close();
    }
}
