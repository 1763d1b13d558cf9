package dev.prewarm.spring;

import static dev.prewarm.spring.Applications.PAIR;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.Prewarmer;
import dev.prewarm.WorkflowRun;
import dev.prewarm.micrometer.PrewarmMetrics;
import dev.prewarm.testing.VirtualScheduler;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.autoconfigure.metrics.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.metrics.MetricsAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.metrics.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;

/** Meters are there where there is a registry. */
class MetricsTest {
    @Test
    void withARegistryTotalsAndDecisionsAreCounted() {
        Applications.virtual()
                .withConfiguration(AutoConfigurations.of(
                        MetricsAutoConfiguration.class,
                        CompositeMeterRegistryAutoConfiguration.class,
                        SimpleMetricsExportAutoConfiguration.class))
                .run(context -> {
                    try (WorkflowRun run = context.getBean(Prewarmer.class).start(PAIR)) {
                        run.started("first");
                        context.getBean(VirtualScheduler.class).advance(Duration.ofSeconds(2));
                    }
                    MeterRegistry registry = context.getBean(MeterRegistry.class);
                    assertThat(registry.get("prewarm.runs").functionCounter().count())
                            .isEqualTo(1);
                    assertThat(registry.get("prewarm.decisions")
                                    .tags("target", "second", "workflow", "pair", "strategy", "next-hop")
                                    .tag("kind", "sent")
                                    .counter()
                                    .count())
                            .isEqualTo(1);
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
}
