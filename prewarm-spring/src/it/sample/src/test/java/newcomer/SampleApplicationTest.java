package newcomer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootVersion;
import org.springframework.context.ConfigurableApplicationContext;

/** One dependency and two properties: the calls are warmed, and what was decided is seen. */
class SampleApplicationTest {
    private static final int MOST_LOOKS = 10_000;

    private final HttpClient http = HttpClient.newHttpClient();
    private final CountDownLatch resizeWarmed = new CountDownLatch(1);
    private final CountDownLatch storeWarmed = new CountDownLatch(1);
    private final CountDownLatch looked = new CountDownLatch(1);
    private String application = "";

    @Test
    void theApplicationHasTwoProperties() throws IOException {
        Properties properties = new Properties();
        try (InputStream file = SampleApplication.class.getResourceAsStream("/application.properties")) {
            properties.load(file);
        }
        assertEquals(2, properties.size());
    }

    @Test
    void itRunsOnTheVersionOfSpringBootThatItIsBuiltFor() {
        String expected = System.getProperty("expected.boot", "3");
        assertEquals(expected, SpringBootVersion.getVersion().split("\\.", 2)[0]);
    }

    @Test
    void metersHealthAndDecisionsAreThere() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        HttpServer services = services(threads);
        String address = "http://127.0.0.1:" + services.getAddress().getPort();
        String[] arguments = {
            "--server.port=0", "--services=" + address, "--management.endpoint.health.show-details=always"
        };
        try (ConfigurableApplicationContext context = SpringApplication.run(SampleApplication.class, arguments)) {
            application = "http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port");
            CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> post("/thumbnails"), threads);

            // The run is open: its last call waits until it has been looked at.
            String open = eventually("/actuator/prewarm", "(used|late) resize for task resize");
            assertContains(open, "\"strategy\":\"full-path\"");
            assertContains(open, "\"id\":\"thumbnails-1\"");
            assertContains(open, "\"kind\":\"sent\"");
            assertContains(open, "sent store for task store");
            assertContains(open, "\"uri\":\"" + address + "/resize\"");
            assertContains(get("/actuator/prewarm/thumbnails-1"), "sent store for task store");
            assertContains(get("/actuator/health"), "\"prewarm\":{");

            looked.countDown();
            assertEquals("stored", answer.get(1, TimeUnit.MINUTES));

            String meters = eventually(
                    "/actuator/prometheus",
                    "prewarm_decisions_total\\{kind=\"(used|late)\",strategy=\"full-path\",target=\"store\",workflow=\"thumbnails\"\\} 1.0");
            assertContains(meters, "prewarm_runs_total 1.0");
            assertContains(get("/actuator/health"), "{\"status\":\"UP\"");
            eventually("/actuator/prewarm", "\"runs\":\\[\\]");
        } finally {
            services.stop(0);
            threads.shutdownNow();
        }
    }

    /** Each service but the last works until the next one has been warmed; the last one, until the run has been looked at. */
    private HttpServer services(ExecutorService threads) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/resize/warmup", call -> warm(call, resizeWarmed));
        server.createContext("/store/warmup", call -> warm(call, storeWarmed));
        server.createContext("/fetch", call -> work(call, resizeWarmed, "fetched"));
        server.createContext("/resize", call -> work(call, storeWarmed, "resized"));
        server.createContext("/store", call -> work(call, looked, "stored"));
        server.start();
        return server;
    }

    private static void warm(HttpExchange call, CountDownLatch warmed) throws IOException {
        answer(call, "");
        warmed.countDown();
    }

    private static void work(HttpExchange call, CountDownLatch until, String text) throws IOException {
        try {
            answer(call, until.await(1, TimeUnit.MINUTES) ? text : "waited in vain");
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static void answer(HttpExchange call, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        call.sendResponseHeaders(200, (bytes.length == 0) ? -1 : bytes.length);
        call.getResponseBody().write(bytes);
        call.close();
    }

    private static void assertContains(String text, String part) {
        assertTrue(text.contains(part), () -> part + " is missing in " + text);
    }

    private String eventually(String path, String pattern) {
        Pattern expected = Pattern.compile(pattern);
        String text = "";
        for (int i = 0; i < MOST_LOOKS; i++) {
            text = get(path);
            if (expected.matcher(text).find()) {
                return text;
            }
        }
        throw new AssertionError(path + " never had " + pattern + ": " + text);
    }

    private String get(String path) {
        return send(HttpRequest.newBuilder(URI.create(application + path)).build());
    }

    private String post(String path) {
        return send(HttpRequest.newBuilder(URI.create(application + path))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build());
    }

    private String send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(request + " was not answered", e);
        }
    }
}
