package dev.prewarm.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.prewarm.architecture.DocumentedExample;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** What editors, and the page about the starter, know of the properties. */
class PropertiesPageTest {
    private static final Path PAGE = Path.of("../docs/spring.md");
    private static final Path SAMPLE = Path.of("src/it/sample");

    private static List<JsonNode> properties() throws IOException {
        try (InputStream metadata =
                PrewarmProperties.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            JsonNode properties = new ObjectMapper().readTree(metadata).get("properties");
            return StreamSupport.stream(properties.spliterator(), false)
                    .filter(property -> property.get("name").asText().startsWith("prewarm."))
                    .toList();
        }
    }

    @Test
    void editorsKnowEachPropertyWithItsTypeAndWhatItMeans() throws IOException {
        assertThat(properties()).hasSize(19).allSatisfy(property -> {
            assertThat(property.path("type").asText()).isNotEmpty();
            // Whole: what reads the tags of a record takes one name for the beginning of another.
            assertThat(property.path("description").asText())
                    .hasSizeGreaterThan(10)
                    .matches("\\p{Lower}.*");
        });
    }

    @Test
    void thePageHasEachPropertyWithItsDefault() throws IOException {
        String page = Files.readString(PAGE);
        assertThat(properties()).isNotEmpty().allSatisfy(property -> {
            String value = property.path("defaultValue").asText();
            assertThat(page)
                    .containsPattern("(?m)^\\| "
                            + Pattern.quote("`" + property.get("name").asText() + "`") + " \\| "
                            + Pattern.quote(value.isEmpty() ? "" : "`" + value + "`") + " ?\\|");
        });
    }

    @Test
    void thePagesExampleIsOfTheSample() throws IOException {
        DocumentedExample.assertTested(PAGE, SAMPLE.resolve("src/main/java/newcomer/Thumbnails.java"));
        String properties = Files.readString(SAMPLE.resolve("src/main/resources/application.properties"));
        assertThat(block(Files.readString(PAGE), "properties")).isEqualTo(properties);
    }

    @Test
    void theExampleInKotlinIsTested() throws IOException {
        String tests =
                Files.readString(Path.of("../prewarm-kotlin/src/test/kotlin/dev/prewarm/kotlin/WorkflowRunsTest.kt"));
        assertThat(squeezed(tests)).contains(squeezed(block(Files.readString(PAGE), "kotlin")));
    }

    private static String squeezed(String text) {
        return text.replaceAll("\\s+", "");
    }

    @Test
    void itTakesTwelveLines() throws IOException {
        String page = Files.readString(PAGE);
        assertThat(block(page, "properties").lines().count()
                        + block(page, "java").lines().count())
                .isEqualTo(12);
    }

    private static String block(String page, String language) {
        String start = "```" + language + "\n";
        int from = page.indexOf(start) + start.length();
        return page.substring(from, page.indexOf("```", from));
    }

    @Test
    void thePageSaysWhichVersionsItIsBuiltAgainst() throws IOException {
        String build = Files.readString(Path.of("pom.xml"));
        assertThat(Files.readString(PAGE)).contains(version(build, "spring-boot-3"), version(build, "spring-boot-4"));
    }

    private static String version(String build, String name) {
        String start = "<" + name + ".version>";
        int from = build.indexOf(start) + start.length();
        return build.substring(from, build.indexOf('<', from));
    }
}
