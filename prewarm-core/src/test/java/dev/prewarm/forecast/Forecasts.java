package dev.prewarm.forecast;

import static dev.prewarm.TaskOption.lasting;

import dev.prewarm.Target;
import dev.prewarm.TaskOption;
import dev.prewarm.Workflow;
import dev.prewarm.testing.FixedRunView;
import dev.prewarm.testing.FixedWarmth;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;

/** Runs made by hand, ten seconds after their start, and what is forecast of them. */
final class Forecasts {
    static final double NEVER = Double.POSITIVE_INFINITY;
    static final Instant NOW = Instant.EPOCH.plusSeconds(10);
    /** Always warm; but its cold start would take so long that forecasts look an hour ahead. */
    static final Target KEPT = Target.builder("kept", URI.create("http://kept.test"))
            .coldStart(Duration.ofHours(1))
            .build();

    private Forecasts() {}

    static TaskOption takes(double seconds) {
        return lasting(Duration.ofMillis(Math.round(seconds * 1_000)));
    }

    static Instant in(double seconds) {
        return NOW.plusMillis(Math.round(seconds * 1_000));
    }

    static FixedRunView.Builder run(Workflow workflow) {
        FixedRunView.Builder run = FixedRunView.of(workflow).now(NOW);
        boolean kept = workflow.targets().contains(KEPT);
        return kept ? run.warmth("kept", FixedWarmth.ready(1, Integer.MAX_VALUE, NOW.plus(Duration.ofDays(1)))) : run;
    }

    static Seen seen(FixedRunView.Builder run) {
        return seen(run, LearnedStatistics.empty());
    }

    static Seen seen(FixedRunView.Builder run, LearnedStatistics statistics) {
        FixedRunView view = run.build();
        return Seen.of(view, new Forecaster(statistics).forecast(view));
    }

    static double share(List<Double> values, double value) {
        return (double) Collections.frequency(values, value) / values.size();
    }

    static double mean(List<Double> values) {
        return values.stream().mapToDouble(v -> v).average().orElseThrow();
    }
}
