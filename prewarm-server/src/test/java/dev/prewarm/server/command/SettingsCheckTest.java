package dev.prewarm.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What {@code --check} calls wrong, the start refuses, in the same sentence; what it calls right, can be started. */
final class SettingsCheckTest {
    private final StringWriter said = new StringWriter();

    @TempDir
    Path directory;

    /** The exit code. */
    private int run(List<String> flags) {
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(said));
        line.setErr(new PrintWriter(said));
        return line.execute(flags.toArray(String[]::new));
    }

    private static List<String> and(List<String> flags, String... more) {
        List<String> all = new ArrayList<>(flags);
        all.addAll(List.of(more));
        return all;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--allow nonsense                     | in allow[0], \"nonsense\" allows nothing; write a scheme",
                "--service x=ftp://host               | in services[0], ",
                "--service x=http://a%zz              | in services[0], url of x is no address: http://a%zz",
                "--service x=http://a:99999           | in services[0], url of x has port 99999, but 1 to 65535 is allowed: http://a:99999",
                "--service x=http://a:0               | in services[0], url of x has port 0, but 1 to 65535 is allowed: http://a:0",
                "--allow http://a:99999               | in allow[0], \"http://a:99999\" allows nothing; write a scheme",
                "--allow http://a:0                   | in allow[0], \"http://a:0\" allows nothing; write a scheme",
                "--set listen.tokenFile=/no/such      | listen.tokenFile: /no/such cannot be read: ",
                "--set kubernetes.namespace=Shop      | in kubernetes, namespace: ",
                "--set warmups.path=//x               | in warmups, ",
                "--set warmups.path=/a%zz             | in warmups, ",
                "--set warmups.mode=annotation --set kubernetes.enabled=false | warmups.mode: annotation needs the cluster",
                "--set listen.tls.certificate=/no/crt --set listen.tls.key=/no/key | listen.tls.certificate: /no/crt cannot be read: ",
            })
    void whatTheStartRefusesIsWrongByTheCheckToo(String flags, String message) {
        List<String> given = and(List.of(flags.trim().split(" +")), "--port", "0", "--data", "");
        assertThat(run(and(given, "--check"))).isEqualTo(2);
        String checked = said.toString();
        assertThat(checked).startsWith("prewarm-server: " + message).hasLineCount(1);
        said.getBuffer().setLength(0);
        assertThat(run(given)).isEqualTo(2);
        assertThat(said).hasToString(checked);
    }

    @Test
    void aPathWithASpaceIsWrong() {
        assertThat(run(List.of("--check", "--set", "warmups.path=/warm up"))).isEqualTo(2);
        assertThat(said.toString()).startsWith("prewarm-server: in warmups, ").hasLineCount(1);
    }

    @Test
    void aTokenFileThatHoldsNothingIsWrong() throws IOException {
        Path file = Files.writeString(directory.resolve("token"), " \n");
        assertThat(run(List.of("--check", "--set", "listen.tokenFile=" + file))).isEqualTo(2);
        assertThat(said.toString()).contains("is empty, but a token is needed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"geheim\nx", "geheim\r\nx", "geheim\tx", "geh\u00e9im", "\ufeffgeheim", "geheim\u007f"})
    void aTokenThatNoRequestCanShowIsWrong(String token) throws IOException {
        Path file = Files.writeString(directory.resolve("token"), token);
        assertThat(run(List.of("--check", "--set", "listen.tokenFile=" + file))).isEqualTo(2);
        assertThat(said.toString())
                .isEqualToIgnoringNewLines("prewarm-server: listen.tokenFile: " + file
                        + " holds other than one line of printable ASCII characters");
        said.getBuffer().setLength(0);
        assertThat(run(List.of("--check", "--set", "listen.token=" + token))).isEqualTo(2);
        assertThat(said.toString())
                .isEqualToIgnoringNewLines(
                        "prewarm-server: in listen, token: it has other than printable ASCII characters");
    }

    @Test
    void aTokenFileThatIsNoTextIsWrong() throws IOException {
        Path file = Files.write(directory.resolve("token"), new byte[] {'g', (byte) 0xff});
        assertThat(run(List.of("--check", "--set", "listen.tokenFile=" + file))).isEqualTo(2);
        assertThat(said.toString()).endsWith("holds other than one line of printable ASCII characters\n");
    }

    @Test
    void whatIsRightIsSaidToBe() {
        assertThat(run(List.of("--check", "--allow", "http://127.0.0.1:*", "--service", "a=http://a.b")))
                .isZero();
        assertThat(said).hasToString("The settings are right." + System.lineSeparator());
    }
}
