package dev.prewarm.architecture;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The first example of a file's documentation, which must be the text of a test, but for spaces. */
public final class DocumentedExample {
    private static final String START = "<pre>{@code";
    private static final String END = "}</pre>";

    private DocumentedExample() {}

    /** Fails unless the test has the text of the example, so that it compiles, and does what it says. */
    public static void assertTested(Path documentation, Path test) throws IOException {
        String text = Files.readString(documentation);
        String example = text.substring(text.indexOf(START) + START.length(), text.indexOf(END));
        assertThat(squeezed(Files.readString(test)))
                .contains(squeezed(example.lines()
                        .map(line -> line.replaceFirst("^ \\*", ""))
                        .collect(joining())));
    }

    private static String squeezed(String text) {
        return text.replaceAll("\\s+", "");
    }
}
