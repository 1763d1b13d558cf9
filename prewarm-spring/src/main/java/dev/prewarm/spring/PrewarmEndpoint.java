package dev.prewarm.spring;

import dev.prewarm.Decision;
import dev.prewarm.PrewarmStats;
import dev.prewarm.PrewarmStrategy;
import dev.prewarm.Prewarmer;
import dev.prewarm.WorkflowRun;
import dev.prewarm.observe.Beliefs;
import dev.prewarm.observe.TargetBelief;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/** The actuator endpoint {@code prewarm}: open runs with what was decided for them, and what is believed of targets. */
@Endpoint(id = "prewarm")
public final class PrewarmEndpoint {
    static final int MOST_RUNS = 100;
    static final int MOST_DECISIONS = 20;

    private final Prewarmer prewarmer;
    private final PrewarmStrategy strategy;
    private final Beliefs beliefs;
    private final OpenRuns runs;

    PrewarmEndpoint(Prewarmer prewarmer, PrewarmStrategy strategy, Beliefs beliefs, OpenRuns runs) {
        this.prewarmer = prewarmer;
        this.strategy = strategy;
        this.beliefs = beliefs;
        this.runs = runs;
    }

    /**
     * What there is.
     *
     * @param strategy what decides
     * @param totals the counters since the application started
     * @param targets what is believed of those of which something is, by name
     * @param runs the open runs for which something was decided, the latest first; 100 at most
     */
    public record Report(String strategy, Totals totals, List<TargetReport> targets, List<RunReport> runs) {}

    /**
     * The counters that say most; all of them are meters.
     *
     * @param runsOpen not closed yet, announced ones included
     * @param problems what went wrong and was contained
     * @param sent warm-ups handed to the client; what became of them is in the following five
     * @param used that a task found ready
     * @param late that were not ready when their task came
     * @param wasted that no task used
     * @param failed that did not succeed
     * @param open of which it is not known yet
     * @param coldStarts task starts that are believed to have found their target cold
     */
    public record Totals(
            long runsOpen,
            long problems,
            long sent,
            long used,
            long late,
            long wasted,
            long failed,
            long open,
            long coldStarts) {}

    /**
     * What was believed of a target when a plan was made for it last.
     *
     * @param name its name
     * @param uri its address
     * @param at when that was
     * @param instances that were ready or starting
     * @param warmUntil when the last of them may lapse; null if there is none, or one is in use or always kept
     * @param retentionSeconds how long the platform keeps an idle instance
     * @param coldStart what is known of its cold start
     */
    public record TargetReport(
            String name,
            String uri,
            Instant at,
            int instances,
            @Nullable Instant warmUntil,
            double retentionSeconds,
            ColdStart coldStart) {}

    /**
     * What is known of a cold start.
     *
     * @param medianSeconds its median
     * @param highSeconds its 90th percentile
     * @param measured how many measured ones that rests on; 0 while it is declared or assumed
     */
    public record ColdStart(double medianSeconds, double highSeconds, int measured) {}

    /**
     * A run.
     *
     * @param id what identifies it
     * @param workflow its workflow's name
     * @param decisions what was decided for it, in the order in which it happened
     */
    public record RunReport(String id, String workflow, List<DecisionReport> decisions) {}

    /**
     * What was done for a task, or left undone, and why.
     *
     * @param at when
     * @param kind planned, sent, used, …
     * @param task for which task
     * @param target of which target; empty if the task has none
     * @param text the same for people, with the reason
     */
    public record DecisionReport(Instant at, String kind, String task, String target, String text) {}

    /** The whole; of each run the latest 20 decisions. */
    @ReadOperation
    public Report prewarm() {
        PrewarmStats stats = prewarmer.stats();
        return new Report(
                strategy.toString(),
                new Totals(
                        stats.runsOpen(),
                        stats.problems(),
                        stats.sent(),
                        stats.used(),
                        stats.late(),
                        stats.wasted(),
                        stats.failed(),
                        stats.open(),
                        stats.coldStarts()),
                beliefs.services().stream()
                        .map(PrewarmEndpoint::report)
                        .sorted(Comparator.comparing(TargetReport::name))
                        .toList(),
                runs.latestFirst().stream()
                        .limit(MOST_RUNS)
                        .map(run -> report(run, MOST_DECISIONS))
                        .toList());
    }

    /** The open runs of that id, one of each workflow, with all their decisions; null if there is none. */
    @ReadOperation
    public @Nullable List<RunReport> runs(@Selector String run) {
        List<RunReport> found = runs.latestFirst().stream()
                .filter(open -> open.id().equals(run))
                .map(open -> report(open, Integer.MAX_VALUE))
                .toList();
        return found.isEmpty() ? null : found;
    }

    private static TargetReport report(TargetBelief belief) {
        Instant until = belief.warmUntil();
        boolean known = !until.equals(Instant.MIN) && !until.equals(Instant.MAX);
        return new TargetReport(
                belief.service(),
                belief.address(),
                belief.at(),
                belief.instances(),
                known ? until : null,
                belief.retentionSeconds(),
                new ColdStart(belief.coldStartMedian(), belief.coldStartHigh(), belief.coldStartsMeasured()));
    }

    private static RunReport report(WorkflowRun run, int most) {
        List<DecisionReport> decisions = run.decisions().stream()
                .sorted(Comparator.comparing(Decision::at))
                .map(PrewarmEndpoint::report)
                .toList();
        return new RunReport(
                run.id(),
                run.workflow().name(),
                decisions.subList(Math.max(0, decisions.size() - most), decisions.size()));
    }

    private static DecisionReport report(Decision decision) {
        return new DecisionReport(
                decision.at(),
                decision.kind().name().toLowerCase(Locale.ROOT),
                decision.task(),
                decision.target(),
                decision.describe());
    }
}
