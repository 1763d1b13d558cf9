package dev.prewarm.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.prewarm.server.config.ConfigException;
import dev.prewarm.server.config.ServerConfig;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** Reads a certificate and its key from the files that Kubernetes, cert-manager and others write. */
final class PemFiles {
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "Ed25519");

    private PemFiles() {}

    /**
     * What a server needs to show the certificate.
     *
     * @throws ConfigException if a file cannot be read, or does not hold what it should
     */
    static SSLContext context(ServerConfig.Tls tls) {
        try {
            Certificate[] chain = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(read("listen.tls.certificate", tls.certificate())))
                    .toArray(new Certificate[0]);
            if (chain.length == 0) {
                throw new ConfigException("listen.tls.certificate: " + tls.certificate() + " holds no certificate");
            }
            char[] none = new char[0];
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, none);
            store.setKeyEntry("server", key(tls.key()), none, chain);
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, none);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
            throw new ConfigException("listen.tls: the certificate cannot be used: " + e.getMessage(), e);
        }
    }

    private static byte[] read(String setting, String file) {
        try {
            return Files.readAllBytes(Path.of(file));
        } catch (IOException e) {
            throw new ConfigException(setting + ": " + file + " cannot be read: " + e, e);
        }
    }

    private static PrivateKey key(String file) throws GeneralSecurityException {
        Matcher pem = KEY.matcher(new String(read("listen.tls.key", file), US_ASCII));
        if (!pem.find()) {
            throw new ConfigException("listen.tls.key: " + file + " holds no key in PKCS#8 (BEGIN PRIVATE KEY);"
                    + " openssl pkcs8 -topk8 -nodes makes one of another form");
        }
        PKCS8EncodedKeySpec spec =
                new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(1)));
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(spec);
            } catch (InvalidKeySpecException e) {
                // The key does not say of which algorithm it is, other than by fitting.
            }
        }
        throw new ConfigException("listen.tls.key: " + file + " holds a key that is none of " + ALGORITHMS);
    }
}
