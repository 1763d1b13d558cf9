package dev.prewarm.simulator.workload;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import dev.prewarm.Target;
import dev.prewarm.testing.knative.Autoscaling;
import dev.prewarm.testing.knative.KpaSettings;
import dev.prewarm.testing.knative.ServiceSettings;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A service of a {@link Workload}: what is declared of it, and how long it really takes to start.
 *
 * @param name legal as the name of a Knative Service: lower-case letters, digits and hyphens, at most 63
 * @param uri where it answers
 * @param concurrency calls that one instance serves at a time; 0 is unlimited
 * @param retention how long an idle instance is kept
 * @param minScale instances that are always kept
 * @param coldStart the true distribution of the time from the creation of an instance to its readiness
 */
public record Service(String name, URI uri, int concurrency, Duration retention, int minScale, Distribution coldStart) {
    private static final Pattern LEGAL = Pattern.compile("[a-z]([-a-z0-9]{0,61}[a-z0-9])?");

    /** @throws IllegalArgumentException if the name is not legal, or a setting is out of its range */
    public Service {
        checkLegal(name);
        requireNonNull(coldStart, "coldStart");
        checkArgument(minScale <= 1000, "service %s: min-scale %s, but 0 to 1000 is allowed", name, minScale);
        checkArgument(concurrency <= 1000, "service %s: concurrency %s, but 0 to 1000 is allowed", name, concurrency);
        target(name, uri, concurrency, retention, minScale);
    }

    /** A service at a local address, with unlimited concurrency, the platform's retention, and scaled to zero. */
    public static Service of(String name, Distribution coldStart) {
        return new Service(name, defaultUri(name), 0, Target.DEFAULT_RETENTION, 0, coldStart);
    }

    static URI defaultUri(String name) {
        return URI.create("http://" + name + ".default.svc.cluster.local");
    }

    static String checkLegal(String name) {
        checkArgument(
                legal(name),
                "service name \"%s\" is not legal: lower-case letters, digits and hyphens, beginning with a letter and"
                        + " not ending with a hyphen, at most 63, are allowed",
                name);
        return name;
    }

    static boolean legal(String name) {
        return LEGAL.matcher(name).matches();
    }

    /** The service as the library is told of it: without any prior of its cold start. */
    public Target toTarget() {
        return target(name, uri, concurrency, retention, minScale);
    }

    private static Target target(String name, URI uri, int concurrency, Duration retention, int minScale) {
        return Target.builder(name, uri)
                .concurrency(concurrency)
                .retention(retention)
                .minScale(minScale)
                .build();
    }

    /**
     * How it is deployed, but for the time that its instances take to start.
     *
     * @param seed of what is random in the autoscaler
     * @throws IllegalArgumentException if no stable window of Knative gives this retention
     */
    public ServiceSettings.Builder settings(AutoscalerModel autoscaler, long seed) {
        ServiceSettings.Builder settings = ServiceSettings.builder(name);
        if (autoscaler == AutoscalerModel.KPA) {
            settings.kpa(KpaSettings.of(Map.of(), Map.of("window", window())), seed);
        } else {
            settings.autoscaling(Autoscaling.ideal(retention));
        }
        return settings.containerConcurrency(concurrency).minScale(minScale);
    }

    /** The stable window that keeps instances for the retention. */
    private String window() {
        long seconds = retention.plusNanos(999_999_999).toSeconds() - PlatformSettings.BEYOND_WINDOW.toSeconds();
        checkArgument(
                seconds >= 6 && seconds <= 3600,
                "service %s: retention %s, but 7s to 3601s is allowed with the autoscaler kpa",
                name,
                DurationText.of(retention));
        return seconds + "s";
    }

    /** The same service with another concurrency. */
    public Service withConcurrency(int calls) {
        return new Service(name, uri, calls, retention, minScale, coldStart);
    }

    /** The same service with another retention. */
    public Service withRetention(Duration kept) {
        return new Service(name, uri, concurrency, kept, minScale, coldStart);
    }

    /** The same service with another cold start. */
    public Service withColdStart(Distribution other) {
        return new Service(name, uri, concurrency, retention, minScale, other);
    }
}
