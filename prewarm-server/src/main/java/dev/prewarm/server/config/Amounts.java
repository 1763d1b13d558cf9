package dev.prewarm.server.config;

import static com.google.common.base.Preconditions.checkArgument;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations and sizes as people write them. */
final class Amounts {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)\\s*(ms|s|m|h|d)");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,9})\\s*(kB|KB|MB|GB)?");

    private Amounts() {}

    static Duration duration(String text) {
        Matcher matcher = DURATION.matcher(text.trim());
        checkArgument(
                matcher.matches(), "\"%s\" is no duration; write a number and ms, s, m, h or d, such as 90s", text);
        return Duration.ofNanos(Math.round(Double.parseDouble(matcher.group(1)) * seconds(matcher.group(2)) * 1e9));
    }

    private static double seconds(String unit) {
        return switch (unit) {
            case "ms" -> 0.001;
            case "s" -> 1;
            case "m" -> 60;
            case "h" -> 3_600;
            default -> 86_400;
        };
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
