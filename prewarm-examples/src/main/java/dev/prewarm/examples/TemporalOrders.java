package dev.prewarm.examples;

import dev.prewarm.PrewarmStrategy;
import dev.prewarm.Prewarmer;
import dev.prewarm.knative.client.KnativeWarmupClient;
import dev.prewarm.temporal.ActivityTargets;
import dev.prewarm.temporal.CallsTarget;
import dev.prewarm.temporal.PrewarmPlugin;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityOptions;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.workflow.Async;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Orders as a Temporal workflow. Nothing says in which order its activities come but its code; two lines, which are marked, make
 * that they are warmed ahead from the second run on.
 */
final class TemporalOrders {
    private final WorkflowClient temporal;
    private final OrderServices services;
    private int workers;

    /** @param temporal a client of a server that runs */
    TemporalOrders(WorkflowClient temporal, OrderServices services) {
        this.temporal = temporal;
        this.services = services;
    }

    /** What an order needs done. */
    @ActivityInterface
    public interface Steps {
        @CallsTarget("fetch")
        String fetch();

        @CallsTarget("resize")
        String resize();

        @CallsTarget("label")
        String label();

        @CallsTarget("store")
        String store();

        @CallsTarget("notify")
        String notifyCustomer();
    }

    /** An order. */
    @WorkflowInterface
    public interface Order {
        @WorkflowMethod
        String process();
    }

    /** The code that says what comes after what. */
    public static final class OrderWorkflow implements Order {
        private final Steps steps = Workflow.newActivityStub(
                Steps.class,
                ActivityOptions.newBuilder()
                        .setStartToCloseTimeout(Duration.ofMinutes(1))
                        .build());

        @Override
        public String process() {
            steps.fetch();
            Promise.allOf(Async.function(steps::resize), Async.function(steps::label))
                    .get();
            steps.store();
            return steps.notifyCustomer();
        }
    }

    private final class CallingSteps implements Steps {
        @Override
        public String fetch() {
            return services.call("fetch");
        }

        @Override
        public String resize() {
            return services.call("resize");
        }

        @Override
        public String label() {
            return services.call("label");
        }

        @Override
        public String store() {
            return services.call("store");
        }

        @Override
        public String notifyCustomer() {
            return services.call("notify");
        }
    }

    /** Runs orders one after the other, with a worker that knows nothing at first. */
    List<EngineRun> run(PrewarmStrategy strategy, int runs) throws Exception {
        // A name of this worker's own, so that none that ended before it takes its tasks.
        String queue = "orders-" + ++workers;
        ActivityTargets targets = ActivityTargets.builder()
                .annotated(Steps.class, services::target)
                .build();
        try (KnativeWarmupClient client = KnativeWarmupClient.builder().build();
                Prewarmer prewarmer =
                        Prewarmer.builder(client).strategy(strategy).build()) {
            WorkerFactoryOptions options = WorkerFactoryOptions.newBuilder()
                    .setPlugins(PrewarmPlugin.of(prewarmer, targets)) // prewarm
                    .build();
            WorkerFactory factory = WorkerFactory.newInstance(temporal, options);
            Worker worker = factory.newWorker(queue);
            worker.registerWorkflowImplementationTypes(OrderWorkflow.class);
            worker.registerActivitiesImplementations(new CallingSteps());
            factory.start();
            List<EngineRun> measured = new ArrayList<>();
            for (int run = 1; run <= runs; run++) {
                measured.add(services.measure(run, number -> order(queue, number)));
            }
            factory.shutdownNow();
            return measured;
        }
    }

    private void order(String queue, int number) {
        WorkflowOptions options = WorkflowOptions.newBuilder()
                .setTaskQueue(queue)
                .setWorkflowId(queue + "-" + number)
                .build();
        temporal.newWorkflowStub(Order.class, options).process();
    }
}
