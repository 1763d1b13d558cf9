package dev.prewarm.simulator.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** How figures are written: the same in JSON, on the page and in the terminal. */
public final class Figures {
    /** A tenth of a millisecond. */
    private static final int DIGITS = 4;

    /** What people want to read. */
    static final int BRIEF_DIGITS = 2;

    /** What is enough of figures of any size. */
    private static final int SIGNIFICANT = 3;

    private Figures() {}

    /** With four digits after the point, and at least one: 16.0, 0.3333. */
    public static String exact(double value) {
        BigDecimal rounded = BigDecimal.valueOf(value).setScale(DIGITS, RoundingMode.HALF_EVEN);
        BigDecimal stripped = rounded.signum() == 0 ? BigDecimal.ZERO : rounded.stripTrailingZeros();
        return stripped.setScale(Math.max(1, stripped.scale()), RoundingMode.UNNECESSARY)
                .toPlainString();
    }

    /** With two digits after the point, for reading. */
    public static String brief(double value) {
        return fixed(value, BRIEF_DIGITS);
    }

    /** With so many digits after the point. */
    static String fixed(double value, int digits) {
        return BigDecimal.valueOf(value)
                .setScale(digits, RoundingMode.HALF_EVEN)
                .toPlainString();
    }

    /** The same for people: a minus sign that is as wide as a digit, and none before a zero. */
    static String printed(double value, int digits) {
        BigDecimal rounded = BigDecimal.valueOf(value).setScale(digits, RoundingMode.HALF_EVEN);
        return (rounded.signum() < 0 ? "−" : "") + rounded.abs().toPlainString();
    }

    /** With two digits after the point from 1 on, and three significant ones below: 12.50, 0.000598. */
    public static String money(double value) {
        BigDecimal exact = BigDecimal.valueOf(value);
        if (exact.abs().compareTo(BigDecimal.ONE) >= 0 || exact.signum() == 0) {
            return brief(value);
        }
        BigDecimal rounded = exact.round(new MathContext(SIGNIFICANT, RoundingMode.HALF_EVEN));
        return rounded.setScale(
                        Math.max(BRIEF_DIGITS, rounded.stripTrailingZeros().scale()), RoundingMode.UNNECESSARY)
                .toPlainString();
    }

    /** With six significant digits, however small it is: 0.00012, 12.5. */
    public static String significant(double value) {
        BigDecimal rounded = BigDecimal.valueOf(value).round(new MathContext(6, RoundingMode.HALF_EVEN));
        return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }

    /** A count, with commas between thousands: 10,000. */
    public static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }
}
