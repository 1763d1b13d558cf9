package dev.prewarm.simulator.command;

import com.google.common.collect.ImmutableList;
import dev.prewarm.simulator.comparison.Simulation;
import dev.prewarm.simulator.report.Figures;
import dev.prewarm.simulator.workload.Arrivals;
import dev.prewarm.simulator.workload.DurationText;
import dev.prewarm.simulator.workload.Scenario;
import dev.prewarm.simulator.workload.Service;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Which settings of Knative Services are worth changing for a scenario, and why. */
final class SettingsAdvice {
    private static final String PREFIX = "autoscaling.knative.dev/";

    /** What a window is not shortened below: a warm-up must outlast the wait for its task. */
    private static final double SHORTEST_WINDOW = 10;

    private final Scenario scenario;
    private final ImmutableList.Builder<KnativeSetting> settings = ImmutableList.builder();

    private SettingsAdvice(Scenario scenario) {
        this.scenario = scenario;
    }

    /**
     * The settings to change.
     *
     * @param idle how long warmed instances wait for their tasks in a run, all together, in seconds
     * @param keepWarm whether keeping instances for ever is cheaper than any strategy
     */
    static ImmutableList<KnativeSetting> of(Scenario scenario, double idle, boolean keepWarm) {
        SettingsAdvice advice = new SettingsAdvice(scenario);
        if (keepWarm) {
            advice.minScale();
        } else {
            advice.window(idle);
            advice.activationScale();
        }
        advice.utilization();
        return advice.settings.build();
    }

    /** As many instances as are kept by the contestant that is always on. */
    private void minScale() {
        for (Service service : scenario.workload().services()) {
            int instances = Simulation.widest(scenario.workload(), service);
            if (service.minScale() < instances) {
                settings.add(new KnativeSetting(
                        PREFIX + "min-scale: \"" + instances + "\"",
                        service.name(),
                        "runs come so densely that instances which are always there cost less than the cold starts they"
                                + " avoid, and its widest step needs " + instances));
            }
        }
    }

    /** The mean gap between the starts of two runs in seconds; empty for runs that are far apart. */
    static OptionalDouble gap(Arrivals arrivals) {
        if (arrivals instanceof Arrivals.Poisson poisson) {
            return OptionalDouble.of(60 / poisson.perMinute());
        }
        return (arrivals instanceof Arrivals.Every every)
                ? OptionalDouble.of(DurationText.seconds(every.gap()))
                : OptionalDouble.empty();
    }

    /** How many runs there are in a month; null if they are far apart, so that it is not known. */
    static @Nullable Long runsPerMonth(Arrivals arrivals) {
        OptionalDouble gap = gap(arrivals);
        return gap.isEmpty() ? null : (Long) Math.max(1L, Math.round(Advice.SECONDS_A_MONTH / gap.getAsDouble()));
    }

    private void window(double idle) {
        double window = DurationText.seconds(scenario.platform().window());
        double gap = gap(scenario.arrivals()).orElse(Double.POSITIVE_INFINITY);
        if (gap <= 2 * window) {
            return;
        }
        double reuse = ServiceCalls.longestPause(scenario.workload());
        double enough = Math.max(SHORTEST_WINDOW, Math.ceil(Math.max(reuse, idle) * 1.25));
        if (enough <= window / 2) {
            int services = scenario.workload().services().size();
            settings.add(new KnativeSetting(
                    PREFIX + "window: \"" + DurationText.of(enough) + "\"",
                    "all services",
                    "the next run comes "
                            + (Double.isInfinite(gap) ? "long after" : "on average " + Figures.brief(gap) + " s after")
                            + " this one, so keeping " + services + " instances for " + DurationText.of(window)
                            + " after their last call serves nobody; within a run "
                            + (reuse < 0.005
                                    ? "no service is called again after a pause"
                                    : "a service pauses for at most " + Figures.brief(reuse) + " s between calls")
                            + ", and warmed instances wait "
                            + Figures.brief(idle) + " s for their tasks; about "
                            + Figures.brief(services * (window - enough))
                            + " instance-seconds less a run"));
        }
    }

    private void activationScale() {
        ServiceCalls.atOnce(scenario.workload()).forEach((name, calls) -> {
            Service service = scenario.workload().service(name);
            int instances = Simulation.widest(scenario.workload(), service);
            if (instances >= 2 && service.minScale() < instances) {
                settings.add(new KnativeSetting(
                        PREFIX + "activation-scale: \"" + instances + "\"",
                        name,
                        calls + " calls come at once and an instance serves " + service.concurrency()
                                + " at a time; from zero Knative finds that out over 3 to 4 s, with this it starts "
                                + instances + " at once"));
            }
        });
    }

    private void utilization() {
        List<String> names = scenario.workload().services().stream()
                .filter(service -> service.concurrency() == 1)
                .map(Service::name)
                .toList();
        if (!names.isEmpty()) {
            settings.add(new KnativeSetting(
                    PREFIX + "target-utilization-percentage: \"100\"",
                    names.size() <= 5 ? String.join(", ", names) : names.size() + " services",
                    "with containerConcurrency 1 and the default of 70 %, one call already asks for 1/0.7 instances, so"
                            + " Knative starts two; the second is kept for about 63 s for nothing (for the whole cluster:"
                            + " container-concurrency-target-percentage in config-autoscaler)"));
        }
    }
}
