package dev.prewarm.knative.manifest;

import static dev.prewarm.knative.manifest.AutoscalingAnnotations.ACTIVATION_SCALE;
import static dev.prewarm.knative.manifest.AutoscalingAnnotations.BEFORE_FLOOR;
import static dev.prewarm.knative.manifest.AutoscalingAnnotations.MIN_SCALE;
import static dev.prewarm.knative.manifest.AutoscalingAnnotations.NO_MIN_SCALE;
import static dev.prewarm.knative.manifest.AutoscalingAnnotations.OLDER_ACTIVATION_SCALE;
import static dev.prewarm.knative.manifest.AutoscalingAnnotations.OLDER_MIN_SCALE;
import static dev.prewarm.knative.manifest.AutoscalingAnnotations.PREFIX;

import dev.prewarm.Target;
import dev.prewarm.knative.Scaling;
import dev.prewarm.knative.ServiceName;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.BiConsumer;

/**
 * What a revision's settings come to for warming. The rule of retention is told at {@code KnativeCatalogue}.
 *
 * @param concurrency calls an instance serves at a time; 0 is unlimited
 * @param retention how long the last instance is kept after its last call
 * @param minScale instances that are always kept
 * @param scaling by how many requests several instances are started
 */
public record RevisionSettings(int concurrency, Duration retention, int minScale, Scaling scaling) {
    /** Ticks of the autoscaler and rounding to full seconds. */
    private static final Duration TICKS = Duration.ofSeconds(1);

    /**
     * What the annotations of a revision come to.
     *
     * @param problems told what cannot be read, by its key; the default is assumed
     */
    public static RevisionSettings from(
            Map<String, String> annotations,
            OptionalInt containerConcurrency,
            AutoscalerSettings defaults,
            BiConsumer<String, String> problems) {
        SettingReader reader = new SettingReader(annotations, problems);
        int concurrency = containerConcurrency.orElse(defaults.containerConcurrency());
        int minScale = minScale(reader, defaults);
        boolean reachesZero = defaults.scaleToZero()
                && reader.text(defaults.autoscalerClass(), PREFIX + "class").equals(AutoscalerSettings.KPA);
        return new RevisionSettings(
                concurrency,
                retention(reader, concurrency, defaults),
                reachesZero ? minScale : Math.max(1, minScale),
                scaling(reader, concurrency, defaults));
    }

    /** A floor that a warm-up has set is not the service's own: without it the service is cold again. */
    private static int minScale(SettingReader reader, AutoscalerSettings defaults) {
        String before = reader.text("", BEFORE_FLOOR);
        if (before.isEmpty()) {
            return reader.count(defaults.minScale(), MIN_SCALE, OLDER_MIN_SCALE);
        }
        return reader.count(defaults.minScale(), before.equals(NO_MIN_SCALE) ? OLDER_MIN_SCALE : BEFORE_FLOOR);
    }

    private static Duration retention(SettingReader reader, int concurrency, AutoscalerSettings defaults) {
        Duration window = reader.duration(defaults.stableWindow(), PREFIX + "window");
        Duration delay =
                reader.duration(defaults.scaleDownDelay(), PREFIX + "scale-down-delay", PREFIX + "scaleDownDelay");
        Duration kept = reader.duration(
                defaults.podRetention(),
                PREFIX + "scale-to-zero-pod-retention-period",
                PREFIX + "scaleToZeroPodRetentionPeriod");
        double burst = reader.number(
                defaults.targetBurstCapacity(), PREFIX + "target-burst-capacity", PREFIX + "targetBurstCapacity");
        double capacity = capacity(reader, concurrency, defaults);
        // One instance alone has capacity to spare: the activator was out of the path, and must first be in it again.
        boolean activatorLeft = burst >= 0 && capacity - burst >= 0;
        Duration last = (activatorLeft && kept.compareTo(defaults.gracePeriod()) < 0) ? defaults.gracePeriod() : kept;
        return window.plus(delay).plus(last).plus(TICKS);
    }

    private static Scaling scaling(SettingReader reader, int concurrency, AutoscalerSettings defaults) {
        double utilization = reader.number(
                        defaults.utilization() * 100,
                        0,
                        100,
                        PREFIX + "target-utilization-percentage",
                        PREFIX + "targetUtilizationPercentage")
                / 100;
        int first = reader.count(1, ACTIVATION_SCALE, OLDER_ACTIVATION_SCALE);
        double aim = capacity(reader, concurrency, defaults) * utilization;
        return new Scaling(Math.max(Scaling.LEAST_AIM, aim), Math.max(1, first));
    }

    private static double capacity(SettingReader reader, int concurrency, AutoscalerSettings defaults) {
        if (reader.text("concurrency", PREFIX + "metric").equals("rps")) {
            return reader.number(defaults.rateTarget(), PREFIX + "target");
        }
        double target =
                reader.number((concurrency == 0) ? defaults.concurrencyTarget() : concurrency, PREFIX + "target");
        return (concurrency == 0) ? target : Math.min(target, concurrency);
    }

    /** The settings on which a warm-up may rely whichever of these revisions gets the call: the least of each. */
    public static RevisionSettings leastOf(List<RevisionSettings> revisions) {
        RevisionSettings least = revisions.get(0);
        for (RevisionSettings other : revisions.subList(1, revisions.size())) {
            int concurrency = (least.concurrency == 0 || other.concurrency == 0)
                    ? Math.max(least.concurrency, other.concurrency)
                    : Math.min(least.concurrency, other.concurrency);
            Duration retention = least.retention.compareTo(other.retention) <= 0 ? least.retention : other.retention;
            least = new RevisionSettings(
                    concurrency,
                    retention,
                    Math.min(least.minScale, other.minScale),
                    mostRequests(least.scaling, other.scaling));
        }
        return least;
    }

    /** By so many requests either starts the instances that are wanted. */
    private static Scaling mostRequests(Scaling one, Scaling other) {
        return new Scaling(Math.max(one.aim(), other.aim()), Math.min(one.activationScale(), other.activationScale()));
    }

    /** The target that a service with these settings is. */
    public Target target(ServiceName service, URI uri) {
        return Target.builder(service.toString(), uri)
                .concurrency(concurrency)
                .retention(retention)
                .minScale(minScale)
                .build();
    }
}
