package dev.prewarm.knative.manifest;

import dev.prewarm.knative.ManifestException;
import dev.prewarm.knative.ManifestFinding;
import dev.prewarm.knative.text.DnsLabel;
import dev.prewarm.knative.text.Excerpt;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A value in a manifest and the place where it stands, so that whatever is wrong with it can be said with file,
 * document and field.
 *
 * @param value a map, a list, a scalar, or null where the field is absent
 */
public record Field(
        String file, int document, String path, @Nullable Object value) {
    /** The document of that number in a file, counted from 1, as a whole. */
    public static Field root(String file, int document, @Nullable Object value) {
        return new Field(file, document, "", value);
    }

    /** The field of that name; absent if there is none, or if this one is absent. */
    public Field get(String name) {
        return child(name, mapping().get(name));
    }

    private Field child(Object name, @Nullable Object child) {
        // Names of fields that are no names of ours come from outside, too.
        String shown = Excerpt.of((name instanceof String text) ? text : "?");
        return new Field(file, document, path.isEmpty() ? shown : path + "." + shown, child);
    }

    /** The values of a mapping, whatever their names. */
    List<Field> entries() {
        List<Field> entries = new ArrayList<>(mapping().size());
        mapping().forEach((name, child) -> entries.add(child(name, child)));
        return entries;
    }

    /** The field at the end of a path of names. */
    public Field at(String... names) {
        Field field = this;
        for (String name : names) {
            field = field.get(name);
        }
        return field;
    }

    /** Whether the manifest has this field. */
    public boolean present() {
        return value != null;
    }

    private Map<?, ?> mapping() {
        if (value == null) {
            return Map.of();
        }
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw wrong("a mapping is needed, but this is " + kindOfValue());
    }

    /** The items of a list; none if the field is absent. */
    public List<Field> items() {
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof List<?> list)) {
            throw wrong("a list is needed, but this is " + kindOfValue());
        }
        List<Field> items = new ArrayList<>(list.size());
        for (Object item : list) {
            items.add(new Field(file, document, path + "[" + items.size() + "]", item));
        }
        return items;
    }

    /** The items of a list of which at least one is needed. */
    List<Field> someItems() {
        List<Field> items = items();
        if (items.isEmpty()) {
            throw wrong("a list of at least one is needed");
        }
        return items;
    }

    Optional<String> text() {
        if (value == null) {
            return Optional.empty();
        }
        if (!(value instanceof String text)) {
            throw wrong("a string is needed, but this is " + kindOfValue());
        }
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    String requiredText() {
        return text().orElseThrow(() -> wrong("missing; a string is needed"));
    }

    /** A name as Kubernetes allows it for most objects. */
    String requiredName() {
        return checkedName(requiredText());
    }

    /** The name, or this one if the field is absent. */
    String nameOr(String absent) {
        return text().map(this::checkedName).orElse(absent);
    }

    private String checkedName(String name) {
        for (String label : name.split("\\.", -1)) {
            if (!DnsLabel.is(label) || name.length() > 253) {
                throw wrong("\"" + Excerpt.of(name)
                        + "\" is not a name; lower-case letters, digits, inner hyphens and dots are allowed");
            }
        }
        return name;
    }

    OptionalInt count() {
        if (value == null) {
            return OptionalInt.empty();
        }
        // Read from a cluster, a number is a Long, however small.
        boolean whole = value instanceof Integer || value instanceof Long;
        if (!whole || ((Number) value).longValue() < 0 || ((Number) value).longValue() > Integer.MAX_VALUE) {
            throw wrong("a whole number of at least 0, and at most " + Integer.MAX_VALUE + ", is needed");
        }
        return OptionalInt.of(((Number) value).intValue());
    }

    /** The fields of a mapping by their names, in its order. */
    Map<String, Field> fields() {
        Map<String, Field> fields = new LinkedHashMap<>();
        mapping().forEach((name, child) -> fields.put(String.valueOf(name), child(name, child)));
        return fields;
    }

    /** A mapping of texts to texts, as annotations and the data of a ConfigMap are. */
    public Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        for (Object key : mapping().keySet()) {
            String name = String.valueOf(key);
            get(name).text().ifPresent(text -> texts.put(name, text));
        }
        return texts;
    }

    Optional<URI> uri() {
        Optional<String> text = text();
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(new URI(text.get()));
        } catch (URISyntaxException e) {
            // Neither the text nor the cause is passed on: a URI may carry a password.
            throw wrong("not a URI: " + e.getReason() + " at character " + (e.getIndex() + 1));
        }
    }

    /** An error at this place. */
    public ManifestException wrong(String text) {
        return new ManifestException(finding(text));
    }

    /** A finding at this place. */
    public ManifestFinding finding(String text) {
        return new ManifestFinding(file, document, path, text);
    }

    private String kindOfValue() {
        if (value instanceof Map) {
            return "a mapping";
        }
        if (value instanceof List) {
            return "a list";
        }
        return (value instanceof String) ? "a string" : "a number, a date or true/false (quote it to make it a string)";
    }
}
