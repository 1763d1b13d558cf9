package dev.prewarm.spring;

import static dev.prewarm.TaskOption.after;

import dev.prewarm.Target;
import dev.prewarm.WarmupClient;
import dev.prewarm.WarmupResult;
import dev.prewarm.Workflow;
import dev.prewarm.testing.RecordingWarmupClient;
import dev.prewarm.testing.VirtualScheduler;
import java.net.URI;
import java.time.Duration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Applications with the starter, as the tests need them. */
final class Applications {
    static final Workflow PAIR = Workflow.builder("pair")
            .task("first", Target.of("first", URI.create("http://first.test")))
            .task("second", Target.of("second", URI.create("http://second.test")), after("first"))
            .build();

    static final Workflow FORK = Workflow.builder("fork")
            .task("first", Target.of("first", URI.create("http://first.test")))
            .task("second", Target.of("second", URI.create("http://second.test")), after("first"))
            .task("third", Target.of("third", URI.create("http://third.test")), after("first"))
            .build();

    private Applications() {}

    /** An application that has nothing but the starter. */
    static ApplicationContextRunner plain() {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        PrewarmKnativeAutoConfiguration.class,
                        PrewarmAutoConfiguration.class,
                        PrewarmMetricsAutoConfiguration.class,
                        PrewarmHealthAutoConfiguration.class,
                        PrewarmEndpointAutoConfiguration.class));
    }

    /** One whose Prewarmer lives in virtual time and warms nothing real. */
    static ApplicationContextRunner virtual() {
        return plain().withUserConfiguration(VirtualTime.class);
    }

    @Configuration(proxyBeanMethods = false)
    static class VirtualTime {
        @Bean
        VirtualScheduler time() {
            return new VirtualScheduler();
        }

        @Bean
        RecordingWarmupClient client(VirtualScheduler time) {
            return RecordingWarmupClient.of(time, Duration.ofSeconds(1));
        }

        @Bean
        PrewarmerCustomizer inVirtualTime(VirtualScheduler time) {
            return builder -> builder.scheduler(time);
        }
    }

    /** Like that, but every warm-up of the target "second" fails. */
    @Configuration(proxyBeanMethods = false)
    static class FailingSecond {
        @Bean
        VirtualScheduler time() {
            return new VirtualScheduler();
        }

        @Bean
        WarmupClient client(VirtualScheduler time) {
            return RecordingWarmupClient.of(
                    time,
                    request -> request.target().name().equals("second")
                            ? WarmupResult.failed("HTTP 503", true)
                            : WarmupResult.started(Duration.ofSeconds(1)));
        }

        @Bean
        PrewarmerCustomizer inVirtualTime(VirtualScheduler time) {
            return builder -> builder.scheduler(time);
        }
    }
}
