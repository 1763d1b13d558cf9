package dev.prewarm.knative.catalogue;

import java.io.Serial;

/** A cluster whose objects cannot be read: it does not answer, does not permit it, or has no Knative. */
public final class CatalogueException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** What cannot be read, and why. */
    public CatalogueException(String message, Throwable cause) {
        super(message, cause);
    }
}
