package dev.prewarm.spring;

import dev.prewarm.PrewarmStrategy;
import dev.prewarm.Prewarmer;
import dev.prewarm.observe.Beliefs;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** The {@link PrewarmEndpoint}, where it is exposed; only then runs and beliefs are remembered for it. */
@AutoConfiguration(after = PrewarmAutoConfiguration.class)
@ConditionalOnClass({Endpoint.class, ConditionalOnAvailableEndpoint.class})
@ConditionalOnAvailableEndpoint(PrewarmEndpoint.class)
@ConditionalOnBean(SeenWarmups.class)
public class PrewarmEndpointAutoConfiguration {
    /** Made by Spring. */
    public PrewarmEndpointAutoConfiguration() {}

    @Bean
    Beliefs prewarmBeliefs() {
        return new Beliefs(OpenRuns.MOST);
    }

    @Bean
    OpenRuns prewarmOpenRuns() {
        return new OpenRuns();
    }

    @Bean
    @ConditionalOnMissingBean
    PrewarmEndpoint prewarmEndpoint(
            Prewarmer prewarmer, PrewarmStrategy strategy, Beliefs prewarmBeliefs, OpenRuns prewarmOpenRuns) {
        return new PrewarmEndpoint(prewarmer, strategy, prewarmBeliefs, prewarmOpenRuns);
    }
}
