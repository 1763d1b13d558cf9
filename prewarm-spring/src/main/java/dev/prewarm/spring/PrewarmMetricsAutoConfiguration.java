package dev.prewarm.spring;

import dev.prewarm.PrewarmListener;
import dev.prewarm.Prewarmer;
import dev.prewarm.micrometer.PrewarmMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * The meters of {@link PrewarmMetrics}, where the application has a registry: totals, and decisions by target, workflow, strategy and
 * kind.
 */
@AutoConfiguration(
        after = PrewarmAutoConfiguration.class,
        // The same one, where Spring Boot 3 has it and where 4 has it.
        afterName = {
            "org.springframework.boot.actuate.autoconfigure.metrics.CompositeMeterRegistryAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration"
        })
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean(MeterRegistry.class)
public class PrewarmMetricsAutoConfiguration {
    /** Made by Spring. */
    public PrewarmMetricsAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean(name = "prewarmMetricsListener")
    PrewarmListener prewarmMetricsListener(MeterRegistry registry) {
        return PrewarmMetrics.listener(registry);
    }

    @Bean
    @ConditionalOnMissingBean
    PrewarmMetrics prewarmMetrics(Prewarmer prewarmer) {
        return new PrewarmMetrics(prewarmer);
    }
}
