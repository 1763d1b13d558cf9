package dev.prewarm.micrometer;

import static java.util.Objects.requireNonNull;

import dev.prewarm.Decision;
import dev.prewarm.PrewarmListener;
import dev.prewarm.PrewarmStats;
import dev.prewarm.Prewarmer;
import dev.prewarm.Problem;
import dev.prewarm.WorkflowRun;
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
 * Publishes the counters of a {@link Prewarmer} to a registry, and counts its decisions and problems one by one.
 *
 * <p>The totals are those of {@link PrewarmStats}, and so are their words. Bind them to a registry:
 *
 * <table>
 * <caption>The totals</caption>
 * <tr><th>name</th><th>what it is</th></tr>
 * <tr><td>{@code prewarm.runs}</td><td>runs started; a counter</td></tr>
 * <tr><td>{@code prewarm.runs.open}</td><td>runs not closed yet, announced ones included; a gauge</td></tr>
 * <tr><td>{@code prewarm.events}</td><td>events handled; a counter</td></tr>
 * <tr><td>{@code prewarm.problems}</td><td>what went wrong and was contained; a counter</td></tr>
 * <tr><td>{@code prewarm.cold.starts}</td><td>task starts believed to have met a cold start; a counter</td></tr>
 * <tr><td>{@code prewarm.looked.cold}</td><td>calls believed to find an instance warm that met a cold start, or took as
 *     long as if; a counter</td></tr>
 * <tr><td>{@code prewarm.warmups}</td><td>planned warm-ups that have ended; a counter for each {@code outcome}:
 *     {@code cancelled}, {@code suppressed} and {@code dropped} without being sent; {@code used}, {@code late},
 *     {@code wasted} and {@code failed} after it</td></tr>
 * <tr><td>{@code prewarm.warmups.pending}</td><td>planned and not sent yet; a gauge</td></tr>
 * <tr><td>{@code prewarm.warmups.open}</td><td>sent, and not known yet how it ends; a gauge</td></tr>
 * <tr><td>{@code prewarm.probes}</td><td>warm-ups sent to targets believed warm, to look whether they are; a
 *     counter</td></tr>
 * <tr><td>{@code prewarm.warm.anyway}</td><td>warm-ups that found their target warm though it was believed cold; a
 *     counter</td></tr>
 * <tr><td>{@code prewarm.idle}</td><td>how long used instances were ready before they were used, in
 *     instance-seconds; a timer</td></tr>
 * <tr><td>{@code prewarm.saved}</td><td>how much of cold starts late warm-ups still saved; a timer</td></tr>
 * </table>
 *
 * <p>Each of these reads the counters when it is asked; nothing is paid for between. The registry holds the Prewarmer
 * weakly: the meters end with it. Several Prewarmers in one registry need tags that tell them apart.
 *
 * <p>Which target, workflow and strategy it was is told by a {@link #listener}, given to the Prewarmer when it is built:
 *
 * <table>
 * <caption>What the listener counts</caption>
 * <tr><th>name</th><th>tags</th><th>what it is</th></tr>
 * <tr><td>{@code prewarm.decisions}</td><td>{@code target}, {@code workflow}, {@code strategy}, {@code kind}</td>
 *     <td>decisions; a counter for each {@link Decision.Kind}, in lower case</td></tr>
 * <tr><td>{@code prewarm.decisions.idle}</td><td>{@code target}, {@code workflow}, {@code strategy}</td>
 *     <td>by how much warm-ups that were used were early; a timer</td></tr>
 * <tr><td>{@code prewarm.decisions.saved}</td><td>{@code target}, {@code workflow}, {@code strategy}</td>
 *     <td>how much of the cold start a late warm-up still saved; a timer</td></tr>
 * <tr><td>{@code prewarm.problems.reported}</td><td>{@code kind}</td>
 *     <td>problems; a counter for each {@link Problem.Kind}, in lower case</td></tr>
 * </table>
 *
 * <p>All kinds of decision of a target are there, at 0, from its first decision on, and all kinds of problem from the
 * start, so that a first failure is an increase. Decisions are the steps of a story, of which one warm-up has several, and
 * one that waits may be found suppressed more than once; the totals are the books. A listener that cannot keep up loses
 * decisions, the totals nothing. That a listener failed is told to none: it is in the total of problems alone.
 *
 * <p>The tag {@code strategy} is the {@code toString} of the {@linkplain WorkflowRun#strategy strategy}; one of your own
 * needs one that is the same in every process. The first 1,000 combinations of target, workflow and strategy that a
 * listener hears of have meters of their own; new ones are then counted with {@code other} as target and workflow, which is
 * logged once. Of these, ten strategies are told apart.
 *
 * <p>Immutable. Safe for use by any thread, and so is a listener.
 */
@SuppressWarnings("exports") // who binds metrics has Micrometer; who does not is not to need it
public final class PrewarmMetrics implements MeterBinder {
    private static final int MOST_COMBINATIONS = 1_000;

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

    /**
     * A listener that counts each decision and each problem, by what it was about; see above. It may serve several
     * Prewarmers, and never throws: what the registry throws is logged, once.
     *
     * <pre>{@code
     * Prewarmer.builder(client).listener(PrewarmMetrics.listener(registry)).build();
     * }</pre>
     *
     * <p>With a listener of one's own beside it: {@code mine.andThen(PrewarmMetrics.listener(registry))}.
     *
     * @throws IllegalArgumentException if the registry has a meter of another type under the name of one of these
     */
    public static PrewarmListener listener(MeterRegistry registry) {
        return listener(registry, Tags.empty());
    }

    /** Like {@link #listener(MeterRegistry)}, with these tags on every meter besides. */
    public static PrewarmListener listener(MeterRegistry registry, Iterable<Tag> tags) {
        return new CountingListener(
                requireNonNull(registry, "registry"), Tags.of(requireNonNull(tags, "tags")), MOST_COMBINATIONS);
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        counter(registry, "prewarm.runs", "Runs started", PrewarmStats::runsStarted);
        gauge(registry, "prewarm.runs.open", "Runs not closed yet", PrewarmStats::runsOpen);
        counter(registry, "prewarm.events", "Events handled", PrewarmStats::events);
        counter(registry, "prewarm.problems", "Problems contained", PrewarmStats::problems);
        counter(registry, "prewarm.cold.starts", "Task starts that met a cold start", PrewarmStats::coldStarts);
        counter(registry, "prewarm.looked.cold", "Calls believed warm that met a cold start", PrewarmStats::lookedCold);
        counter(registry, "prewarm.probes", "Warm-ups of targets believed warm", PrewarmStats::probes);
        counter(
                registry,
                "prewarm.warm.anyway",
                "Warm-ups that found warm what was believed cold",
                PrewarmStats::warmAnyway);
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
