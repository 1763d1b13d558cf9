package dev.prewarm.knative.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.prewarm.knative.ManifestException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ManifestErrorsTest {
    private static final String HEAD = "apiVersion: flows.knative.dev/v1\nkind: Sequence\nmetadata: {name: s}\n";

    private static ManifestException readFailing(String yaml) {
        return catchThrowableOfType(
                ManifestException.class,
                () -> KnativeFlows.builder().read("f.yaml", yaml).build());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    spec: {}                                                   | spec.steps             | a list of at least one
                    spec: {steps: []}                                          | spec.steps             | a list of at least one
                    spec: {steps: 3}                                           | spec.steps             | a list is needed
                    spec: [steps]                                              | spec                   | a mapping is needed
                    spec: {steps: [a]}                                         | spec.steps[0]          | a mapping is needed
                    spec: {steps: [{}]}                                        | spec.steps[0]          | neither ref nor uri
                    spec: {steps: [{uri: /only/a/path}]}                       | spec.steps[0].uri      | an absolute URI
                    spec: {steps: [{uri: 'http://u:hidden@ho st'}]}            | spec.steps[0].uri      | not a URI
                    spec: {steps: [{ref: {kind: Service, name: a}}]}           | spec.steps[0].ref.apiVersion | missing
                    spec: {steps: [{ref: {apiVersion: v1, name: a}}]}          | spec.steps[0].ref.kind | missing
                    spec: {steps: [{ref: {apiVersion: v1, kind: Service}}]}    | spec.steps[0].ref.name | missing
                    spec: {steps: [{ref: {apiVersion: v1, kind: Service, name: 7}}]} | spec.steps[0].ref.name | a string is needed
                    spec: {steps: [{ref: {apiVersion: v1, kind: Service, name: 'a\\r\\nX: 1'}}]} | spec.steps[0].ref.name | is not a name
                    spec: {steps: [{ref: {apiVersion: serving.knative.dev/v1, kind: Service, name: a.b}}]} | spec.steps[0].ref.name | service "a.b"
                    spec: {steps: [{uri: 'http://x'}], reply: {}}              | spec.reply             | neither ref nor uri
                    spec: {steps: [{ref: {apiVersion: v1, kind: S, name: a}, uri: 'http://x'}]} | spec.steps[0].uri | only a path
                    """)
    void aWrongFieldIsNamed(String spec, String field, String text) {
        ManifestException exception = readFailing("kind: A\napiVersion: apps/v1\n---\n" + HEAD + spec);

        assertThat(exception.file()).isEqualTo("f.yaml");
        assertThat(exception.document()).isEqualTo(2);
        assertThat(exception.field()).isEqualTo(field);
        assertThat(exception)
                .hasMessageStartingWith("f.yaml, document 2, " + field + ": ")
                .hasMessageContaining(text);
        assertThat(exception.toString()).doesNotContain("hidden");
    }

    @Test
    void aVersionThatIsNotKnownIsRefused() {
        assertThat(readFailing("apiVersion: flows.knative.dev/v9\nkind: Sequence\nmetadata: {name: s}"))
                .hasMessage("f.yaml, document 1, apiVersion: version v9 of Sequence is not known; v1 is");
    }

    @Test
    void wrongSyntaxIsToldWithLineAndColumnButWithoutTheText() {
        ManifestException exception = readFailing("a: 1\n---\nkind: Secret\ndata: {password: 'hunter2}\n");

        assertThat(exception.document()).isEqualTo(2);
        assertThat(exception).hasMessageContaining("line 5").hasNoCause();
        assertThat(exception.toString()).doesNotContain("hunter2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "!!int hunter2",
                "!!timestamp hunter2",
                "!!binary '%%hunter2%%'",
                "!!map [hunter2]",
                "!!str {hunter2: 1}",
                "!hunter2 x",
                "!hunter2!x y",
                "*hunter2"
            })
    void aValueThatDoesNotFitItsTagIsRefusedAndNotQuoted(String value) {
        assertThat(readFailing("data: {password: " + value + "}"))
                .hasMessageStartingWith("f.yaml, document 1: not YAML that can be read: ")
                .hasMessageNotContaining("hunter2")
                .hasNoCause();
    }

    @Test
    void aKeyThatIsGivenTwiceIsRefused() {
        assertThat(readFailing(HEAD + "kind: Parallel\n")).hasMessageContaining("duplicate key kind");
    }

    @Test
    void aFlowThatIsDescribedTwiceAndDifferentlyIsRefused() {
        assertThat(readFailing(HEAD + "spec: {steps: [{uri: 'http://a'}]}\n---\n" + HEAD
                        + "spec: {steps: [{uri: 'http://b'}]}\n"))
                .hasMessage(
                        "f.yaml, document 2: Sequence default/s is described once more, and differently; it is also in"
                                + " f.yaml, document 1");
    }

    @Test
    void nestedAliasesDoNotMultiply() {
        String bomb = "a0: &a0 [x, x]\n"
                + IntStream.range(1, 40)
                        .mapToObj(i -> "a" + i + ": &a" + i + " [" + ("*a" + (i - 1) + ", ").repeat(8) + "]\n")
                        .collect(Collectors.joining());

        assertThat(readFailing(bomb)).hasMessageContaining("Number of aliases for non-scalar nodes exceeds");
    }

    @Test
    void aliasesWithinTheLimitAreRead() {
        String yaml = HEAD
                + "spec: {steps: [&a {ref: &r {apiVersion: serving.knative.dev/v1, kind: Service, name: x}}, *a, {ref: *r}]}";

        assertThat(KnativeFlows.builder()
                        .read("f.yaml", yaml)
                        .build()
                        .workflows()
                        .get(0)
                        .tasks())
                .hasSize(3);
    }

    @Test
    void aValueThatContainsItselfIsRefused() {
        assertThat(readFailing(HEAD + "spec: {steps: &s [{uri: 'http://a'}, *s]}\n"))
                .hasMessage("f.yaml, document 1, spec.steps[1]: an alias makes this value contain itself");
    }

    @Test
    void aValueThatContainsItselfUnderANumberIsRefused() {
        assertThat(readFailing(HEAD + "spec: &s {1: *s}\n")).hasMessageContaining("contain itself");
    }

    @Test
    void listsThatAliasesMultiplyAreRefused() {
        String bomb = "x0: &x0 {apiVersion: v1, kind: List, items: [{}, {}, {}]}\n"
                + IntStream.rangeClosed(1, 12)
                        .mapToObj(i -> "x" + i + ": &x" + i + " {apiVersion: v1, kind: List, items: ["
                                + ("*x" + (i - 1) + ", ").repeat(3) + "]}\n")
                        .collect(Collectors.joining())
                + "apiVersion: v1\nkind: List\nitems: [*x12]\n";

        assertThat(readFailing(bomb)).hasMessageContaining("aliases make more than 10000 values of it");
    }

    @Test
    void manyStepsOnOneServiceAreRead() {
        String step = "{ref: {apiVersion: serving.knative.dev/v1, kind: Service, name: x}}, ";

        assertThat(KnativeFlows.builder()
                        .read("f.yaml", HEAD + "spec: {steps: [" + step.repeat(10_000) + "]}")
                        .build()
                        .workflows()
                        .get(0)
                        .task("x#10000")
                        .target())
                .isPresent();
    }

    @Test
    void aNameCannotMakeTwoLinesOfAMessage() {
        assertThat(readFailing("apiVersion: flows.knative.dev/v1\nkind: Sequence\nmetadata: {name: \"s\\r\\nfake\"}"))
                .message()
                .hasLineCount(1);
    }

    @Test
    void deepNestingIsRefused() {
        assertThat(readFailing("[".repeat(10_000))).hasMessageContaining("Nesting Depth exceeded max 50");
    }

    @Test
    void aTextBeyondTheLimitIsRefused() {
        assertThatThrownBy(() -> KnativeFlows.builder().maxCharacters(10).read("big.yaml", "a: 123456789"))
                .isInstanceOf(ManifestException.class)
                .hasMessage("big.yaml, document 1: 12 characters, but at most 10 are allowed; split it");
    }

    @Test
    void aFileBeyondTheLimitIsRefusedByItsSize(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("big.yaml");
        Files.writeString(file, "x".repeat(41));

        assertThatThrownBy(() -> KnativeFlows.builder().maxCharacters(10).read(file))
                .isInstanceOf(ManifestException.class)
                .hasMessageContaining("41 bytes, but at most 10 characters are allowed");
    }

    @Test
    void aFileThatIsNotUtf8IsRefused(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("latin.yaml");
        Files.write(file, "name: é".getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> KnativeFlows.builder().read(file))
                .isInstanceOf(ManifestException.class)
                .hasMessageContaining("latin.yaml, document 1: not text in UTF-8");
    }

    @Test
    void tagsThatMakeObjectsAreRefused() {
        assertThat(readFailing("!!java.net.URL [\"http://example.org\"]"))
                .hasMessageContaining("Global tag is not allowed");
    }

    @Test
    void flowsThatMultiplyWithoutEndAreRefused() {
        // Each of n sequences goes on with the next: n workflows of up to n tasks.
        String chain = IntStream.range(0, 2000)
                .mapToObj(i -> "apiVersion: flows.knative.dev/v1\nkind: Sequence\nmetadata: {name: s" + i
                        + "}\nspec: {steps: [{ref: {apiVersion: serving.knative.dev/v1, kind: Service, name: t" + i
                        + "}}], reply: {ref: {apiVersion: flows.knative.dev/v1, kind: Sequence, name: s" + (i + 1)
                        + "}}}\n---\n")
                .collect(Collectors.joining());

        assertThatThrownBy(() -> KnativeFlows.builder().read("f.yaml", chain).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("more than 200000 tasks and dependencies in all");
    }
}
