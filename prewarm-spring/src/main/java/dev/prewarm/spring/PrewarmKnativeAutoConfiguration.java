package dev.prewarm.spring;

import static dev.prewarm.spring.PropertyCheck.check;
import static dev.prewarm.spring.PropertyCheck.made;

import dev.prewarm.WarmupClient;
import dev.prewarm.knative.client.Addressing;
import dev.prewarm.knative.client.KnativeWarmupClient;
import dev.prewarm.knative.client.RevisionScaler;
import dev.prewarm.knative.client.WarmupMode;
import dev.prewarm.spring.PrewarmProperties.Knative;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** A {@link KnativeWarmupClient} from {@link Knative}, where the application has no {@link WarmupClient} of its own. */
@AutoConfiguration
@ConditionalOnClass(KnativeWarmupClient.class)
@EnableConfigurationProperties(PrewarmProperties.class)
public class PrewarmKnativeAutoConfiguration {
    /** Made by Spring. */
    public PrewarmKnativeAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean(WarmupClient.class)
    KnativeWarmupClient prewarmKnativeClient(
            PrewarmProperties properties,
            ObjectProvider<RevisionScaler> scaler,
            ObjectProvider<KnativeWarmupClientCustomizer> customizers) {
        KnativeWarmupClient.Builder builder = builder(properties.knative(), scaler.getIfUnique());
        customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
        return builder.build();
    }

    private static KnativeWarmupClient.Builder builder(Knative knative, @Nullable RevisionScaler scaler) {
        KnativeWarmupClient.Builder builder = KnativeWarmupClient.builder();
        made("knative.path", knative.path(), () -> builder.path(knative.path()));
        made(
                "knative.connect-timeout",
                knative.connectTimeout(),
                () -> builder.connectTimeout(knative.connectTimeout()));
        made(
                "knative.request-timeout",
                knative.requestTimeout(),
                () -> builder.requestTimeout(knative.requestTimeout()));
        URI ingress = knative.ingress();
        if (ingress != null) {
            made("knative.ingress", ingress, () -> builder.addressing(Addressing.ingress(ingress)));
        }
        check(
                knative.mode() != Knative.Mode.REVISION_ANNOTATION || scaler != null,
                "knative.mode",
                "revision-annotation",
                "it needs a bean of the type " + RevisionScaler.class.getName()
                        + ", one or a primary one, but there is none, or several");
        if (scaler != null) {
            builder.revisionScaler(scaler);
        }
        return builder.mode(WarmupMode.valueOf(knative.mode().name()));
    }
}
