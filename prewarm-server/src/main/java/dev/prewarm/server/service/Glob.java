package dev.prewarm.server.service;

import java.util.regex.Pattern;

/** A pattern in which {@code *} stands for any text without a slash, also none. Immutable. */
public final class Glob {
    private final String text;
    private final Pattern pattern;

    private Glob(String text) {
        this.text = text;
        StringBuilder regex = new StringBuilder();
        for (String part : text.split("\\*", -1)) {
            regex.append(regex.isEmpty() ? "" : "[^/]*").append(Pattern.quote(part));
        }
        this.pattern = Pattern.compile(regex.toString());
    }

    /** The pattern that is written so. */
    public static Glob of(String text) {
        return new Glob(text);
    }

    /** Whether the whole text is of the pattern. */
    public boolean matches(String candidate) {
        return pattern.matcher(candidate).matches();
    }

    @Override
    public String toString() {
        return text;
    }
}
