package dev.prewarm.spring;

import dev.prewarm.Prewarmer;

/**
 * A bean that has the last word on how the Prewarmer is built, for what no property says. Several are called in their order.
 *
 * <p>A listener of one's own is a bean of its type; one that is set here takes the place of all of these.
 */
@FunctionalInterface
public interface PrewarmerCustomizer {
    /** Changes the builder, on which the properties and the other beans are set already. */
    void customize(Prewarmer.Builder builder);
}
