package dev.prewarm.examples;

import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.worker.WorkerFactory;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The activities of {@link TemporalOrders} alone, as a process of their own: it needs no prewarm, and ends when it is told to. */
@Command(
        name = "temporal-activities",
        description = "The activities of the example \"temporal\", which starts this.",
        hidden = true,
        mixinStandardHelpOptions = true)
final class TemporalActivitiesCommand implements Callable<Integer> {
    @Option(names = "--server", required = true, paramLabel = "HOST:PORT", description = "A Temporal server.")
    private String server;

    @Option(names = "--namespace", required = true, paramLabel = "NAME", description = "The server's namespace.")
    private String namespace;

    @Option(names = "--service", required = true, paramLabel = "NAME=URI", description = "Where a service is.")
    private Map<String, URI> services;

    private final HttpCalls calls = new HttpCalls();

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    TemporalActivitiesCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        WorkflowServiceStubs stubs = TemporalCommand.connect(server);
        WorkerFactory factory = WorkerFactory.newInstance(TemporalCommand.client(stubs, namespace));
        factory.newWorker(TemporalOrders.STEPS_QUEUE)
                .registerActivitiesImplementations(new TemporalOrders.CallingSteps(this::call));
        factory.start();
        new CountDownLatch(1).await();
        return 0;
    }

    private String call(String service) {
        URI uri = services.get(service);
        if (uri == null) {
            throw new IllegalArgumentException("no --service " + service + "; known are " + services.keySet());
        }
        try {
            return calls.get(uri);
        } catch (IOException e) {
            throw new IllegalStateException("service " + service + " did not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("service " + service + " was called in vain", e);
        }
    }
}
