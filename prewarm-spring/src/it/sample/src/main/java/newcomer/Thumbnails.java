package newcomer;

import static dev.prewarm.TaskOption.after;

import dev.prewarm.Prewarmer;
import dev.prewarm.Target;
import dev.prewarm.Workflow;
import dev.prewarm.WorkflowRun;
import java.net.URI;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;

@RestController
class Thumbnails {
    private final RestClient http = RestClient.create();
    private final Prewarmer prewarmer;
    private final URI fetch, resize, store;

    Thumbnails(Prewarmer prewarmer, @Value("${services}") String services) {
        this.prewarmer = prewarmer;
        fetch = URI.create(services + "/fetch");
        resize = URI.create(services + "/resize");
        store = URI.create(services + "/store");
    }

    @PostMapping("/thumbnails")
    String thumbnails() throws Exception {
        Workflow thumbnails = Workflow.builder("thumbnails")
                .task("fetch", Target.of("fetch", fetch))
                .task("resize", Target.of("resize", resize), after("fetch"))
                .task("store", Target.of("store", store), after("resize"))
                .build();
        try (WorkflowRun run = prewarmer.start(thumbnails)) {
            run.call("fetch", () -> http.get().uri(fetch).retrieve().body(String.class));
            run.call("resize", () -> http.get().uri(resize).retrieve().body(String.class));
            return run.call("store", () -> http.get().uri(store).retrieve().body(String.class));
        }
    }
}
