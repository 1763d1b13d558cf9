package dev.prewarm.simulator.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** How figures are written: the same in JSON, on the page and in the terminal. */
public final class Figures {
    /** A tenth of a millisecond. */
    private static final int DIGITS = 4;

    private Figures() {}

    /** With four digits after the point, and at least one: 16.0, 0.3333. */
    public static String exact(double value) {
        BigDecimal rounded = BigDecimal.valueOf(value).setScale(DIGITS, RoundingMode.HALF_EVEN);
        BigDecimal stripped = rounded.signum() == 0 ? BigDecimal.ZERO : rounded.stripTrailingZeros();
        return stripped.setScale(Math.max(1, stripped.scale()), RoundingMode.UNNECESSARY)
                .toPlainString();
    }

    /** As {@link #exact}; a dash for what there is not. */
    public static String exactOrDash(@Nullable Double value) {
        return (value == null) ? "–" : exact(value);
    }

    /** With two digits after the point, for reading. */
    public static String brief(double value) {
        return BigDecimal.valueOf(value).setScale(2, RoundingMode.HALF_EVEN).toPlainString();
    }
}
