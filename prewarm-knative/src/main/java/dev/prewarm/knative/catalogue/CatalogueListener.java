package dev.prewarm.knative.catalogue;

/**
 * Is told what changes in a {@link KnativeCatalogue}, one change at a time, by a thread of the Kubernetes client: it
 * must not block. Reading the catalogue is allowed. What it throws is logged.
 */
public interface CatalogueListener {
    /** A service is there; called for those that are there at the beginning, too. */
    default void onAdded(KnativeService service) {}

    /** Something that the catalogue knows of a service is different now. */
    default void onChanged(KnativeService before, KnativeService after) {}

    /** A service is gone. */
    default void onRemoved(KnativeService service) {}
}
