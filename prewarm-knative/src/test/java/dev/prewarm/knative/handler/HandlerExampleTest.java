package dev.prewarm.knative.handler;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** The example of the package's documentation. */
final class HandlerExampleTest {
    private final List<String> primed = new CopyOnWriteArrayList<>();

    private interface Database {
        AutoCloseable connection();
    }

    private interface Templates {
        void load();
    }

    @Test
    void theFirstWarmUpPrimesEverything() throws Exception {
        Database database = () -> () -> primed.add("database");
        Templates templates = () -> primed.add("templates");
        String pod = "resize-00001-7d";
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);

        Priming priming = Priming.builder(pod)
                .step("database", () -> database.connection().close())
                .step("templates", templates::load)
                .build();
        server.createContext("/warmup", new WarmupHandler(priming));

        server.start();
        try {
            URI uri = URI.create("http://localhost:" + server.getAddress().getPort() + "/warmup");
            HttpClient http =
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
            assertThat(http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(200);
            assertThat(primed).containsExactly("database", "templates");
        } finally {
            server.stop(0);
        }
    }
}
