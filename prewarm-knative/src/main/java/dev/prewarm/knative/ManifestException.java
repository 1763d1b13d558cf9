package dev.prewarm.knative;

import java.io.Serial;

/** A manifest that cannot be read; the message says which file, which document and which field. */
public final class ManifestException extends IllegalArgumentException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String file;
    private final int document;
    private final String field;

    /** What is wrong, and where. */
    public ManifestException(ManifestFinding finding) {
        super(finding.toString());
        this.file = finding.file();
        this.document = finding.document();
        this.field = finding.field();
    }

    /** The file, or what was given as its name. */
    public String file() {
        return file;
    }

    /** The document within the file, counted from 1. */
    public int document() {
        return document;
    }

    /** The path of the field, such as {@code spec.steps[1]}; empty for the document as a whole. */
    public String field() {
        return field;
    }
}
