package dev.prewarm.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The projects that the build runs as a newcomer would: how long they are, and that they are what the README says. */
class NewcomersTest {
    private static final Path PROJECTS = Path.of("src/it");
    private static final int FORTY_LINES = 40;

    private static List<String> lines(Path project, String suffix) throws IOException {
        try (Stream<Path> files = Files.walk(project)) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .flatMap(NewcomersTest::lines)
                    .toList();
        }
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"readme", "mock", "strategy"})
    void aProjectIsOfLessThanFortyLinesOfJavaAndOfXml(String project) throws IOException {
        assertThat(lines(PROJECTS.resolve(project), ".java")).isNotEmpty().hasSizeLessThan(FORTY_LINES);
        assertThat(lines(PROJECTS.resolve(project), "pom.xml")).isNotEmpty().hasSizeLessThan(FORTY_LINES);
    }

    @Test
    void theLinesOfTheReadmeAreThoseOfTheNewcomer() throws IOException {
        String readme = Files.readString(Path.of("../README.md"));
        int from = readme.indexOf("```java") + "```java".length();
        String snippet = readme.substring(from, readme.indexOf("```", from));
        String java = String.join("", lines(PROJECTS.resolve("readme"), ".java"));
        assertThat(java.replaceAll("\\s", "")).contains(snippet.replaceAll("\\s", ""));
    }
}
