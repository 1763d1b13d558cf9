package dev.prewarm.spring;

import static dev.prewarm.spring.Applications.PAIR;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.Prewarmer;
import dev.prewarm.WorkflowRun;
import dev.prewarm.micrometer.PrewarmMetrics;
import dev.prewarm.testing.RecordingWarmupClient;
import dev.prewarm.testing.VirtualScheduler;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.actuate.autoconfigure.metrics.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.metrics.MetricsAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.metrics.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Meters are there where there is a registry. */
class MetricsTest {
    private static final AutoConfigurations REGISTRY = AutoConfigurations.of(
            MetricsAutoConfiguration.class,
            CompositeMeterRegistryAutoConfiguration.class,
            SimpleMetricsExportAutoConfiguration.class);

    @Test
    void withARegistryTotalsAndDecisionsAreCounted() {
        Applications.virtual().withConfiguration(REGISTRY).run(context -> {
            try (WorkflowRun run = context.getBean(Prewarmer.class).start(PAIR)) {
                run.started("first");
                context.getBean(VirtualScheduler.class).advance(Duration.ofSeconds(2));
            }
            MeterRegistry registry = context.getBean(MeterRegistry.class);
            assertThat(registry.get("prewarm.runs").functionCounter().count()).isEqualTo(1);
            assertThat(registry.get("prewarm.decisions")
                            .tags("target", "second", "workflow", "pair", "strategy", "next-hop")
                            .tag("kind", "sent")
                            .counter()
                            .count())
                    .isEqualTo(1);
        });
    }

    @Configuration(proxyBeanMethods = false)
    static class GaugeOfItsOwn {
        @Bean
        MeterBinder open(Prewarmer prewarmer) {
            return registry ->
                    registry.gauge("open", prewarmer, watched -> watched.stats().runsOpen());
        }
    }

    /** Each asks for the other there: the Prewarmer for the registry, and the registry for what it shows of the Prewarmer. */
    @Test
    void whereAllBeansAreLazyTotalsAndDecisionsAreCounted() {
        Applications.virtual()
                .withConfiguration(REGISTRY)
                .withUserConfiguration(GaugeOfItsOwn.class)
                .withInitializer(context ->
                        context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
                .run(context -> {
                    try (WorkflowRun run = context.getBean(Prewarmer.class).start(PAIR)) {
                        run.started("first");
                        context.getBean(VirtualScheduler.class).advance(Duration.ofSeconds(2));
                        MeterRegistry registry = context.getBean(MeterRegistry.class);
                        assertThat(registry.get("prewarm.runs")
                                        .functionCounter()
                                        .count())
                                .isEqualTo(1);
                        assertThat(registry.get("open").gauge().value()).isEqualTo(1);
                        assertThat(registry.get("prewarm.decisions")
                                        .tag("kind", "sent")
                                        .counter()
                                        .count())
                                .isEqualTo(1);
                    }
                });
    }

    @Test
    void withoutARegistryThereAreNone() {
        Applications.plain()
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean(PrewarmMetrics.class)
                        .doesNotHaveBean("prewarmMetricsListener"));
    }

    @Configuration(proxyBeanMethods = false)
    static class TwoPrewarmers {
        @Bean
        Prewarmer orders() {
            return Prewarmer.builder(RecordingWarmupClient.of(new VirtualScheduler(), Duration.ZERO))
                    .build();
        }

        @Bean
        Prewarmer images() {
            return Prewarmer.builder(RecordingWarmupClient.of(new VirtualScheduler(), Duration.ZERO))
                    .build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class TwoRegistries {
        @Bean
        MeterRegistry one() {
            return new SimpleMeterRegistry();
        }

        @Bean
        MeterRegistry other() {
            return new SimpleMeterRegistry();
        }
    }

    @Test
    void ofSeveralPrewarmersDecisionsAreCountedButNoTotals() {
        Applications.plain()
                .withUserConfiguration(TwoPrewarmers.class)
                .withBean(SimpleMeterRegistry.class)
                .withPropertyValues("management.endpoints.web.exposure.include=*")
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasBean("prewarmMetricsListener")
                        .doesNotHaveBean(PrewarmMetrics.class)
                        .doesNotHaveBean(PrewarmEndpoint.class)
                        .doesNotHaveBean("prewarmHealthIndicator"));
    }

    @Test
    void ofSeveralPrewarmersThePrimaryOneHasTotals() {
        Applications.plain()
                .withUserConfiguration(TwoPrewarmers.class)
                .withBean("main", Prewarmer.class, new TwoPrewarmers()::orders, bean -> bean.setPrimary(true))
                .withBean(SimpleMeterRegistry.class)
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(PrewarmMetrics.class));
    }

    @Test
    void severalRegistriesOfWhichNoneIsPrimaryHaveNoMeters() {
        Applications.plain()
                .withUserConfiguration(TwoRegistries.class)
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean(PrewarmMetrics.class)
                        .doesNotHaveBean("prewarmMetricsListener"));
    }
}
