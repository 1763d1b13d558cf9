package dev.prewarm.forecast;

import dev.prewarm.Prior;
import org.jspecify.annotations.Nullable;

/** A duration that was declared, and is not believed any more. Not part of snapshots: the next cold call shows it again. */
final class Disbelief {
    private final Changes changes;
    private @Nullable Prior wrong;

    Disbelief(Changes changes) {
        this.changes = changes;
    }

    /** This is wrong. */
    void of(@Nullable Prior declared) {
        wrong = declared;
        changes.advance();
    }

    /** What of that is believed. */
    @Nullable
    Prior believed(@Nullable Prior declared) {
        return (declared == null || declared.equals(wrong)) ? null : declared;
    }
}
