package dev.prewarm.spring;

import dev.prewarm.PrewarmListener;
import dev.prewarm.Prewarmer;
import dev.prewarm.micrometer.PrewarmMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;

/**
 * The meters of {@link PrewarmMetrics}, where the application has a registry, or a primary one: decisions by target, workflow, strategy
 * and kind; and totals, where it has one Prewarmer, or a primary one. An application with several binds the totals of those that it wants.
 */
@AutoConfiguration(
        after = PrewarmAutoConfiguration.class,
        // The same one, where Spring Boot 3 has it and where 4 has it.
        afterName = {
            "org.springframework.boot.actuate.autoconfigure.metrics.CompositeMeterRegistryAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration"
        })
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnSingleCandidate(MeterRegistry.class)
public class PrewarmMetricsAutoConfiguration {
    /** Made by Spring. */
    public PrewarmMetricsAutoConfiguration() {}

    /**
     * Never lazily: the Prewarmer needs it, it needs the registry, and a registry that is made after all else asks for what is bound to
     * it at once, such as the totals, which need the Prewarmer.
     */
    @Bean
    @Lazy(false)
    @ConditionalOnMissingBean(name = "prewarmMetricsListener")
    PrewarmListener prewarmMetricsListener(MeterRegistry registry) {
        return PrewarmMetrics.listener(registry);
    }

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnSingleCandidate(Prewarmer.class)
    PrewarmMetrics prewarmMetrics(Prewarmer prewarmer) {
        return new PrewarmMetrics(prewarmer);
    }
}
