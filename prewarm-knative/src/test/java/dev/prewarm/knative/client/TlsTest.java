package dev.prewarm.knative.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.Target;
import dev.prewarm.WarmupResult;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.SocketEffect;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A service over https, whose certificate it has signed itself. */
final class TlsTest {
    private static final Duration CUT_AFTER = Duration.ofMillis(150);

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

    /** As where an ingress restarts. */
    @Test
    void aConnectionThatIsClosedBeforeTlsHasBegunIsAFailureWorthRepeating() throws Exception {
        ServerSocket restarting = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread closing = new Thread(() -> closeAll(restarting));
        closing.start();
        WarmupResult result;
        try (KnativeWarmupClient client = fixture.client().build()) {
            result = Fixture.result(client, fixture.cold(URI.create("https://localhost:" + restarting.getLocalPort())));
        } finally {
            restarting.close();
            closing.join();
        }
        assertThat(result).isInstanceOfSatisfying(WarmupResult.Failed.class, failed -> {
            assertThat(failed.reason()).contains("closed while TLS began");
            assertThat(failed.retryable()).isTrue();
        });
    }

    private static void closeAll(ServerSocket listener) {
        try {
            while (true) {
                listener.accept().close();
            }
        } catch (IOException e) {
            // It was closed, at the end of the test.
        }
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

    @Test
    void aRequestThatIsToBeCancelledIsSentHoweverLongTheHandshakeTakes() throws Exception {
        HeldCertificate certificate = certificate("localhost");
        server.useHttps(new HandshakeCertificates.Builder()
                .heldCertificate(certificate)
                .build()
                .sslSocketFactory());
        server.start();
        server.enqueue(new MockResponse.Builder()
                .onResponseStart(SocketEffect.Stall.INSTANCE)
                .build());
        CountDownLatch longAfterTheCut = new CountDownLatch(1);
        SSLContext slow = slowlyTrusting(certificate, longAfterTheCut);
        fixture.scheduler.schedule(CUT_AFTER.multipliedBy(4), longAfterTheCut::countDown);

        Target target = Target.builder("resize", URI.create("https://localhost:" + server.getPort()))
                .coldStart(CUT_AFTER)
                .build();
        try (KnativeWarmupClient client = fixture.client()
                .sslContext(slow)
                .mode(WarmupMode.CANCELLED_REQUEST)
                .cutAfter(CUT_AFTER)
                .build()) {
            assertThat(Fixture.result(client, fixture.request(target, 1, 0, Fixture.PATIENCE)))
                    .isInstanceOf(WarmupResult.Started.class);
        }
        assertThat(server.takeRequest(Fixture.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isNotNull();
    }

    @Test
    void certificatesThatTakeLongToCheckHoldUpNoOtherTarget() throws Exception {
        HeldCertificate certificate = certificate("localhost");
        server.useHttps(new HandshakeCertificates.Builder()
                .heldCertificate(certificate)
                .build()
                .sslSocketFactory());
        server.start();
        CountDownLatch checked = new CountDownLatch(1);
        SSLContext slow = slowlyTrusting(certificate, checked);
        try (RawServer other = new RawServer(
                        (head, socket) -> RawServer.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
                KnativeWarmupClient client = fixture.client().sslContext(slow).build()) {
            for (int i = 0; i < 8; i++) {
                client.warmUp(fixture.cold(URI.create("https://localhost:" + server.getPort())));
            }
            assertThat(Fixture.result(client, fixture.warm(other.uri()))).isInstanceOf(WarmupResult.AlreadyWarm.class);
            checked.countDown();
        }
    }

    private static SSLContext slowlyTrusting(HeldCertificate certificate, CountDownLatch latch)
            throws GeneralSecurityException {
        SSLContext slow = SSLContext.getInstance("TLS");
        slow.init(
                null,
                new TrustManager[] {new SlowTrust(trusting(certificate).build().trustManager(), latch)},
                null);
        return slow;
    }

    /** Takes its time to trust. */
    private record SlowTrust(X509TrustManager trust, CountDownLatch latch) implements X509TrustManager {
        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            Fixture.await(latch);
            trust.checkServerTrusted(chain, type);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            trust.checkClientTrusted(chain, type);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return trust.getAcceptedIssuers();
        }
    }
}
