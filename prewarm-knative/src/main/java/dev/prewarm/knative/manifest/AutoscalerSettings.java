package dev.prewarm.knative.manifest;

import java.time.Duration;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * What holds for all revisions unless one says otherwise: the ConfigMaps {@code config-autoscaler} and {@code
 * config-defaults}, and for keys that they lack the defaults in Knative's code (a stock installation sets none).
 *
 * @param containerConcurrency calls an instance serves at a time; 0 is unlimited
 * @param concurrencyTarget calls at a time that the autoscaler aims at where concurrency is unlimited
 * @param utilization the part of its target that the autoscaler aims at, above 0 to 1
 * @param rateTarget calls a second that it aims at for revisions that are scaled by rate
 * @param targetBurstCapacity spare capacity below which the activator stays in the path; −1 for always
 * @param stableWindow over which concurrency is averaged
 * @param gracePeriod for which the activator must have been in the path before the last instance goes
 * @param podRetention for which the last instance is kept in any case
 * @param scaleDownDelay for which a fall of the average must last
 */
public record AutoscalerSettings(
        int containerConcurrency,
        double concurrencyTarget,
        double utilization,
        double rateTarget,
        double targetBurstCapacity,
        Duration stableWindow,
        Duration gracePeriod,
        Duration podRetention,
        Duration scaleDownDelay,
        boolean scaleToZero,
        int minScale,
        String autoscalerClass) {

    static final String KPA = "kpa.autoscaling.knative.dev";
    /** The settings of a stock installation, which sets none: the defaults in Knative's code. */
    public static final AutoscalerSettings CODE_DEFAULTS = from(Map.of(), Map.of(), (key, text) -> {});

    /**
     * The settings that these ConfigMaps make.
     *
     * @param problems told what cannot be read, by its key; the default is assumed
     */
    public static AutoscalerSettings from(
            Map<String, String> configAutoscaler,
            Map<String, String> configDefaults,
            BiConsumer<String, String> problems) {
        SettingReader autoscaler = new SettingReader(configAutoscaler, problems);
        SettingReader defaults = new SettingReader(configDefaults, problems);
        return new AutoscalerSettings(
                defaults.count(0, "container-concurrency"),
                autoscaler.number(100, "container-concurrency-target-default"),
                utilization(autoscaler),
                autoscaler.number(200, "requests-per-second-target-default"),
                autoscaler.number(211, "target-burst-capacity"),
                autoscaler.duration(Duration.ofSeconds(60), "stable-window"),
                autoscaler.duration(Duration.ofSeconds(30), "scale-to-zero-grace-period"),
                autoscaler.duration(Duration.ZERO, "scale-to-zero-pod-retention-period"),
                autoscaler.duration(Duration.ZERO, "scale-down-delay"),
                autoscaler.flag(true, "enable-scale-to-zero"),
                autoscaler.count(0, "min-scale"),
                autoscaler.text(KPA, "pod-autoscaler-class"));
    }

    /** Knative takes up to 1 for a part of one, and more for a percentage. */
    private static double utilization(SettingReader autoscaler) {
        double given = autoscaler.number(70, 0, 100, "container-concurrency-target-percentage");
        return (given > 1) ? given / 100 : given;
    }
}
