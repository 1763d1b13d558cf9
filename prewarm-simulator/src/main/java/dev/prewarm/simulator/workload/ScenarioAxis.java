package dev.prewarm.simulator.workload;

import com.google.common.collect.ImmutableList;
import dev.prewarm.text.NearestName;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * One change of a scenario, such as a shorter window or lost warm-ups, that is crossed with others. Written after the
 * name of a scenario and a plus sign: {@code paper+window-6s}.
 */
public final class ScenarioAxis {
    private static final ImmutableList<ScenarioAxis> ALL = ImmutableList.<ScenarioAxis>builder()
            .add(coldCv("0", 0))
            .add(coldCv("0.3", 0.3))
            .add(coldCv("1", 1))
            .add(coldCv("2.2", 2.2))
            .add(window(6))
            .add(window(60))
            .add(window(90))
            .add(poisson("0.1", 0.1))
            .add(poisson("0.5", 0.5))
            .add(poisson("2", 2))
            .add(poisson("10", 10))
            .add(axis(
                    "every-30s",
                    "a run every 30 s",
                    builder -> builder.arrivals(new Arrivals.Every(Duration.ofSeconds(30)))))
            .add(axis(
                    "overlap",
                    "a run every 2 s, so that runs overlap and share instances",
                    builder -> builder.arrivals(new Arrivals.Every(Duration.ofSeconds(2)))))
            .add(axis(
                    "announced", "each run announced 10 s ahead", builder -> builder.announce(Duration.ofSeconds(10))))
            .add(axis("trained", "strategies have learned before", builder -> builder.trained(true)))
            .add(axis("drift", "durations ×3 half way", builder -> builder.drift(new Drift(3, 0.5))))
            .add(axis("lost", "5 % of warm-ups lost", builder -> builder.faults(new WarmupFaults(0.05, 0))))
            .add(axis("hang", "5 % of warm-ups never answered", builder -> builder.faults(new WarmupFaults(0, 0.05))))
            .add(axis(
                    "creation-2",
                    "the platform creates at most 2 instances a second",
                    builder -> builder.platform(builder.build().platform().withCreationsPerSecond(2))))
            .add(axis(
                    "contention",
                    "instances that start at the same time slow each other down, by a fifth each",
                    builder -> builder.platform(builder.build().platform().withContention(0.2))))
            .add(kpa(1))
            .add(kpa(10))
            .build();

    private final String name;
    private final String description;
    private final UnaryOperator<Scenario.Builder> change;

    private ScenarioAxis(String name, String description, UnaryOperator<Scenario.Builder> change) {
        this.name = name;
        this.description = description;
        this.change = change;
    }

    /** All changes, in the order in which they are listed. */
    public static List<ScenarioAxis> all() {
        return ALL;
    }

    /**
     * The change of that name.
     *
     * @throws InvalidInputException if there is none; the message names the nearest
     */
    public static ScenarioAxis named(String name) {
        return ALL.stream().filter(axis -> axis.name.equals(name)).findFirst().orElseThrow(() -> {
            List<String> known = ALL.stream().map(ScenarioAxis::name).toList();
            return new InvalidInputException("unknown axis \"" + name + "\"" + NearestName.hint(name, known));
        });
    }

    /** What identifies the change. */
    public String name() {
        return name;
    }

    /** One line for people. */
    public String description() {
        return description;
    }

    /** The scenario changed, under the name that says so. */
    public Scenario applyTo(Scenario scenario) {
        return change.apply(scenario.toBuilder())
                .name(scenario.name() + "+" + name)
                .description(scenario.description() + "; " + description)
                .build();
    }

    @Override
    public String toString() {
        return name;
    }

    private static ScenarioAxis axis(String name, String description, UnaryOperator<Scenario.Builder> change) {
        return new ScenarioAxis(name, description, change);
    }

    private static ScenarioAxis coldCv(String text, double cv) {
        return axis("cold-cv-" + text, "cold starts with the same mean and CV " + text, builder -> {
            Workload workload = builder.build().workload();
            return builder.workload(workload.withServices(service -> {
                double mean = service.coldStart().mean();
                return service.withColdStart(Distribution.logNormalByMean(mean, mean * cv));
            }));
        });
    }

    private static ScenarioAxis window(int seconds) {
        return axis(
                "window-" + seconds + "s",
                "a stable window of " + seconds + " s",
                builder -> builder.window(Duration.ofSeconds(seconds)));
    }

    private static ScenarioAxis kpa(int concurrency) {
        return axis(
                "kpa-cc" + concurrency,
                "Knative's autoscaler, containerConcurrency " + concurrency,
                builder -> builder.workload(builder.build()
                                .workload()
                                .withServices(service -> service.withConcurrency(concurrency)))
                        .autoscaler(AutoscalerModel.KPA));
    }

    private static ScenarioAxis poisson(String text, double perMinute) {
        return axis(
                "poisson-" + text,
                "runs arrive at random, " + text + " a minute on average",
                builder -> builder.arrivals(new Arrivals.Poisson(perMinute)));
    }
}
