package dev.prewarm.simulator.report;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import dev.prewarm.simulator.comparison.RunTimeline;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A strategy on a {@link ReportPage}.
 *
 * @param name the strategy
 * @param seconds how long a run takes
 * @param instanceSeconds what is paid for that: instance-seconds idle or wasted
 * @param bound whether this is a bound that no strategy can beat
 * @param figures the row of the table: by the name of the column, the text of the cell, in this order
 * @param timeline one run to be drawn; null for none
 */
public record ReportEntry(
        String name,
        double seconds,
        double instanceSeconds,
        boolean bound,
        Map<String, String> figures,
        @Nullable RunTimeline timeline) {
    /** @throws IllegalArgumentException if a number is negative or not finite */
    public ReportEntry {
        requireNonNull(name, "name");
        figures = ImmutableMap.copyOf(figures);
        checkArgument(seconds >= 0 && Double.isFinite(seconds), "%s: %s s", name, seconds);
        checkArgument(
                instanceSeconds >= 0 && Double.isFinite(instanceSeconds),
                "%s: %s instance-seconds",
                name,
                instanceSeconds);
    }

    /** A strategy of a demonstration: four figures and a timeline. */
    public static ReportEntry of(
            String name,
            double seconds,
            long coldStartsMet,
            double idleInstanceSeconds,
            long warmupsSent,
            @Nullable RunTimeline timeline) {
        return new ReportEntry(
                name,
                seconds,
                idleInstanceSeconds,
                false,
                ImmutableMap.of(
                        "seconds", Figures.exact(seconds),
                        "cold starts met", String.valueOf(coldStartsMet),
                        "idle instance-seconds", Figures.exact(idleInstanceSeconds),
                        "warm-ups sent", String.valueOf(warmupsSent)),
                timeline);
    }

    /** One run to be drawn; empty for none. */
    public Optional<RunTimeline> drawn() {
        return Optional.ofNullable(timeline);
    }
}
