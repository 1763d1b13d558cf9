package dev.prewarm.server.config;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConfigLoaderTest {
    @TempDir
    Path directory;

    private ConfigLoader file(String yaml) throws IOException {
        return new ConfigLoader().file(Files.writeString(directory.resolve("server.yaml"), yaml));
    }

    @Test
    void withoutSettingsThereAreDefaults() {
        ServerConfig config = new ConfigLoader().load();
        assertThat(config).isEqualTo(ServerConfig.defaults());
        assertThat(config.listen().port()).isEqualTo(8080);
        assertThat(config.holdout()).isEqualTo(0.05);
        assertThat(config.limits().lingerDuration()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void variablesGoBeforeTheFileAndFlagsBeforeBoth() throws IOException {
        ConfigLoader loader = file("listen: {port: 1, host: 127.0.0.1}\nholdout: 0.1\nstrategy: {price: 3}\n");
        loader.environment(
                Map.of("PREWARM_LISTEN_PORT", "2", "PREWARM_HOLDOUT", "0.2", "PREWARM_PORT", "tcp://10.0.0.1:80"));
        ServerConfig config = loader.set("listen.port", "3").load();
        assertThat(config.listen().port()).isEqualTo(3);
        assertThat(config.listen().host()).isEqualTo("127.0.0.1");
        assertThat(config.holdout()).isEqualTo(0.2);
        assertThat(config.strategy().price()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "lisen: {port: 1}            | there is no setting lisen; here there are allow, data, holdout",
                "listen: {prot: 1}           | there is no setting listen.prot; here there are host, port, tls, token, tokenFile",
                "listen: {port: 70000}       | in listen, port: 70000, but 0 to 65535 is allowed",
                "listen: {port: many}        | listen.port: \"many\", but a whole number is needed",
                "listen: {port: 8080.7}      | listen.port: 8080.7, but a whole number is needed",
                "listen: {port: [1]}         | listen.port: an array, but a whole number is needed",
                "listen: {port: 99999999999} | listen.port: 99999999999, but a whole number is needed",
                "listen: {token: [secret]}   | listen.token: an array, but a text is needed",
                "listen: [1]                 | listen: an array, but settings by name are needed",
                "listen: 8080                | listen: 8080, but settings by name are needed",
                "holdout: few                | holdout: \"few\", but a number is needed",
                "journal: {enabled: maybe}   | journal.enabled: \"maybe\", but true or false is needed",
                "allow: http://a             | allow: \"http://a\", but a list is needed",
                "allow: {a: b}               | allow: an object, but a list is needed",
                "services: [a]               | services[0]: \"a\", but settings by name are needed",
                "'services: [{name: a, url: http://a}, {name: b, url: http://b}, {name: a, url: http://c}]' | services: there are two with the name a",
                "listen: {token: ' '}        | in listen, token: it is blank",
                "holdout: 2                  | holdout: 2.0, but 0 to 1 is allowed",
                "strategy: {name: clever}    | name: \"clever\", but one of [costAware, nextHop, fullPath, none] is needed",
                "warmups: {timeout: soon}    | \"soon\" is no duration; write a number and ms, s, m, h or d, such as 90s",
                "journal: {fileSize: big}    | \"big\" is no size; write a number and kB, MB or GB, such as 64MB",
                "services: [{name: a}]       | in services[0], url of service a: it is missing",
                "limits: {body: 64MB}        | inboxSize: 64MB, but at least twice the body's 64MB is needed",
                "'just text'                 | but settings by name are needed",
                "'{'                         | is no YAML",
                "limits: {inboxRequests: 2000000000} | inboxRequests: 2000000000, but 1 to 1000000 is allowed",
                "limits: {openRuns: 2000000000}      | openRuns: 2000000000, but 1 to 1000000 is allowed",
                "limits: {closedRuns: 2000000000}    | closedRuns: 2000000000, but 1 to 1000000 is allowed",
                "kubernetes: {namespace: Shop}   | in kubernetes, namespace: \"Shop\", but small letters, digits and hyphens, 63 at most, are allowed",
                "kubernetes: {namespace: -shop}  | in kubernetes, namespace: \"-shop\", but",
                "allow: [null]               | allow: an element is empty",
                "services: [null]            | services: an element is empty",
                "tasks: [{match: a, calls: [null]}]  | in tasks[0], calls: an element is empty",
            })
    void whatIsWrongIsSaid(String yaml, String message) {
        assertThatThrownBy(() -> file(yaml).load())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aNamespaceThatIsEmptyIsNone() throws IOException {
        assertThat(file("kubernetes: {namespace: ''}").load().kubernetes().namespace())
                .isNull();
    }

    @Test
    void theEndOfALineAroundATokenIsNoneOfIt() {
        ServerConfig config = new ConfigLoader()
                .environment(Map.of("PREWARM_LISTEN_TOKEN", "abc\n"))
                .load();
        assertThat(config.listen().token()).isEqualTo("abc");
    }

    @Test
    void aSettingThatDoesNotExistIsRefusedWithThoseThatDo() {
        assertThatThrownBy(() -> new ConfigLoader().set("listen.prot", "1"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("listen.port");
    }

    @Test
    void aListThatIsEmptyInTheFileIsAddedTo() throws IOException {
        ServerConfig config = file("services:\nallow:\nlisten:\n")
                .add("services", Map.of("name", "a", "url", "http://a"))
                .add("allow", "http://b")
                .set("listen.port", "1")
                .load();
        assertThat(config.services()).extracting(ServerConfig.Service::name).containsExactly("a");
        assertThat(config.allow()).containsExactly("http://b");
        assertThat(config.listen().port()).isEqualTo(1);
    }

    @Test
    void whatIsNoListIsNotAddedTo() throws IOException {
        ConfigLoader loader = file("allow: http://a");
        assertThatThrownBy(() -> loader.add("allow", "http://b"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("allow: \"http://a\", but a list is needed");
    }

    @Test
    void whatHasNoPartsIsNotGivenOne() throws IOException {
        ConfigLoader loader = file("listen: 8080");
        assertThatThrownBy(() -> loader.set("listen.port", "1"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("listen: 8080, but settings by name are needed");
    }

    @Test
    void aVariableOfAGroupThatSetsNothingIsRefusedWithThoseThatDo() {
        assertThatThrownBy(() -> new ConfigLoader().environment(Map.of("PREWARM_LISTEN_PROT", "1")))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(
                        "PREWARM_LISTEN_PROT sets nothing; there are PREWARM_LISTEN_HOST, PREWARM_LISTEN_PORT");
    }

    @Test
    void variablesThatKubernetesSetsForServicesArePassedOver() {
        ConfigLoader loader = new ConfigLoader()
                .environment(Map.of(
                        "PREWARM_SERVER_SERVICE_HOST", "10.0.0.1",
                        "PREWARM_SERVER_PORT_80_TCP", "tcp://10.0.0.1:80",
                        "PREWARM_PORT", "tcp://10.0.0.1:80"));
        assertThat(loader.load()).isEqualTo(ServerConfig.defaults());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"listen: {port: 1", "listen:\n\tport: 1", "a: 'b", "a: 1\na: 2", "a: b: c", "%", "a: \u0001"})
    void whatIsNoYamlIsSaidInOneLineWithTheFileAndTheLine(String yaml) {
        assertThatThrownBy(() -> file(yaml))
                .isInstanceOf(ConfigException.class)
                .hasMessageMatching("[^\n]*server\\.yaml is no YAML: (?!in )[^\n]+ \\(line \\d\\)");
    }

    @Test
    void aFileInAnotherEncodingIsSaid() throws IOException {
        Path file = Files.write(directory.resolve("enc.yaml"), "data: 'd\u00e4ta'".getBytes(ISO_8859_1));
        assertThatThrownBy(() -> new ConfigLoader().file(file))
                .isInstanceOf(ConfigException.class)
                .hasMessage(file + " is not in UTF-8");
    }

    @Test
    void aFileThatIsMissingIsSaid() {
        assertThatThrownBy(() -> new ConfigLoader().file(directory.resolve("none.yaml")))
                .hasMessageContaining("there is no file")
                .hasMessageContaining("none.yaml");
    }
}
