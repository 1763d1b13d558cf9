package dev.prewarm.spring;

import dev.prewarm.knative.client.KnativeWarmupClient;

/**
 * A bean that has the last word on how the client is built, for what no property says, such as headers, TLS or scaling. Several are
 * called in their order.
 */
@FunctionalInterface
public interface KnativeWarmupClientCustomizer {
    /** Changes the builder, on which the properties are set already. */
    void customize(KnativeWarmupClient.Builder builder);
}
