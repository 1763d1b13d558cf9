package dev.prewarm.spring;

import org.springframework.boot.actuate.autoconfigure.health.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The health indicator {@code prewarm}. The types of health have moved from Spring Boot 3 to 4: there is one configuration for each, of
 * which the other is never loaded.
 */
@AutoConfiguration(after = PrewarmAutoConfiguration.class)
@ConditionalOnBean(SeenWarmups.class)
public class PrewarmHealthAutoConfiguration {
    /** Made by Spring. */
    public PrewarmHealthAutoConfiguration() {}

    /** With the types of Spring Boot 3. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "org.springframework.boot.actuate.health.HealthIndicator")
    @ConditionalOnEnabledHealthIndicator("prewarm")
    static class Boot3 {
        @Bean
        @ConditionalOnMissingBean(name = "prewarmHealthIndicator")
        HealthIndicator prewarmHealthIndicator(SeenWarmups warmups, PrewarmProperties properties) {
            FailingTargets targets = new FailingTargets(warmups, properties.health());
            return () -> {
                FailingTargets.Finding finding = targets.find();
                return Health.status(finding.status())
                        .withDetails(finding.details())
                        .build();
            };
        }
    }

    /** With the types of Spring Boot 4. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "org.springframework.boot.health.contributor.HealthIndicator")
    @org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator("prewarm")
    static class Boot4 {
        @Bean
        @ConditionalOnMissingBean(name = "prewarmHealthIndicator")
        org.springframework.boot.health.contributor.HealthIndicator prewarmHealthIndicator(
                SeenWarmups warmups, PrewarmProperties properties) {
            FailingTargets targets = new FailingTargets(warmups, properties.health());
            return () -> {
                FailingTargets.Finding finding = targets.find();
                return org.springframework.boot.health.contributor.Health.status(finding.status())
                        .withDetails(finding.details())
                        .build();
            };
        }
    }
}
