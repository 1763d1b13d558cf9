package dev.prewarm.forecast;

import com.google.common.primitives.ImmutableDoubleArray;

/** Makes what was learned as no event could. */
public final class Spoiled {
    private Spoiled() {}

    /** There was one duration, and none is among the latest. */
    public static void spoil(DurationHistory history) {
        history.restore(1, ImmutableDoubleArray.of());
    }
}
