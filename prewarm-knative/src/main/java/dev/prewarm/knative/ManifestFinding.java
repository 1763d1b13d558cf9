package dev.prewarm.knative;

import static java.util.Objects.requireNonNull;

/**
 * Something that manifests do not tell, or that a workflow cannot show: what was left out, and where it stands.
 *
 * @param file the file, or what was given as its name
 * @param document the document within the file, counted from 1
 * @param field the path of the field, such as {@code spec.steps[1]}; empty for the document as a whole
 * @param text what is not known, and what was done about it
 */
public record ManifestFinding(String file, int document, String field, String text) {
    /** Checks that nothing is null. */
    public ManifestFinding {
        requireNonNull(file, "file");
        requireNonNull(field, "field");
        requireNonNull(text, "text");
    }

    @Override
    public String toString() {
        return file + ", document " + document + (field.isEmpty() ? "" : ", " + field) + ": " + text;
    }
}
