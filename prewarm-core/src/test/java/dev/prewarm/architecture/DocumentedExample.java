package dev.prewarm.architecture;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The first example in Java of a file's documentation, or of a page in Markdown, which must be the text of a test, but for spaces. */
public final class DocumentedExample {
    private static final String START = "<pre>{@code";
    private static final String END = "}</pre>";
    private static final String FENCE = "```";

    private DocumentedExample() {}

    /** Fails unless the test has the text of the example, so that it compiles, and does what it says. */
    public static void assertTested(Path documentation, Path test) throws IOException {
        String text = Files.readString(documentation);
        boolean page = documentation.toString().endsWith(".md");
        String example = page ? between(FENCE + "java", FENCE, text) : between(START, END, text);
        assertThat(squeezed(Files.readString(test)))
                .contains(squeezed(example.lines()
                        .map(line -> line.replaceFirst("^ \\*", ""))
                        .collect(joining())));
    }

    private static String between(String start, String end, String text) {
        int from = text.indexOf(start) + start.length();
        return text.substring(from, text.indexOf(end, from));
    }

    private static String squeezed(String text) {
        return text.replaceAll("\\s+", "");
    }
}
