package dev.prewarm.spring;

import static dev.prewarm.spring.Applications.FORK;
import static dev.prewarm.spring.Applications.PAIR;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.Decision;
import dev.prewarm.FileStatisticsStore;
import dev.prewarm.PrewarmListener;
import dev.prewarm.PrewarmStrategy;
import dev.prewarm.Prewarmer;
import dev.prewarm.StatisticsStore;
import dev.prewarm.WarmupClient;
import dev.prewarm.WorkflowRun;
import dev.prewarm.knative.client.KnativeWarmupClient;
import dev.prewarm.testing.RecordingWarmupClient;
import dev.prewarm.testing.VirtualScheduler;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** What is made of the starter alone, and what gives way to the application's own beans. */
class PrewarmAutoConfigurationTest {
    @Test
    void withoutAnyPropertyThereIsAPrewarmerThatWarmsKnativeServicesByTheNextHop() {
        Applications.plain().run(context -> {
            assertThat(context).hasSingleBean(Prewarmer.class).hasSingleBean(KnativeWarmupClient.class);
            assertThat(context.getBean(PrewarmStrategy.class)).hasToString("next-hop");
            assertThat(context).doesNotHaveBean(StatisticsStore.class);
            assertThat(context).getBean(WarmupClient.class).isInstanceOf(KnativeWarmupClient.class);
        });
    }

    @Test
    void aRunIsWarmedThroughTheClientThatTheApplicationHas() {
        Applications.virtual().run(context -> {
            VirtualScheduler time = context.getBean(VirtualScheduler.class);
            try (WorkflowRun run = context.getBean(Prewarmer.class).start(PAIR)) {
                run.started("first");
                time.advance(Duration.ofSeconds(3));
            }
            assertThat(context.getBean(RecordingWarmupClient.class).requests())
                    .extracting(recorded -> recorded.request().target().name())
                    .containsExactly("second");
            assertThat(context).doesNotHaveBean(KnativeWarmupClient.class);
        });
    }

    @Test
    void propertiesNameTheStrategy() {
        assertStrategy("none", "prewarm.strategy=none");
        assertStrategy("full-path", "prewarm.strategy=full-path");
        assertStrategy("cost-aware at 10.0", "prewarm.strategy=cost-aware");
        assertStrategy("cost-aware at 3.0", "prewarm.strategy=cost-aware", "prewarm.price-of-latency=3");
        assertStrategy(
                PrewarmStrategy.timedLead(Duration.ofSeconds(2)).toString(),
                "prewarm.strategy=timedLead",
                "prewarm.lead=2s");
        assertStrategy(
                PrewarmStrategy.timedLead(0.9).toString(), "prewarm.strategy=timed-lead", "prewarm.lead-quantile=0.9");
    }

    private static void assertStrategy(String expected, String... properties) {
        Applications.plain()
                .withPropertyValues(properties)
                .run(context ->
                        assertThat(context.getBean(PrewarmStrategy.class)).hasToString(expected));
    }

    @Test
    void theLimitsAreThoseOfTheProperties() {
        Applications.virtual().withPropertyValues("prewarm.limits.in-flight=1").run(context -> {
            VirtualScheduler time = context.getBean(VirtualScheduler.class);
            try (WorkflowRun run = context.getBean(Prewarmer.class).start(FORK)) {
                run.started("first");
                time.advance(Duration.ofMillis(500));
                assertThat(context.getBean(RecordingWarmupClient.class).requests())
                        .hasSize(1);
                time.advance(Duration.ofSeconds(1));
                assertThat(context.getBean(RecordingWarmupClient.class).requests())
                        .hasSize(2);
            }
        });
    }

    @Test
    void statisticsAreKeptInTheFileThatAPropertyNames(@TempDir Path directory) {
        Path file = directory.resolve("learned");
        Applications.plain()
                .withPropertyValues("prewarm.statistics.file=" + file)
                .run(context -> assertThat(context.getBean(StatisticsStore.class))
                        .isInstanceOf(FileStatisticsStore.class)
                        .hasToString("statistics in " + file));
    }

    /** As a placeholder without a value leaves it. */
    @Test
    void aFileWithoutANameIsNone() {
        Applications.plain()
                .withPropertyValues("prewarm.statistics.file=${LEARNED_FILE:}")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(StatisticsStore.class));
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnBeans {
        @Bean
        PrewarmStrategy own() {
            return PrewarmStrategy.fullPath();
        }

        @Bean
        StatisticsStore store() {
            return StatisticsStore.inMemory();
        }
    }

    @Test
    void aStrategyAndAStoreOfTheApplicationsOwnTakeTheirPlaces(@TempDir Path directory) {
        Applications.plain()
                .withUserConfiguration(OwnBeans.class)
                .withPropertyValues("prewarm.statistics.file=" + directory.resolve("learned"))
                .run(context -> {
                    assertThat(context.getBean(PrewarmStrategy.class)).hasToString("full-path");
                    assertThat(context).getBean(StatisticsStore.class).isSameAs(context.getBean("store"));
                });
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnPrewarmer {
        @Bean
        Prewarmer own(WarmupClient client) {
            return Prewarmer.builder(client).strict().build();
        }
    }

    @Test
    void aPrewarmerOfTheApplicationsOwnHasNoHealthIndicatorAndNoEndpoint() {
        Applications.plain()
                .withUserConfiguration(OwnPrewarmer.class)
                .withPropertyValues("management.endpoints.web.exposure.include=*")
                .run(context -> {
                    assertThat(context).getBeanNames(Prewarmer.class).containsExactly("own");
                    assertThat(context).doesNotHaveBean("prewarmHealthIndicator");
                    assertThat(context).doesNotHaveBean(PrewarmEndpoint.class);
                });
    }

    @Configuration(proxyBeanMethods = false)
    static class TwoListeners {
        private final List<String> heard = new ArrayList<>();

        @Bean
        @Order(2)
        PrewarmListener second() {
            return hearing("second");
        }

        @Bean
        @Order(1)
        PrewarmListener first() {
            return hearing("first");
        }

        private PrewarmListener hearing(String name) {
            return new PrewarmListener() {
                @Override
                public void onDecision(WorkflowRun run, Decision decision) {
                    if (decision.kind() == Decision.Kind.SENT) {
                        heard.add(name);
                    }
                }
            };
        }
    }

    @Test
    void allListenersHearWhatIsDecidedInTheirOrder() {
        Applications.virtual().withUserConfiguration(TwoListeners.class).run(context -> {
            try (WorkflowRun run = context.getBean(Prewarmer.class).start(PAIR)) {
                run.started("first");
                context.getBean(VirtualScheduler.class).advance(Duration.ofSeconds(1));
            }
            assertThat(context.getBean(TwoListeners.class).heard).containsExactly("first", "second");
        });
    }
}
