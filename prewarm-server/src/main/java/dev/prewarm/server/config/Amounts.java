package dev.prewarm.server.config;

import static com.google.common.base.Preconditions.checkArgument;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations and sizes as people write them. */
final class Amounts {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)\\s*(ms|s|m|h|d)");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,9})\\s*(kB|KB|MB|GB)?");
    private static final Map<String, Double> SECONDS =
            Map.of("ms", 0.001, "s", 1.0, "m", 60.0, "h", 3600.0, "d", 86400.0);

    private Amounts() {}

    static Duration duration(String text) {
        Matcher matcher = DURATION.matcher(text.trim());
        checkArgument(
                matcher.matches(), "\"%s\" is no duration; write a number and ms, s, m, h or d, such as 90s", text);
        return Duration.ofNanos(Math.round(Double.parseDouble(matcher.group(1)) * SECONDS.get(matcher.group(2)) * 1e9));
    }

    static long bytes(String text) {
        Matcher matcher = SIZE.matcher(text.trim());
        checkArgument(matcher.matches(), "\"%s\" is no size; write a number and kB, MB or GB, such as 64MB", text);
        long number = Long.parseLong(matcher.group(1));
        String unit = (matcher.group(2) == null) ? "" : matcher.group(2);
        return switch (unit) {
            case "kB", "KB" -> number << 10;
            case "MB" -> number << 20;
            case "GB" -> number << 30;
            default -> number;
        };
    }
}
