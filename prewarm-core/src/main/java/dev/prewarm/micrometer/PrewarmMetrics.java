package dev.prewarm.micrometer;

import static java.util.Objects.requireNonNull;

import dev.prewarm.PrewarmStats;
import dev.prewarm.Prewarmer;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * Publishes the counters of a {@link Prewarmer} to a registry.
 *
 * <table>
 * <caption>The meters</caption>
 * <tr><th>name</th><th>what it is</th></tr>
 * <tr><td>{@code prewarm.runs}</td><td>runs started; a counter</td></tr>
 * <tr><td>{@code prewarm.runs.open}</td><td>runs not closed yet, announced ones included; a gauge</td></tr>
 * <tr><td>{@code prewarm.events}</td><td>events handled; a counter</td></tr>
 * <tr><td>{@code prewarm.problems}</td><td>what went wrong and was contained; a counter</td></tr>
 * <tr><td>{@code prewarm.cold.starts}</td><td>task starts believed to have met a cold start; a counter</td></tr>
 * <tr><td>{@code prewarm.warmups}</td><td>planned warm-ups that have ended; a counter for each {@code outcome}:
 *     {@code cancelled}, {@code suppressed} and {@code dropped} without being sent; {@code used}, {@code late},
 *     {@code wasted} and {@code failed} after it</td></tr>
 * <tr><td>{@code prewarm.warmups.pending}</td><td>planned and not sent yet; a gauge</td></tr>
 * <tr><td>{@code prewarm.warmups.open}</td><td>sent, and not known yet how it ends; a gauge</td></tr>
 * <tr><td>{@code prewarm.idle}</td><td>how long used instances were ready before they were used; a timer</td></tr>
 * <tr><td>{@code prewarm.saved}</td><td>how much of cold starts late warm-ups still saved; a timer</td></tr>
 * </table>
 *
 * <p>The words are those of {@link PrewarmStats}. Each meter reads the counters when it is asked; nothing is paid for
 * between. The registry holds the Prewarmer weakly: the meters end with it. Several Prewarmers in one registry need tags
 * that tell them apart. Immutable; safe for use by any thread.
 */
@SuppressWarnings("exports") // who binds metrics has Micrometer; who does not is not to need it
public final class PrewarmMetrics implements MeterBinder {
    private final Prewarmer prewarmer;
    private final Tags tags;

    /** Publishes the counters without tags of their own. */
    public PrewarmMetrics(Prewarmer prewarmer) {
        this(prewarmer, Tags.empty());
    }

    /** Publishes the counters with these tags on every meter. */
    public PrewarmMetrics(Prewarmer prewarmer, Iterable<Tag> tags) {
        this.prewarmer = requireNonNull(prewarmer, "prewarmer");
        this.tags = Tags.of(requireNonNull(tags, "tags"));
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        counter(registry, "prewarm.runs", "Runs started", PrewarmStats::runsStarted);
        gauge(registry, "prewarm.runs.open", "Runs not closed yet", PrewarmStats::runsOpen);
        counter(registry, "prewarm.events", "Events handled", PrewarmStats::events);
        counter(registry, "prewarm.problems", "Problems contained", PrewarmStats::problems);
        counter(registry, "prewarm.cold.starts", "Task starts that met a cold start", PrewarmStats::coldStarts);
        outcome(registry, "cancelled", PrewarmStats::cancelled);
        outcome(registry, "suppressed", PrewarmStats::suppressed);
        outcome(registry, "dropped", PrewarmStats::dropped);
        outcome(registry, "used", PrewarmStats::used);
        outcome(registry, "late", PrewarmStats::late);
        outcome(registry, "wasted", PrewarmStats::wasted);
        outcome(registry, "failed", PrewarmStats::failed);
        gauge(registry, "prewarm.warmups.pending", "Warm-ups planned and not sent yet", PrewarmStats::pending);
        gauge(registry, "prewarm.warmups.open", "Warm-ups sent and not settled yet", PrewarmStats::open);
        timer(registry, "prewarm.idle", "Idle time before use", PrewarmStats::used, PrewarmStats::idleTime);
        timer(registry, "prewarm.saved", "Time late warm-ups saved", PrewarmStats::late, PrewarmStats::savedTime);
    }

    private void counter(MeterRegistry registry, String name, String description, ToLongFunction<PrewarmStats> value) {
        FunctionCounter.builder(name, prewarmer, source -> value.applyAsLong(source.stats()))
                .description(description)
                .tags(tags)
                .register(registry);
    }

    private void outcome(MeterRegistry registry, String outcome, ToLongFunction<PrewarmStats> value) {
        FunctionCounter.builder("prewarm.warmups", prewarmer, source -> value.applyAsLong(source.stats()))
                .description("Planned warm-ups that have ended")
                .tags(tags)
                .tag("outcome", outcome)
                .register(registry);
    }

    private void gauge(MeterRegistry registry, String name, String description, ToLongFunction<PrewarmStats> value) {
        Gauge.builder(name, prewarmer, source -> value.applyAsLong(source.stats()))
                .description(description)
                .tags(tags)
                .register(registry);
    }

    private void timer(
            MeterRegistry registry,
            String name,
            String description,
            ToLongFunction<PrewarmStats> count,
            Function<PrewarmStats, Duration> total) {
        FunctionTimer.builder(
                        name,
                        prewarmer,
                        source -> count.applyAsLong(source.stats()),
                        source -> total.apply(source.stats()).toNanos(),
                        TimeUnit.NANOSECONDS)
                .description(description)
                .tags(tags)
                .register(registry);
    }
}
