package dev.prewarm.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.Target;
import dev.prewarm.knative.RevisionName;
import dev.prewarm.knative.client.RevisionScaler;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** An application with a property that cannot be does not start, and says which one it is and what is allowed. */
class RefusedPropertiesTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    strategy=cost-aware,price-of-latency=0 | price-of-latency | above 0
                    price-of-latency=3 | price-of-latency | it is for the strategy cost-aware alone, but prewarm.strategy is next-hop
                    lead=2s | lead | it is for the strategy timed-lead alone
                    strategy=full-path,lead-quantile=0.5 | lead-quantile | it is for the strategy timed-lead alone
                    strategy=timed-lead | strategy | one of prewarm.lead and prewarm.lead-quantile, but none is set
                    strategy=timed-lead,lead=1s,lead-quantile=0.5 | strategy | but both are set
                    strategy=timed-lead,lead=-1s | lead | lead
                    strategy=timed-lead,lead-quantile=1.5 | lead-quantile | quantile
                    run-time-to-live=0s | run-time-to-live | above 0
                    limits.in-flight=0 | limits.in-flight | at least 1 is needed
                    limits.in-flight-per-target=0 | limits.in-flight-per-target | at least 1 is needed
                    limits.burst=0 | limits.burst | at least 1 is needed
                    limits.instances-per-second=0 | limits.instances-per-second | above 0
                    limits.timeout=0s | limits.timeout | above 0
                    knative.path=warmup | knative.path | must start with one slash
                    knative.connect-timeout=0s | knative.connect-timeout | above 0
                    knative.request-timeout=-1s | knative.request-timeout | above 0
                    knative.ingress=ftp://ingress | knative.ingress | http
                    knative.mode=revision-annotation | knative.mode | RevisionScaler
                    statistics.file=/ | statistics.file | a root directory, but a file is needed
                    statistics.file=src | statistics.file | it is a directory, but a file is needed
                    health.failures=0 | health.failures | at least 1 is needed
                    health.within=-1s | health.within | at least 0 is needed
                    """)
    void aValueThatIsNotAllowedIsRefused(String properties, String property, String reason) {
        String[] values = ("prewarm." + properties.replace(",", ",prewarm.")).split(",");
        Applications.plain().withPropertyValues(values).run(context -> {
            assertThat(context).hasFailed();
            Throwable cause = Throwables.getRootCause(context.getStartupFailure());
            assertThat(cause).isInstanceOf(InvalidConfigurationPropertyValueException.class);
            InvalidConfigurationPropertyValueException refused = (InvalidConfigurationPropertyValueException) cause;
            assertThat(refused.getName()).isEqualTo("prewarm." + property);
            assertThat(refused.getReason()).contains(reason);
        });
    }

    @Test
    void aStrategyThatIsNotKnownIsRefusedWithThoseThatAre() {
        Applications.plain()
                .withPropertyValues("prewarm.strategy=cheapest")
                .run(context ->
                        assertThat(context.getStartupFailure()).rootCause().hasMessageContaining("cheapest"));
    }

    @Test
    void aPropertyThatIsMisspelledIsRefused() {
        Applications.plain()
                .withPropertyValues("prewarm.stratgy=none")
                .run(context -> assertThat(context.getStartupFailure())
                        .rootCause()
                        .isInstanceOf(UnboundConfigurationPropertiesException.class)
                        .hasMessageContaining("prewarm.stratgy"));
    }

    @Test
    void variablesOfTheEnvironmentThatOnlyLookLikePropertiesDoNotMatter() {
        Applications.plain()
                .withSystemProperties("prewarm.service.host=10.0.0.1")
                .run(context -> assertThat(context).hasNotFailed());
    }

    /** Which sets no floors. */
    private static final class IdleScaler implements RevisionScaler {
        @Override
        public CompletionStage<RevisionName> hold(Target target, int instances, Instant until) {
            return CompletableFuture.failedStage(new IllegalStateException("no floors are set here"));
        }

        @Override
        public CompletionStage<Integer> readyInstances(RevisionName revision) {
            return CompletableFuture.completedStage(0);
        }

        @Override
        public CompletionStage<Void> release(RevisionName revision) {
            return CompletableFuture.completedStage(null);
        }

        @Override
        public CompletionStage<Optional<Instant>> releaseLapsed(Instant now) {
            return CompletableFuture.completedStage(Optional.empty());
        }
    }

    @Test
    void ofSeveralScalersNoneIsTakenWhichMattersOnlyToTheModeThatNeedsOne() {
        ApplicationContextRunner several = Applications.plain()
                .withBean("one", RevisionScaler.class, IdleScaler::new)
                .withBean("other", RevisionScaler.class, IdleScaler::new);
        several.run(context -> assertThat(context).hasNotFailed());
        several.withPropertyValues("prewarm.knative.mode=revision-annotation")
                .run(context -> assertThat(Throwables.getRootCause(context.getStartupFailure()))
                        .isInstanceOfSatisfying(
                                InvalidConfigurationPropertyValueException.class,
                                refused -> assertThat(refused.getReason())
                                        .endsWith("one or a primary one, but there is none, or several")));
    }
}
