package dev.prewarm.examples;

import dev.prewarm.PrewarmStrategy;
import dev.prewarm.Prewarmer;
import dev.prewarm.knative.client.KnativeWarmupClient;
import dev.prewarm.shape.LearnedWorkflows;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Endpoint;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.ManagementStrategy;

/** Orders as a Camel route, whose shape is learned from the exchanges that go along it. */
final class CamelOrders {
    private final OrderServices services;

    CamelOrders(OrderServices services) {
        this.services = services;
    }

    private RouteBuilder route() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:order")
                        .routeId("order")
                        .to(service("fetch"))
                        .multicast()
                        .parallelProcessing()
                        .to(service("resize"), service("label"))
                        .end()
                        .to(service("store"))
                        .to(service("notify"));
            }
        };
    }

    private String service(String name) {
        return services.uri(name).toString();
    }

    private Optional<String> kind(Endpoint endpoint) {
        return OrderServices.NAMES.stream()
                .filter(name -> endpoint.getEndpointUri().equals(service(name)))
                .findFirst();
    }

    /** Runs orders one after the other, in a context that knows nothing at first. */
    List<EngineRun> run(PrewarmStrategy strategy, int runs) throws Exception {
        try (KnativeWarmupClient client = KnativeWarmupClient.builder().build();
                Prewarmer prewarmer =
                        Prewarmer.builder(client).strategy(strategy).build();
                DefaultCamelContext camel = new DefaultCamelContext()) {
            LearnedWorkflows workflows = LearnedWorkflows.builder(prewarmer)
                    .targets(kind -> Optional.of(services.target(kind)))
                    .build();
            ManagementStrategy management = camel.getManagementStrategy();
            management.getEventFactory().setTimestampEnabled(true);
            management.addEventNotifier(new CamelWatcher(workflows, this::kind));
            camel.addRoutes(route());
            camel.start();
            List<EngineRun> measured = new ArrayList<>();
            try (ProducerTemplate orders = camel.createProducerTemplate()) {
                for (int run = 1; run <= runs; run++) {
                    measured.add(
                            services.measure(run, number -> orders.requestBody("direct:order", null, String.class)));
                }
            }
            return measured;
        }
    }
}
