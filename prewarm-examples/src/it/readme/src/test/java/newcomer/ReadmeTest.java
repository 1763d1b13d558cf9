package newcomer;

import static dev.prewarm.TaskOption.after;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.HttpServer;
import dev.prewarm.*;
import dev.prewarm.knative.client.KnativeWarmupClient;
import java.net.*;
import java.util.*;
import java.util.concurrent.*;
import org.junit.jupiter.api.Test;

class ReadmeTest {
    interface Http { Object get(URI service) throws Exception; }
    private final BlockingQueue<String> warmUps = new LinkedBlockingQueue<>();
    private final List<String> warmed = new ArrayList<>();
    /** Each service but the last works until the next one is warmed. */
    private final Http http = service -> service.getPath().equals("/store") || warmed.add(warmUps.poll(1, TimeUnit.MINUTES));

    @Test
    void whatComesNextIsWarmedWhileOneServiceWorks() throws Exception {
        URI fetch = service("fetch"), resize = service("resize"), store = service("store");
        Workflow thumbnails = Workflow.builder("thumbnails")
                .task("fetch", Target.of("fetch", fetch)).task("resize", Target.of("resize", resize), after("fetch"))
                .task("store", Target.of("store", store), after("resize")).build();
        try (KnativeWarmupClient client = KnativeWarmupClient.builder().build();
                Prewarmer prewarmer = Prewarmer.builder(client).build(); WorkflowRun run = prewarmer.start(thumbnails)) {
            run.call("fetch", () -> http.get(fetch)); run.call("resize", () -> http.get(resize)); run.call("store", () -> http.get(store));
        }
        assertEquals(List.of("resize", "store"), warmed);
    }
    private URI service(String name) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/" + name + "/warmup", call -> { warmUps.add(name); call.sendResponseHeaders(204, -1); });
        server.start();
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/" + name);
    }
}
