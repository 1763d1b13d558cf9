package dev.prewarm.knative.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The roles that the documentation gives for reading a cluster. */
final class PublishedRolesTest {
    private static final Path ROLES = Path.of("../docs/rbac.yaml");

    @Test
    void theRolesOnlyRead() throws IOException {
        List<Field> documents = YamlDocuments.parse("rbac.yaml", Files.readString(ROLES), 10_000);

        assertThat(documents).hasSize(4);
        assertThat(documents.stream()
                        .flatMap(document -> document.get("rules").items().stream())
                        .flatMap(rule -> rule.get("verbs").items().stream())
                        .map(Field::requiredText))
                .containsOnly("get", "list", "watch");
    }
}
