package dev.prewarm.text;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The notation of durations in Knative's annotations and settings, such as {@code 1m30s}: that of Go. */
public final class GoDuration {
    private static final Pattern PART = Pattern.compile("\\G(\\d++(?:\\.\\d*+)?|\\.\\d++)(ns|us|µs|μs|ms|s|m|h)");
    /** A text that is longer is no duration that anybody wrote. */
    private static final int MOST_CHARACTERS = 1_000;

    private static final BigDecimal LONGEST = BigDecimal.valueOf(Long.MAX_VALUE);

    private GoDuration() {}

    /** The duration; empty if the text is none, is negative, or is longer than Go can count (292 years). */
    public static Optional<Duration> parse(String text) {
        // Go allows a sign; a negative duration is none of a setting.
        String number = text.startsWith("+") ? text.substring(1) : text;
        if (number.equals("0")) {
            return Optional.of(Duration.ZERO);
        } else if (number.length() > MOST_CHARACTERS) {
            return Optional.empty();
        }
        Matcher part = PART.matcher(number);
        BigDecimal nanos = BigDecimal.ZERO;
        int end = 0;
        while (part.find()) {
            nanos = nanos.add(new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(nanosOf(part.group(2)))));
            end = part.end();
        }
        return (end == 0 || end < number.length() || nanos.compareTo(LONGEST) > 0)
                ? Optional.empty()
                : Optional.of(Duration.ofNanos(nanos.longValue()));
    }

    private static long nanosOf(String unit) {
        return switch (unit) {
            case "ns" -> 1;
            case "us", "µs", "μs" -> 1_000;
            case "ms" -> 1_000_000;
            case "s" -> 1_000_000_000;
            case "m" -> 60_000_000_000L;
            case "h" -> 3_600_000_000_000L;
            default -> throw new IllegalArgumentException("not a unit of time: " + unit);
        };
    }
}
