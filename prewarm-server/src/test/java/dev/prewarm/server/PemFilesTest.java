package dev.prewarm.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prewarm.server.config.ConfigException;
import dev.prewarm.server.config.ServerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A certificate is taken only with its own key, and with those that sign it behind it. */
final class PemFilesTest {
    private static final HeldCertificate ROOT =
            new HeldCertificate.Builder().certificateAuthority(1).build();
    private static final HeldCertificate BETWEEN =
            new HeldCertificate.Builder().certificateAuthority(0).signedBy(ROOT).build();
    private static final HeldCertificate OWN =
            new HeldCertificate.Builder().signedBy(BETWEEN).build();

    @TempDir
    Path directory;

    private SSLContext context(HeldCertificate key, HeldCertificate... chain) throws IOException {
        String certificates =
                Arrays.stream(chain).map(HeldCertificate::certificatePem).collect(Collectors.joining());
        return PemFiles.context(new ServerConfig.Tls(
                Files.writeString(directory.resolve("tls.crt"), certificates).toString(),
                Files.writeString(directory.resolve("tls.key"), key.privateKeyPkcs8Pem())
                        .toString()));
    }

    private void refused(String problem, HeldCertificate key, HeldCertificate... chain) {
        assertThatThrownBy(() -> context(key, chain))
                .isInstanceOf(ConfigException.class)
                .hasMessage(problem.replace("DIR", directory.toString()))
                .message()
                .hasLineCount(1);
    }

    private void notItsKey(HeldCertificate key, HeldCertificate... chain) {
        refused(
                "listen.tls.key: DIR/tls.key is not the key of listen.tls.certificate, DIR/tls.crt,"
                        + " of which the server's own certificate must be the first",
                key,
                chain);
    }

    private void outOfOrder(int number, HeldCertificate key, HeldCertificate... chain) {
        refused(
                "listen.tls.certificate: of DIR/tls.crt certificate " + number
                        + " is not issued by the one after it; the server's own must be the first, each other the one that signs"
                        + " the one before",
                key,
                chain);
    }

    @Test
    void aCertificateGoesWithItsKeyAndThoseThatSignIt() throws IOException {
        assertThat(context(OWN, OWN)).isNotNull();
        assertThat(context(OWN, OWN, BETWEEN)).isNotNull();
        assertThat(context(OWN, OWN, BETWEEN, ROOT)).isNotNull();
        HeldCertificate rsa = new HeldCertificate.Builder().rsa2048().build();
        assertThat(context(rsa, rsa)).isNotNull();
    }

    @Test
    void anotherCertificatesKeyIsRefused() {
        HeldCertificate rsa = new HeldCertificate.Builder().rsa2048().build();
        HeldCertificate otherRsa = new HeldCertificate.Builder().rsa2048().build();
        notItsKey(ROOT, OWN, BETWEEN, ROOT);
        notItsKey(rsa, OWN);
        notItsKey(OWN, rsa);
        notItsKey(otherRsa, rsa);
    }

    @Test
    void aChainInAnotherOrderIsRefused() {
        notItsKey(OWN, BETWEEN, OWN);
        outOfOrder(1, OWN, OWN, ROOT, BETWEEN);
        outOfOrder(2, OWN, OWN, BETWEEN, OWN);
    }

    @Test
    void aChainWithAnotherOneOfTheSameNameIsRefused() {
        HeldCertificate issuer = new HeldCertificate.Builder()
                .commonName("ca")
                .certificateAuthority(0)
                .build();
        HeldCertificate renewed = new HeldCertificate.Builder()
                .commonName("ca")
                .certificateAuthority(0)
                .build();
        HeldCertificate own = new HeldCertificate.Builder().signedBy(issuer).build();
        outOfOrder(1, own, own, renewed);
    }
}
