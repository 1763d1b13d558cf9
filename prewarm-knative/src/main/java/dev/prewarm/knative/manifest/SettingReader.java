package dev.prewarm.knative.manifest;

import dev.prewarm.knative.text.Excerpt;
import dev.prewarm.text.GoDuration;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Reads typed values from annotations or from the data of a ConfigMap. A value that cannot be read counts as absent and
 * is told to the reporter, with its key.
 */
record SettingReader(Map<String, String> values, BiConsumer<String, String> problems) {
    int count(int absent, String... keys) {
        return read("a whole number of at least 0", SettingReader::parseCount, count -> count >= 0, keys)
                .orElse(absent);
    }

    double number(double absent, String... keys) {
        return read("a number", Double::valueOf, Double::isFinite, keys).orElse(absent);
    }

    /** A number above the first bound, up to the second. */
    double number(double absent, double above, double most, String... keys) {
        return read(
                        "a number above " + above + ", up to " + most,
                        Double::valueOf,
                        number -> number > above && number <= most,
                        keys)
                .orElse(absent);
    }

    boolean flag(boolean absent, String... keys) {
        return read("true or false", SettingReader::parseFlag, flag -> true, keys)
                .orElse(absent);
    }

    Duration duration(Duration absent, String... keys) {
        return read(
                        "a duration such as 1m30s",
                        text -> GoDuration.parse(text).orElseThrow(IllegalArgumentException::new),
                        d -> true,
                        keys)
                .orElse(absent);
    }

    String text(String absent, String... keys) {
        return read("a text", text -> text, text -> !text.isEmpty(), keys).orElse(absent);
    }

    private <T> Optional<T> read(String allowed, Function<String, T> parser, Predicate<T> valid, String... keys) {
        for (String key : keys) {
            String text = values.get(key);
            if (text != null) {
                try {
                    T value = parser.apply(text.strip());
                    if (valid.test(value)) {
                        return Optional.of(value);
                    }
                } catch (IllegalArgumentException e) {
                    // Told below, with what is allowed.
                }
                problems.accept(key, "\"" + Excerpt.of(text) + "\" is not " + allowed + "; the default is assumed");
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static Integer parseCount(String text) {
        return Integer.valueOf(text);
    }

    private static Boolean parseFlag(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "t", "1" -> true;
            case "false", "f", "0" -> false;
            default -> throw new IllegalArgumentException(text);
        };
    }
}
