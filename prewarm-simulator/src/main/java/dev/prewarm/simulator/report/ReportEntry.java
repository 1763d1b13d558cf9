package dev.prewarm.simulator.report;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.prewarm.simulator.comparison.RunTimeline;
import dev.prewarm.simulator.contestant.ContestantGroup;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A strategy on a {@link ReportPage}. Immutable. */
public final class ReportEntry {
    private final String name;
    private final String description;
    private final ContestantGroup group;
    private final Mark mark;
    private final double seconds;
    private final double instanceSeconds;
    private final ImmutableSet<Column> columns;
    private final ImmutableMap<Column, Double> figures;
    private final @Nullable RunTimeline timeline;

    private ReportEntry(Builder builder) {
        this.name = builder.name;
        this.description = builder.description;
        this.group = builder.group;
        this.mark = builder.mark;
        this.seconds = builder.seconds;
        this.instanceSeconds = builder.instanceSeconds;
        this.columns = ImmutableSet.copyOf(builder.columns);
        this.figures = ImmutableMap.copyOf(builder.figures);
        this.timeline = builder.timeline;
    }

    /**
     * A strategy of a demonstration: four figures and a timeline.
     *
     * @param seconds how long a run takes
     * @param coldStartsMet how many calls waited for an instance to start
     * @param idleInstanceSeconds for how long instances waited for their task
     * @param warmupsSent how many warm-ups were sent
     * @param timeline one run to be drawn; null for none
     * @throws IllegalArgumentException if a number is negative or not finite
     */
    public static ReportEntry of(
            String name,
            double seconds,
            long coldStartsMet,
            double idleInstanceSeconds,
            long warmupsSent,
            @Nullable RunTimeline timeline) {
        return builder(name, seconds, idleInstanceSeconds)
                .figure(Column.of("a run, s"), seconds)
                .figure(Column.of("cold starts met"), (double) coldStartsMet)
                .figure(Column.of("idle, instance-seconds"), idleInstanceSeconds)
                .figure(Column.of("warm-ups sent"), (double) warmupsSent)
                .timeline(timeline)
                .build();
    }

    /**
     * A builder of a strategy that can be used, without figures.
     *
     * @param seconds how long a run takes
     * @param instanceSeconds what is paid for that: instance-seconds idle or wasted
     */
    static Builder builder(String name, double seconds, double instanceSeconds) {
        return new Builder(name, seconds, instanceSeconds);
    }

    /** The strategy. */
    public String name() {
        return name;
    }

    /** One line on what it does; may be empty. */
    public String description() {
        return description;
    }

    /** What it is to the reader. */
    public ContestantGroup group() {
        return group;
    }

    /** How long a run takes. */
    public double seconds() {
        return seconds;
    }

    /** What is paid for that: instance-seconds idle or wasted. */
    public double instanceSeconds() {
        return instanceSeconds;
    }

    /** One run to be drawn; empty for none. */
    public Optional<RunTimeline> drawn() {
        return Optional.ofNullable(timeline);
    }

    /** Whether this is a bound that no strategy can beat. */
    boolean bound() {
        return group == ContestantGroup.BOUND;
    }

    Mark mark() {
        return mark;
    }

    /** The columns of the table in their order, those included in which this row has nothing. */
    ImmutableSet<Column> columns() {
        return columns;
    }

    /** The row of the table, by column. */
    ImmutableMap<Column, Double> figures() {
        return figures;
    }

    @Override
    public String toString() {
        return name;
    }

    /** Builds a {@link ReportEntry}. Not thread-safe. */
    static final class Builder {
        private final String name;
        private final double seconds;
        private final double instanceSeconds;
        private final Set<Column> columns = new LinkedHashSet<>();
        private final Map<Column, Double> figures = new LinkedHashMap<>();
        private String description = "";
        private ContestantGroup group = ContestantGroup.USABLE;
        private Mark mark = Mark.NONE;
        private @Nullable RunTimeline timeline;

        private Builder(String name, double seconds, double instanceSeconds) {
            this.name = requireNonNull(name, "name");
            checkArgument(seconds >= 0 && Double.isFinite(seconds), "%s: %s s", name, seconds);
            checkArgument(
                    instanceSeconds >= 0 && Double.isFinite(instanceSeconds),
                    "%s: %s instance-seconds",
                    name,
                    instanceSeconds);
            this.seconds = seconds;
            this.instanceSeconds = instanceSeconds;
        }

        Builder describedAs(String line) {
            this.description = line;
            return this;
        }

        Builder group(ContestantGroup of) {
            this.group = of;
            return this;
        }

        Builder mark(Mark with) {
            this.mark = with;
            return this;
        }

        /** The figure of a column; null, or one that is not finite, for none. */
        Builder figure(Column column, @Nullable Double value) {
            columns.add(column);
            if (value != null && Double.isFinite(value)) {
                figures.put(column, value);
            }
            return this;
        }

        Builder timeline(@Nullable RunTimeline run) {
            this.timeline = run;
            return this;
        }

        ReportEntry build() {
            return new ReportEntry(this);
        }
    }
}
