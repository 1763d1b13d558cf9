package dev.prewarm.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The published schema and the examples of the documentation are those of the code. */
final class SchemaTest {
    private static final Path DOCS = Path.of("../docs");

    @TempDir
    Path directory;

    @Test
    void theSchemaHasTheSettingsOfTheCodeAndTheirDefaults() throws IOException {
        JsonNode schema = new ObjectMapper().readTree(Files.readString(DOCS.resolve("server.schema.json")));
        JsonNode defaults = new ObjectMapper().valueToTree(ServerConfig.defaults());
        compare("", ServerConfig.class, schema, defaults);
    }

    private static void compare(String path, Class<?> type, JsonNode schema, JsonNode defaults) {
        List<String> names = new ArrayList<>();
        schema.get("properties").fieldNames().forEachRemaining(names::add);
        List<String> components = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            String name = component.getName();
            components.add(name);
            JsonNode property = schema.get("properties").get(name);
            assertThat(property).as(path + name).isNotNull();
            JsonNode value = defaults.path(name);
            if (component.getType().isRecord()) {
                compare(path + name + ".", component.getType(), property, value);
            } else if (component.getGenericType() instanceof ParameterizedType list
                    && list.getActualTypeArguments()[0] instanceof Class<?> element
                    && element.isRecord()) {
                compare(path + name + "[].", element, property.get("items"), new ObjectMapper().createObjectNode());
            } else if (property.has("default") && !value.isMissingNode() && !value.isNull()) {
                JsonNode stated = property.get("default");
                if (value.isNumber()) {
                    assertThat(value.asDouble()).as(path + name).isEqualTo(stated.asDouble());
                } else {
                    assertThat(value.asText()).as(path + name).isEqualTo(stated.asText());
                }
            }
        }
        assertThat(names).as(path).containsExactlyInAnyOrderElementsOf(components);
    }

    @Test
    void theExamplesOfTheDocumentationAreAllowed() throws IOException {
        Matcher blocks = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(DOCS.resolve("server.md")));
        int found = 0;
        while (blocks.find()) {
            Path file = Files.writeString(directory.resolve("example.yaml"), blocks.group(1));
            assertThat(new ConfigLoader().file(file).load().listen().port()).isPositive();
            found++;
        }
        assertThat(found).isPositive();
    }
}
