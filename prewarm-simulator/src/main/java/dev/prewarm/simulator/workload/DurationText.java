package dev.prewarm.simulator.workload;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: a decimal number and a unit, as in 250ms, 3.24s, 2min, 1h. */
public final class DurationText {
    private static final Pattern TEXT = Pattern.compile("(\\d{1,12}(?:\\.\\d{1,9})?)\\s?(us|ms|s|min|m|h)");
    private static final BigDecimal NANOS_PER_SECOND = BigDecimal.valueOf(1_000_000_000);

    private DurationText() {}

    /**
     * The duration that the text says.
     *
     * @throws IllegalArgumentException if the text is not a duration
     */
    public static Duration parse(String text) {
        Matcher matcher = TEXT.matcher(text.trim());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("\"" + text
                    + "\" is not a duration; a number and a unit (us, ms, s, min, h) is needed, like 250ms");
        }
        BigDecimal seconds = new BigDecimal(matcher.group(1)).multiply(unit(matcher.group(2)));
        if (seconds.doubleValue() > Distribution.LONGEST) {
            throw new IllegalArgumentException("\"" + text + "\" is too long; at most a century is allowed");
        }
        return Duration.ofNanos(seconds.multiply(NANOS_PER_SECOND).longValue());
    }

    /** As {@link #parse}, in seconds. */
    public static double seconds(String text) {
        return seconds(parse(text));
    }

    /** The duration in seconds. */
    public static double seconds(Duration duration) {
        return BigDecimal.valueOf(duration.getSeconds())
                .add(BigDecimal.valueOf(duration.getNano(), 9))
                .doubleValue();
    }

    private static BigDecimal unit(String unit) {
        return switch (unit) {
            case "us" -> new BigDecimal("0.000001");
            case "ms" -> new BigDecimal("0.001");
            case "s" -> BigDecimal.ONE;
            case "h" -> BigDecimal.valueOf(3600);
            default -> BigDecimal.valueOf(60);
        };
    }

    /** The duration in seconds, without needless digits: 3s, 0.25s. */
    public static String of(Duration duration) {
        return of(seconds(duration));
    }

    /** So many seconds, without needless digits: 3s, 0.25s. */
    public static String of(double seconds) {
        return number(seconds) + "s";
    }

    /** At most nine digits after the point, and no needless ones. */
    public static String number(double value) {
        BigDecimal rounded = BigDecimal.valueOf(value).setScale(9, java.math.RoundingMode.HALF_EVEN);
        return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }
}
