package dev.prewarm.spring;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/** Refuses values of properties so that Spring Boot says which property it is, what was given, where, and what is allowed. */
final class PropertyCheck {
    private PropertyCheck() {}

    static InvalidConfigurationPropertyValueException refused(String property, @Nullable Object value, String reason) {
        return new InvalidConfigurationPropertyValueException("prewarm." + property, value, reason);
    }

    /** What a property makes, which refuses values that are not allowed itself. */
    static <T> T made(String property, @Nullable Object value, Supplier<T> maker) {
        try {
            return maker.get();
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw refused(property, value, String.valueOf(e.getMessage()));
        }
    }

    static void check(boolean allowed, String property, @Nullable Object value, String reason) {
        if (!allowed) {
            throw refused(property, value, reason);
        }
    }

    /** A property that means something beside one strategy only. */
    static void onlyWith(
            PrewarmProperties.Strategy needed, PrewarmProperties properties, String property, @Nullable Object value) {
        if (value != null && properties.strategy() != needed) {
            throw refused(
                    property,
                    value,
                    "it is for the strategy " + text(needed) + " alone, but prewarm.strategy is "
                            + text(properties.strategy()));
        }
    }

    private static String text(PrewarmProperties.Strategy strategy) {
        return strategy.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}
