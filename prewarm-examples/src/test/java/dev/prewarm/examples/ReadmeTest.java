package dev.prewarm.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ReadmeTest {
    private static final Path ROOT = Path.of("..");

    @Test
    void theSnippetIsTheOneThatIsCompiledAndRun() throws IOException {
        String source = read("prewarm-examples/src/main/java/dev/prewarm/examples/Quickstart.java");
        String region = between(source, "// README: begin\n", "// README: end").stripTrailing();

        assertThat(between(read("README.md"), "```java\n", "```").stripTrailing())
                .isEqualTo(region.stripIndent().stripTrailing());
    }

    @Test
    void theSnippetHasTwelveLines() throws IOException {
        assertThat(between(read("README.md"), "```java\n", "```")).hasLineCount(12);
    }

    @Test
    void theTableHasEveryContestant() throws IOException {
        List<String> contestants =
                Contestant.all().stream().map(Contestant::name).toList();

        assertThat(read("README.md")).containsSubsequence(contestants);
    }

    @Test
    void everyLinkWithinTheProjectLeadsSomewhere() throws IOException {
        Matcher links = Pattern.compile("\\]\\((?!https?:|#)([^)#]+)").matcher(read("README.md"));

        assertThat(links.results().map(link -> ROOT.resolve(link.group(1))))
                .isNotEmpty()
                .allMatch(Files::exists);
    }

    private static String read(String file) throws IOException {
        return Files.readString(ROOT.resolve(file));
    }

    private static String between(String text, String begin, String end) {
        int from = text.indexOf(begin) + begin.length();
        assertThat(from).isGreaterThanOrEqualTo(begin.length());
        return text.substring(from, text.indexOf(end, from));
    }
}
