package dev.prewarm.examples;

import dev.prewarm.PrewarmStrategy;
import dev.prewarm.Prewarmer;
import dev.prewarm.Target;
import dev.prewarm.Workflow;
import dev.prewarm.knative.client.KnativeWarmupClient;
import io.serverlessworkflow.api.WorkflowFormat;
import io.serverlessworkflow.api.WorkflowReader;
import io.serverlessworkflow.impl.WorkflowApplication;
import io.serverlessworkflow.impl.WorkflowDefinition;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Orders as a definition of Serverless Workflow, which says itself what comes after what, and where the services are. */
final class ServerlessOrders {
    private static final String DEFINITION = """
            document: {dsl: '1.0.0', namespace: shop, name: orders, version: '0.1.0'}
            do:
              - fetch: {call: http, with: {method: get, endpoint: FETCH, headers: {Accept: application/json}}}
              - both:
                  fork:
                    branches:
                      - resize: {call: http, with: {method: get, endpoint: RESIZE, headers: {Accept: application/json}}}
                      - label: {call: http, with: {method: get, endpoint: LABEL, headers: {Accept: application/json}}}
              - store: {call: http, with: {method: get, endpoint: STORE, headers: {Accept: application/json}}}
              - notify: {call: http, with: {method: get, endpoint: NOTIFY, headers: {Accept: application/json}}}
            """;

    private final OrderServices services;

    ServerlessOrders(OrderServices services) {
        this.services = services;
    }

    private io.serverlessworkflow.api.types.Workflow definition() throws IOException {
        String definition = DEFINITION;
        for (String name : OrderServices.NAMES) {
            definition = definition.replace(
                    "endpoint: " + name.toUpperCase(java.util.Locale.ROOT), "endpoint: '" + services.uri(name) + "'");
        }
        return WorkflowReader.readWorkflowFromString(definition, WorkflowFormat.YAML);
    }

    private Optional<Target> target(URI endpoint) {
        return OrderServices.NAMES.stream()
                .filter(name -> services.uri(name).equals(endpoint))
                .map(services::target)
                .findFirst();
    }

    private Workflow workflow(io.serverlessworkflow.api.types.Workflow definition) {
        return ServerlessDefinition.workflow(definition, this::target, finding -> {});
    }

    /** Runs orders one after the other, in a runtime that knows no durations at first. */
    List<EngineRun> run(PrewarmStrategy strategy, int runs) throws Exception {
        try (KnativeWarmupClient client = KnativeWarmupClient.builder().build();
                Prewarmer prewarmer =
                        Prewarmer.builder(client).strategy(strategy).build()) {
            return measure(ServerlessListener.of(prewarmer, this::workflow), runs);
        }
    }

    /** Runs orders one after the other, of which a prewarm-server is told; it does the warming. */
    List<EngineRun> tell(URI server, int runs) throws Exception {
        return measure(new ServerlessListener(new ServerlessEvents(server), this::workflow), runs);
    }

    private List<EngineRun> measure(ServerlessListener listener, int runs) throws Exception {
        try (WorkflowApplication runtime =
                WorkflowApplication.builder().withListener(listener).build()) {
            WorkflowDefinition orders = runtime.workflowDefinition(definition());
            List<EngineRun> measured = new ArrayList<>();
            for (int run = 1; run <= runs; run++) {
                measured.add(services.measure(
                        run, number -> orders.instance(Map.of()).start().get()));
            }
            return measured;
        }
    }
}
