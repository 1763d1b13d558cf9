package dev.prewarm.testing.knative;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as Go and Knative write them: {@code 60s}, {@code 1m30s}, {@code 1.5h}.
 *
 * <p>Follows {@code time.ParseDuration} of Go, by which Knative reads its settings.
 */
final class GoDuration {
    private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|us|µs|ns|h|m|s)");
    private static final Pattern WHOLE = Pattern.compile("(?:" + PART.pattern() + ")+");
    private static final Map<String, Long> NANOS = Map.of(
            "ns", 1L,
            "us", 1_000L,
            "µs", 1_000L,
            "ms", 1_000_000L,
            "s", 1_000_000_000L,
            "m", 60_000_000_000L,
            "h", 3_600_000_000_000L);
    /** Far above any setting, and far below what overflows. */
    private static final int LONGEST_TEXT = 30;

    private GoDuration() {}

    /** @throws IllegalArgumentException if the text is no such duration */
    static Duration parse(String text) {
        if (text.equals("0")) {
            return Duration.ZERO;
        }
        checkArgument(
                text.length() <= LONGEST_TEXT && WHOLE.matcher(text).matches(),
                "\"%s\" is not a duration; write for example 60s, 1m30s or 500ms",
                text);
        BigDecimal nanos = BigDecimal.ZERO;
        Matcher part = PART.matcher(text);
        while (part.find()) {
            long unit = requireNonNull(NANOS.get(part.group(2)), "the pattern allows only units of the map");
            nanos = nanos.add(new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(unit)));
        }
        checkArgument(nanos.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0, "\"%s\" is too long a duration", text);
        return Duration.ofNanos(nanos.longValue());
    }
}
