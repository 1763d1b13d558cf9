package dev.prewarm.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.prewarm.server.config.ConfigException;
import dev.prewarm.server.config.ServerConfig;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
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
    private static final byte[] SIGNED = "prewarm".getBytes(US_ASCII);
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "Ed25519");

    private PemFiles() {}

    /**
     * What a server needs to show the certificate.
     *
     * @throws ConfigException if a file cannot be read, or does not hold what it should
     */
    static SSLContext context(ServerConfig.Tls tls) {
        try {
            X509Certificate[] chain = chain(tls.certificate());
            PrivateKey key = key(tls.key());
            checkKey(tls, key, chain[0]);
            checkOrder(tls, chain);
            char[] none = new char[0];
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, none);
            store.setKeyEntry("server", key, none, chain);
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, none);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
            throw new ConfigException("listen.tls: the certificate cannot be used: " + e.getMessage(), e);
        }
    }

    private static X509Certificate[] chain(String file) throws CertificateException {
        X509Certificate[] chain = CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(read("listen.tls.certificate", file)))
                .toArray(new X509Certificate[0]);
        if (chain.length == 0) {
            throw new ConfigException("listen.tls.certificate: " + file + " holds no certificate");
        }
        return chain;
    }

    /** With another certificate's key no handshake comes to an end, and nothing says why. */
    private static void checkKey(ServerConfig.Tls tls, PrivateKey key, X509Certificate own)
            throws GeneralSecurityException {
        String algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> "EdDSA";
        };
        Signature signing = Signature.getInstance(algorithm);
        signing.initSign(key);
        signing.update(SIGNED);
        if (!verifies(algorithm, own.getPublicKey(), signing.sign())) {
            throw new ConfigException("listen.tls.key: " + tls.key() + " is not the key of listen.tls.certificate, "
                    + tls.certificate() + ", of which the server's own certificate must be the first");
        }
    }

    private static boolean verifies(String algorithm, PublicKey key, byte[] signature) throws NoSuchAlgorithmException {
        try {
            Signature verifying = Signature.getInstance(algorithm);
            verifying.initVerify(key);
            verifying.update(SIGNED);
            return verifying.verify(signature);
        } catch (InvalidKeyException | SignatureException e) {
            // A key of another kind, or of another length.
            return false;
        }
    }

    private static void checkOrder(ServerConfig.Tls tls, X509Certificate[] chain) {
        for (int i = 1; i < chain.length; i++) {
            if (!isIssued(chain[i - 1], chain[i])) {
                throw new ConfigException("listen.tls.certificate: of " + tls.certificate() + " certificate " + i
                        + " is not issued by the one after it; the server's own must be the first, each other the one"
                        + " that signs the one before");
            }
        }
    }

    private static boolean isIssued(X509Certificate certificate, X509Certificate by) {
        try {
            certificate.verify(by.getPublicKey());
            return certificate.getIssuerX500Principal().equals(by.getSubjectX500Principal());
        } catch (GeneralSecurityException e) {
            return false;
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
