package dev.prewarm.knative.text;

import com.google.common.base.CharMatcher;

/** A text from outside as messages may quote it: of one line, and not long. */
public final class Excerpt {
    private static final int LONGEST = 80;

    private Excerpt() {}

    /** The text, shortened if need be. */
    public static String of(String text) {
        return of(text, LONGEST);
    }

    /** The text, shortened if it has more characters than that. */
    public static String of(String text, int longest) {
        // No line of a log may be made to look like two.
        String line = CharMatcher.javaIsoControl().replaceFrom(text, '?');
        return line.length() <= longest ? line : line.substring(0, longest) + "…";
    }
}
