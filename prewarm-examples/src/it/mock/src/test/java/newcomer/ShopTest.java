package newcomer;

import static dev.prewarm.TaskOption.after;
import static java.time.Duration.ofMillis;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.prewarm.*;
import dev.prewarm.testing.knative.*;
import java.net.URI;
import java.net.http.*;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ShopTest {
    @RegisterExtension
    final MockKnativeExtension knative = MockKnativeExtension.of(MockKnative.builder()
            .service("cart", ofMillis(100), ofMillis(10)).service("pay", ofMillis(100), ofMillis(10)));

    private final HttpClient http = HttpClient.newHttpClient();
    private final CountDownLatch warm = new CountDownLatch(1);

    @Test
    void theSecondServiceIsWarmWhenItIsCalled() throws Exception {
        Workflow shop = Workflow.builder("shop").task("cart", knative.target("cart"))
                .task("pay", knative.target("pay"), after("cart")).build();
        WarmupClient client = request -> http.sendAsync(get(request.target().uri().resolve("/warmup")), BodyHandlers.discarding())
                .thenApply(response -> (WarmupResult) WarmupResult.started(ofMillis(100)))
                .whenComplete((result, failure) -> warm.countDown());
        try (Prewarmer prewarmer = Prewarmer.builder(client).build(); WorkflowRun run = prewarmer.start(shop)) {
            run.call("cart", () -> { http.send(get(knative.uri("cart")), BodyHandlers.discarding()); warm.await(); return 0; });
            run.call("pay", () -> http.send(get(knative.uri("pay")), BodyHandlers.discarding()));
        }
        assertEquals(1, knative.stats("cart").coldStartsMet());
        assertEquals(0, knative.stats("pay").coldStartsMet());
    }
    private static HttpRequest get(URI uri) { return HttpRequest.newBuilder(uri).build(); }
}
