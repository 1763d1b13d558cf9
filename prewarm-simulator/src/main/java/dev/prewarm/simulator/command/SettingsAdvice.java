package dev.prewarm.simulator.command;

import com.google.common.collect.ImmutableList;
import dev.prewarm.simulator.comparison.Simulation;
import dev.prewarm.simulator.report.Figures;
import dev.prewarm.simulator.workload.Arrivals;
import dev.prewarm.simulator.workload.DurationText;
import dev.prewarm.simulator.workload.PlatformSettings;
import dev.prewarm.simulator.workload.Scenario;
import dev.prewarm.simulator.workload.Service;
import dev.prewarm.simulator.workload.Workload;
import java.time.Duration;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which settings of Knative Services are worth changing for a scenario, and why. */
final class SettingsAdvice {
    private static final String PREFIX = "autoscaling.knative.dev/";

    /** What a window is not shortened below: a warm-up must outlast the wait for its task. */
    private static final double SHORTEST_WINDOW = 10;

    /** What a retention is longer than the stable window. */
    private static final Duration BEYOND_WINDOW =
            PlatformSettings.DEFAULT.retention().minus(PlatformSettings.DEFAULT.window());

    /** Until an instance ends that is not needed any more Knative takes about as long beyond the window, in seconds. */
    private static final double KEPT_BEYOND_WINDOW = 3;

    /** More services than so many are not named. */
    private static final int MOST_NAMES = 5;

    private final Scenario scenario;
    private final ImmutableList.Builder<KnativeSetting> settings = ImmutableList.builder();

    private SettingsAdvice(Scenario scenario) {
        this.scenario = scenario;
    }

    /**
     * The settings to change.
     *
     * @param idle how long warmed instances wait for their tasks in a run, all together, in seconds; without those that are
     *     always kept
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

    /** How long an idle instance of a service stays before Knative ends it, in seconds. */
    static double window(Service service) {
        return DurationText.seconds(service.retention().minus(BEYOND_WINDOW));
    }

    /**
     * The services that have been scaled down when the next run calls them: it comes so long after one, and after the last call
     * that one made.
     */
    static List<Service> scaledDownBetweenRuns(Scenario scenario) {
        double gap = gap(scenario.arrivals()).orElse(Double.POSITIVE_INFINITY);
        Map<String, Double> lasting = ServiceCalls.lasting(scenario.workload());
        return scenario.workload().services().stream()
                .filter(service ->
                        gap > 2 * window(service) && gap - lasting.getOrDefault(service.name(), 0.0) > window(service))
                .toList();
    }

    private void window(double idle) {
        Workload workload = scenario.workload();
        double pause = ServiceCalls.longestPause(workload);
        double enough = Math.max(SHORTEST_WINDOW, Math.ceil(Math.max(pause, idle) * 1.25));
        List<Service> longer = scaledDownBetweenRuns(scenario).stream()
                .filter(service -> lapsing(service) > 0)
                .filter(service -> enough <= window(service) / 2)
                .toList();
        if (!longer.isEmpty()) {
            settings.add(new KnativeSetting(
                    PREFIX + "window: \"" + DurationText.of(enough) + "\"",
                    (longer.size() == workload.services().size()) ? "all services" : named(longer),
                    shorterWindow(longer, enough, pause, idle)));
        }
    }

    private String shorterWindow(List<Service> services, double enough, double pause, double idle) {
        OptionalDouble gap = gap(scenario.arrivals());
        DoubleSummaryStatistics windows =
                services.stream().mapToDouble(SettingsAdvice::window).summaryStatistics();
        int instances = services.stream().mapToInt(this::lapsing).sum();
        double less = services.stream()
                .mapToDouble(service -> lapsing(service) * (window(service) - enough))
                .sum();
        return "the next run comes "
                + (gap.isEmpty() ? "long after" : "on average " + Figures.brief(gap.getAsDouble()) + " s after")
                + " this one, so keeping "
                + (instances == 1 ? "an instance" : instances + " instances") + " for "
                + (windows.getMin() < windows.getMax() ? "up to " : "") + DurationText.of(windows.getMax())
                + " after the last call serves nobody; within a run "
                + (pause < 0.005
                        ? "no service is called again after a pause"
                        : "a service pauses for at most " + Figures.brief(pause) + " s between calls"
                                + (varies() ? " where tasks take their median durations" : ""))
                + ", and warmed instances wait "
                + Figures.brief(idle) + " s for their tasks; about "
                + Figures.brief(less)
                + " instance-seconds less a run";
    }

    /** The instances that the widest step of a run needs, but for those that are always kept. */
    private int lapsing(Service service) {
        return Math.max(0, Simulation.widest(scenario.workload(), service) - service.minScale());
    }

    private boolean varies() {
        return !scenario.workload().steps().stream()
                .allMatch(step -> step.duration().constant());
    }

    /** The names of services, or how many they are. */
    private static String named(List<Service> services) {
        return (services.size() <= MOST_NAMES)
                ? services.stream().map(Service::name).collect(Collectors.joining(", "))
                : services.size() + " services";
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
        List<Service> single = scenario.workload().services().stream()
                .filter(service -> service.concurrency() == 1)
                .toList();
        if (!single.isEmpty()) {
            double longest =
                    single.stream().mapToDouble(SettingsAdvice::window).max().orElseThrow();
            settings.add(new KnativeSetting(
                    PREFIX + "target-utilization-percentage: \"100\"",
                    named(single),
                    "with containerConcurrency 1 and the default of 70 %, one call already asks for 1/0.7 instances, so"
                            + " Knative starts two; the second is kept for about "
                            + DurationText.number(longest + KEPT_BEYOND_WINDOW)
                            + " s for nothing (for the whole cluster:"
                            + " container-concurrency-target-percentage in config-autoscaler)"));
        }
    }
}
