package dev.prewarm.spring;

import static java.util.Objects.requireNonNull;

import dev.prewarm.FileStatisticsStore;
import dev.prewarm.PrewarmListener;
import dev.prewarm.PrewarmStrategy;
import dev.prewarm.Prewarmer;
import dev.prewarm.StatisticsStore;
import dev.prewarm.WarmupClient;
import dev.prewarm.observe.Beliefs;
import java.io.File;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.StringUtils;

/**
 * A {@link Prewarmer}, with its strategy and its store, from {@link PrewarmProperties}. Each bean is made where the application has none
 * of its type.
 *
 * <p>At shutdown the Prewarmer is closed before its client and its store, after the web server has ended its requests: what was learned
 * is saved.
 */
@AutoConfiguration(after = PrewarmKnativeAutoConfiguration.class)
@EnableConfigurationProperties(PrewarmProperties.class)
public class PrewarmAutoConfiguration {
    /** Made by Spring. */
    public PrewarmAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    PrewarmStrategy prewarmStrategy(PrewarmProperties properties) {
        return BuilderSettings.strategy(properties);
    }

    @Bean
    @ConditionalOnMissingBean
    @Conditional(FileNamed.class)
    StatisticsStore prewarmStatisticsStore(PrewarmProperties properties) {
        File file = requireNonNull(properties.statistics().file(), "prewarm.statistics.file");
        StatisticsStore store =
                PropertyCheck.made("statistics.file", file, () -> new FileStatisticsStore(file.toPath()));
        PropertyCheck.check(!file.isDirectory(), "statistics.file", file, "it is a directory, but a file is needed");
        return store;
    }

    /** A file without a name, such as of a placeholder that has no value, is none. */
    static final class FileNamed implements Condition {
        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            return StringUtils.hasText(context.getEnvironment().getProperty("prewarm.statistics.file"));
        }
    }

    /** The Prewarmer and what watches it; none of it where the application builds its own. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnMissingBean(Prewarmer.class)
    static class WatchedPrewarmer {
        @Bean
        SeenWarmups prewarmSeenWarmups(WarmupClient client) {
            return new SeenWarmups(client);
        }

        @Bean
        Prewarmer prewarmer(
                PrewarmProperties properties,
                SeenWarmups warmups,
                PrewarmStrategy strategy,
                ObjectProvider<Beliefs> beliefs,
                ObjectProvider<StatisticsStore> store,
                ObjectProvider<PrewarmListener> listeners,
                ObjectProvider<PrewarmerCustomizer> customizers) {
            Beliefs watching = beliefs.getIfAvailable();
            Prewarmer.Builder builder = Prewarmer.builder(warmups.client())
                    .strategy((watching == null) ? strategy : watching.watch(strategy))
                    .limits(BuilderSettings.limits(properties.limits()))
                    .listener(listeners.orderedStream().reduce(PrewarmListener.NONE, PrewarmListener::andThen));
            PropertyCheck.made(
                    "run-time-to-live",
                    properties.runTimeToLive(),
                    () -> builder.runTimeToLive(properties.runTimeToLive()));
            store.ifAvailable(builder::statisticsStore);
            customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
            return builder.build();
        }
    }
}
