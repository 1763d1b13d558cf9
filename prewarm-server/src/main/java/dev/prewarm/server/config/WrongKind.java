package dev.prewarm.server.config;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a setting holds that needs something of another kind, and what it needs, in the words of the settings. */
final class WrongKind {
    private static final Map<Class<?>, String> KINDS = Map.of(
            Integer.class,
            "a whole number",
            int.class,
            "a whole number",
            Double.class,
            "a number",
            Boolean.class,
            "true or false",
            String.class,
            "a text");

    private WrongKind() {}

    /** As {@code 8080.7, but a whole number is needed}; the parser's own words if it does not say what is needed. */
    static String of(JsonNode settings, JsonMappingException e, @Nullable Class<?> needed) {
        String kind = (needed == null) ? null : kind(needed);
        return (kind == null) ? e.getOriginalMessage() : given(settings, e.getPath()) + ", but " + kind + " needed";
    }

    private static @Nullable String kind(Class<?> needed) {
        if (needed.isRecord()) {
            return "settings by name are";
        }
        String kind = List.class.isAssignableFrom(needed) ? "a list" : KINDS.get(needed);
        return (kind == null) ? null : kind + " is";
    }

    private static String given(JsonNode settings, List<JsonMappingException.Reference> path) {
        JsonNode at = settings;
        for (JsonMappingException.Reference step : path) {
            at = (step.getFieldName() == null) ? at.path(step.getIndex()) : at.path(step.getFieldName());
        }
        return at.isContainerNode() ? (at.isArray() ? "an array" : "an object") : at.toString();
    }
}
