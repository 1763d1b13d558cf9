package dev.prewarm.simulator.workload;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A task of a {@link Workload}: what is declared of it, and how long it really takes.
 *
 * @param id what identifies it
 * @param service the name of the service it calls; null for a local step
 * @param after what it comes after
 * @param width parallel calls
 * @param needs how many predecessors must finish before it starts; 0 for all live ones
 * @param duration the true distribution of the time a call takes when warm
 */
public record Step(
        String id, @Nullable String service, List<Predecessor> after, int width, int needs, Distribution duration) {
    static final int LARGEST_WIDTH = 10_000;

    /** @throws IllegalArgumentException if the width or the needs are out of their range */
    public Step {
        after = List.copyOf(after);
        requireNonNull(duration, "duration");
        checkArgument(!id.isBlank(), "a task needs an id, but it was blank: \"%s\"", id);
        Workload.checkName("task id", id);
        checkArgument(
                width >= 1 && width <= LARGEST_WIDTH,
                "task %s: width %s, but 1 to %s is allowed",
                id,
                width,
                LARGEST_WIDTH);
        checkArgument(
                needs >= 0 && needs <= after.size(),
                "task %s: needs %s of its %s predecessors",
                id,
                needs,
                after.size());
    }

    /** A single call of a service, certainly made after all of the predecessors. */
    public static Step of(String id, String service, Distribution duration, String... after) {
        return new Step(
                id,
                requireNonNull(service, "service"),
                List.of(after).stream().map(Predecessor::of).toList(),
                1,
                0,
                duration);
    }

    /** The name of the service; empty for a local step. */
    public Optional<String> serviceName() {
        return Optional.ofNullable(service);
    }

    /** The same step after others. */
    public Step withAfter(Predecessor... predecessors) {
        return new Step(id, service, ImmutableList.copyOf(predecessors), width, needs, duration);
    }

    /** The same step with another duration. */
    public Step withDuration(Distribution other) {
        return new Step(id, service, after, width, needs, other);
    }
}
