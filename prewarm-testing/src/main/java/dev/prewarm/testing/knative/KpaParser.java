package dev.prewarm.testing.knative;

import static com.google.common.base.Preconditions.checkArgument;

import dev.prewarm.text.GoDuration;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads the autoscaler's settings from Knative's own keys.
 *
 * <p>Follows {@code pkg/autoscaler/config/config.go} and {@code pkg/apis/autoscaling/register.go} of Knative Serving.
 */
final class KpaParser {
    private static final String PREFIX = "autoscaling.knative.dev/";

    /** Keys of the ConfigMap, and what the annotation of the same meaning is called. */
    private static final Map<String, String> CONFIG = Map.ofEntries(
            Map.entry("container-concurrency-target-percentage", "target-utilization-percentage"),
            Map.entry("container-concurrency-target-default", "container-concurrency-target-default"),
            Map.entry("target-burst-capacity", "target-burst-capacity"),
            Map.entry("stable-window", "window"),
            Map.entry("panic-window-percentage", "panic-window-percentage"),
            Map.entry("panic-threshold-percentage", "panic-threshold-percentage"),
            Map.entry("max-scale-up-rate", "max-scale-up-rate"),
            Map.entry("max-scale-down-rate", "max-scale-down-rate"),
            Map.entry("enable-scale-to-zero", "enable-scale-to-zero"),
            Map.entry("scale-to-zero-grace-period", "scale-to-zero-grace-period"),
            Map.entry("scale-to-zero-pod-retention-period", "scale-to-zero-pod-retention-period"),
            Map.entry("scale-down-delay", "scale-down-delay"),
            Map.entry("min-scale", "min-scale"),
            Map.entry("max-scale", "max-scale"),
            Map.entry("initial-scale", "initial-scale"),
            Map.entry("activator-capacity", "activator-capacity"),
            Map.entry("pod-autoscaler-class", "class"),
            // The documentation of the ConfigMap, which Knative ignores as well.
            Map.entry("_example", "_example"));

    private static final Set<String> ANNOTATIONS = Set.of(
            "target-utilization-percentage",
            "target",
            "target-burst-capacity",
            "window",
            "panic-window-percentage",
            "panic-threshold-percentage",
            "scale-to-zero-pod-retention-period",
            "scale-down-delay",
            "min-scale",
            "max-scale",
            "initial-scale",
            "activation-scale",
            "class",
            "metric",
            "metric-aggregation-algorithm");

    private final Map<String, String> values = new HashMap<>();

    private KpaParser() {}

    static KpaSettings parse(Map<String, String> configMap, Map<String, String> annotations) {
        KpaParser parser = new KpaParser();
        configMap.forEach(parser::config);
        annotations.forEach(parser::annotation);
        return parser.settings();
    }

    private void config(String key, String value) {
        String name = CONFIG.get(key);
        checkArgument(
                name != null, "config-autoscaler has no key \"%s\" here; known: %s", key, sorted(CONFIG.keySet()));
        values.put(name, value.strip());
    }

    private void annotation(String key, String value) {
        String bare = key.startsWith(PREFIX) ? key.substring(PREFIX.length()) : key;
        String name = bare.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
        checkArgument(
                ANNOTATIONS.contains(name),
                "no annotation \"%s\" is known here; known: %s{%s}",
                key,
                PREFIX,
                String.join(", ", sorted(ANNOTATIONS)));
        values.put(name, value.strip());
    }

    private static Set<String> sorted(Set<String> names) {
        return new TreeSet<>(names);
    }

    private KpaSettings settings() {
        only("class", "kpa.autoscaling.knative.dev");
        only("metric", "concurrency");
        only("metric-aggregation-algorithm", "linear");
        double percentage = number("target-utilization-percentage", 70);
        return new KpaSettings(
                // Knative takes fractions too.
                (percentage > 1) ? percentage / 100 : percentage,
                number("container-concurrency-target-default", 100),
                number("target", 0),
                number("target-burst-capacity", 211),
                duration("window", Duration.ofSeconds(60)),
                number("panic-window-percentage", 10),
                number("panic-threshold-percentage", 200),
                number("max-scale-up-rate", 1000),
                number("max-scale-down-rate", 2),
                bool("enable-scale-to-zero", true),
                duration("scale-to-zero-grace-period", Duration.ofSeconds(30)),
                duration("scale-to-zero-pod-retention-period", Duration.ZERO),
                duration("scale-down-delay", Duration.ZERO),
                count("min-scale", 0),
                count("max-scale", 0),
                count("initial-scale", 0),
                count("activation-scale", 1));
    }

    private void only(String key, String modelled) {
        String given = values.getOrDefault(key, modelled);
        checkArgument(given.equals(modelled), "%s: \"%s\", but only \"%s\" is modelled", key, given, modelled);
    }

    private double number(String key, double otherwise) {
        String given = values.get(key);
        if (given == null) {
            return otherwise;
        }
        try {
            double number = Double.parseDouble(given);
            checkArgument(Double.isFinite(number), "%s: \"%s\" is not a finite number", key, given);
            return number;
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(key + ": \"" + given + "\" is not a number", e);
        }
    }

    private int count(String key, int otherwise) {
        String given = values.get(key);
        if (given == null) {
            return otherwise;
        }
        try {
            return Integer.parseInt(given);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(key + ": \"" + given + "\" is not a whole number", e);
        }
    }

    private boolean bool(String key, boolean otherwise) {
        String given = values.getOrDefault(key, String.valueOf(otherwise));
        checkArgument(
                given.equals("true") || given.equals("false"), "%s: \"%s\", but true or false is needed", key, given);
        return given.equals("true");
    }

    private Duration duration(String key, Duration otherwise) {
        String given = values.get(key);
        if (given == null) {
            return otherwise;
        }
        return GoDuration.parse(given)
                .orElseThrow(() -> new IllegalArgumentException(
                        key + ": \"" + given + "\" is not a duration; write for example 60s, 1m30s or 500ms"));
    }
}
