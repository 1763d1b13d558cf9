package dev.prewarm.knative.manifest;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Templates, such as those of a Helm chart: no manifests yet, but what some are made of. */
public final class Templates {
    /** What is said of one. */
    public static final String PASSED_OVER =
            "a template, of which manifests are made by filling in what stands in double braces: passed over; read what is"
                    + " made of it";

    private static final int DEEPEST = 100;

    private Templates() {}

    /** Whether the text has places to fill in. */
    public static boolean in(String text) {
        int open = text.indexOf("{{");
        return open >= 0 && text.indexOf("}}", open) >= 0;
    }

    /** Whether one of the texts in a document has. */
    static boolean in(Field document) {
        return in(document.value(), 0);
    }

    private static boolean in(@Nullable Object value, int depth) {
        if (depth > DEEPEST) {
            return false;
        } else if (value instanceof Map<?, ?> map) {
            // Without quotes, a place to fill in reads as a mapping from a mapping.
            return map.entrySet().stream()
                    .anyMatch(
                            e -> e.getKey() instanceof Map || in(e.getKey(), depth + 1) || in(e.getValue(), depth + 1));
        } else if (value instanceof Iterable<?> list) {
            for (Object item : list) {
                if (in(item, depth + 1)) {
                    return true;
                }
            }
            return false;
        }
        return value instanceof String text && in(text);
    }
}
