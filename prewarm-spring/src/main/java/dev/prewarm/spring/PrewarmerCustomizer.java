package dev.prewarm.spring;

import dev.prewarm.Prewarmer;

/**
 * A bean that has the last word on how the Prewarmer is built, for what no property says. Several are called in their order.
 *
 * <p>A strategy, a store and a listener of one's own are beans of their types. A strategy that is set here is not what the endpoint
 * shows, and a listener takes the place of all others, those behind the meters and the endpoint among them.
 */
@FunctionalInterface
public interface PrewarmerCustomizer {
    /** Changes the builder, on which the properties and the other beans are set already. */
    void customize(Prewarmer.Builder builder);
}
