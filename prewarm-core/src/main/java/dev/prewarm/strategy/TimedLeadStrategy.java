package dev.prewarm.strategy;

import static com.google.common.base.Preconditions.checkArgument;

import dev.prewarm.Forecast;
import dev.prewarm.Plan;
import dev.prewarm.PrewarmStrategy;
import dev.prewarm.Rationale;
import dev.prewarm.RunView;
import dev.prewarm.Task;
import dev.prewarm.Warmup;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Warms each task a lead before its predicted start: {@code sendAt = median(T) − lead}, where T is the start of the task
 * in the forecast's futures, and the lead is fixed or a quantile of the learned cold start.
 *
 * <p>A task that is reached in less than half of the futures is left cold. It assumes that being early and being late cost about the same, and loses where
 * starts vary much: half of the warm-ups are then late, however cheap idling is (see {@link CostAwareStrategy}), and
 * where what is warmed is not on the critical path.
 *
 * <p>Ancestry: ORION (Mahgoub et al., OSDI 2022) and Xanadu (Daw et al., Middleware 2020) time warm-ups by predicted
 * starts; here the prediction is renewed at every event of the run.
 */
public final class TimedLeadStrategy implements PrewarmStrategy {
    private final @Nullable Duration fixedLead;
    private final double quantile;

    private TimedLeadStrategy(@Nullable Duration fixedLead, double quantile) {
        this.fixedLead = fixedLead;
        this.quantile = quantile;
    }

    /**
     * With a fixed lead.
     *
     * @throws IllegalArgumentException if the lead is negative
     */
    public static TimedLeadStrategy of(Duration lead) {
        checkArgument(!lead.isNegative(), "lead: %s, but 0 or more is needed", lead);
        return new TimedLeadStrategy(lead, 0);
    }

    /**
     * With a quantile of the learned cold start as the lead.
     *
     * @param quantile 0 to 1; 0.5 is the median
     * @throws IllegalArgumentException if the quantile is out of its range
     */
    public static TimedLeadStrategy ofQuantile(double quantile) {
        checkArgument(quantile >= 0 && quantile <= 1, "quantile: %s, but 0 to 1 is allowed", quantile);
        return new TimedLeadStrategy(null, quantile);
    }

    @Override
    public Plan plan(RunView run) {
        Forecast forecast = run.forecast();
        Plan.Builder plan = Plan.builder();
        for (Task task : forecast.tasks()) {
            boolean wanted =
                    task.target().isPresent() && run.rounds(task) == 0 && forecast.reachProbability(task) >= 0.5;
            if (wanted) {
                double start = Quantiles.ofFinite(forecast.starts(task), 0.5);
                // A task that could start now is about to, unless it is known to be queued.
                if (start > 0 || !run.ready().contains(task)) {
                    plan.warm(warmup(run, forecast, task, start));
                }
            }
        }
        if (forecast.nextLook().isBefore(Instant.MAX)) {
            plan.reviewAt(forecast.nextLook());
        }
        return plan.build();
    }

    private Warmup warmup(RunView run, Forecast forecast, Task task, double start) {
        double lead = (fixedLead == null) ? coldStart(forecast, task) : Quantiles.seconds(fixedLead);
        return Immediate.warmup(
                run,
                task,
                Quantiles.after(run.now(), Math.max(0, start - lead)),
                Quantiles.after(run.now(), start),
                new Reason(start, lead));
    }

    private double coldStart(Forecast forecast, Task task) {
        double[] values = forecast.coldStarts(task);
        Arrays.sort(values);
        return Quantiles.ofSorted(values, values.length, quantile);
    }

    /**
     * Why it is sent when it is.
     *
     * @param startsInSeconds the median time to the task's start
     * @param leadSeconds by how much the warm-up is earlier
     */
    public record Reason(double startsInSeconds, double leadSeconds) implements Rationale {
        @Override
        public String sentence() {
            return String.format(
                    Locale.ROOT,
                    "the task is expected in %.3f s, and the lead is %.3f s",
                    startsInSeconds,
                    leadSeconds);
        }
    }

    @Override
    public String toString() {
        return (fixedLead == null) ? "timed-lead p" + Math.round(100 * quantile) : "timed-lead " + fixedLead;
    }
}
