package dev.prewarm.examples;

import static dev.prewarm.TaskOption.after;

import dev.prewarm.Prewarmer;
import dev.prewarm.Target;
import dev.prewarm.Workflow;
import dev.prewarm.WorkflowRun;
import dev.prewarm.knative.client.KnativeWarmupClient;
import java.net.URI;

/** The twelve lines of the README. */
final class Quickstart {
    private final HttpCalls http = new HttpCalls();

    void run(URI fetch, URI resize, URI store) throws Exception {
        // README: begin
        Workflow thumbnails = Workflow.builder("thumbnails")
                .task("fetch", Target.of("fetch", fetch))
                .task("resize", Target.of("resize", resize), after("fetch"))
                .task("store", Target.of("store", store), after("resize"))
                .build();
        try (KnativeWarmupClient client = KnativeWarmupClient.builder().build();
                Prewarmer prewarmer = Prewarmer.builder(client).build();
                WorkflowRun run = prewarmer.start(thumbnails)) {
            run.call("fetch", () -> http.get(fetch));
            run.call("resize", () -> http.get(resize));
            run.call("store", () -> http.get(store));
        }
        // README: end
    }
}
