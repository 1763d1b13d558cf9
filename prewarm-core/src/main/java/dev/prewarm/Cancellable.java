package dev.prewarm;

/** Something that may be called off. */
@FunctionalInterface
public interface Cancellable {
    /** Calls it off; without effect if it has happened, is happening, or was called off before. */
    void cancel();
}
