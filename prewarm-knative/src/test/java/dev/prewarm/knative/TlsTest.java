package dev.prewarm.knative;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.WarmupResult;
import java.io.IOException;
import java.net.URI;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A service over https, whose certificate it has signed itself. */
final class TlsTest {
    private final Fixture fixture = new Fixture();
    private final MockWebServer server = new MockWebServer();

    @AfterEach
    void stop() {
        server.close();
        fixture.close();
    }

    private static HeldCertificate certificate(String host) {
        return new HeldCertificate.Builder().addSubjectAlternativeName(host).build();
    }

    private static HandshakeCertificates.Builder trusting(HeldCertificate... certificates) {
        HandshakeCertificates.Builder builder = new HandshakeCertificates.Builder();
        for (HeldCertificate certificate : certificates) {
            builder.addTrustedCertificate(certificate.certificate());
        }
        return builder;
    }

    private void serve(HandshakeCertificates own) throws IOException {
        server.useHttps(own.sslSocketFactory());
        server.start();
        server.enqueue(new MockResponse.Builder().code(200).build());
    }

    private WarmupResult warmUp(KnativeWarmupClient.Builder builder) {
        try (KnativeWarmupClient client = builder.build()) {
            return Fixture.result(client, fixture.warm(URI.create("https://localhost:" + server.getPort())));
        }
    }

    private void assertRefused(WarmupResult result) {
        assertThat(result).isInstanceOfSatisfying(WarmupResult.Failed.class, failed -> {
            assertThat(failed.reason()).startsWith("TLS failed").contains("SSLContext");
            assertThat(failed.retryable()).isFalse();
        });
        assertThat(server.getRequestCount()).isZero();
    }

    @Test
    void aServiceThatTheContextTrustsIsWarmed() throws Exception {
        HeldCertificate certificate = certificate("localhost");
        serve(new HandshakeCertificates.Builder().heldCertificate(certificate).build());

        assertThat(warmUp(fixture.client()
                        .sslContext(trusting(certificate).build().sslContext())))
                .isInstanceOf(WarmupResult.AlreadyWarm.class);
        assertThat(server.takeRequest().getHandshake()).isNotNull();
    }

    @Test
    void aServiceThatTheJvmDoesNotTrustIsSentNothing() throws Exception {
        serve(new HandshakeCertificates.Builder()
                .heldCertificate(certificate("localhost"))
                .build());

        assertRefused(warmUp(fixture.client()));
    }

    @Test
    void aServiceThatTheContextDoesNotTrustIsSentNothing() throws Exception {
        serve(new HandshakeCertificates.Builder()
                .heldCertificate(certificate("localhost"))
                .build());

        assertRefused(warmUp(fixture.client()
                .sslContext(trusting(certificate("localhost")).build().sslContext())));
    }

    @Test
    void aTrustedCertificateForAnotherHostIsSentNothing() throws Exception {
        HeldCertificate certificate = certificate("other.example.com");
        serve(new HandshakeCertificates.Builder().heldCertificate(certificate).build());

        assertRefused(
                warmUp(fixture.client().sslContext(trusting(certificate).build().sslContext())));
    }

    @Test
    void aServiceThatAsksForTheClientsCertificateGetsTheContexts() throws Exception {
        HeldCertificate service = certificate("localhost");
        HeldCertificate caller = certificate("orchestrator");
        server.requireClientAuth();
        serve(trusting(caller).heldCertificate(service).build());

        assertThat(warmUp(fixture.client()
                        .sslContext(trusting(service)
                                .heldCertificate(caller)
                                .build()
                                .sslContext())))
                .isInstanceOf(WarmupResult.AlreadyWarm.class);
        assertThat(server.takeRequest().getHandshake().peerCertificates()).containsExactly(caller.certificate());
    }
}
