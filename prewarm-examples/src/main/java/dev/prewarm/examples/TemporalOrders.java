package dev.prewarm.examples;

import static dev.prewarm.TaskOption.after;

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
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * Orders as a Temporal workflow. Nothing says in which order its activities come but its code; two lines, which are marked, make
 * that they are warmed ahead from the second run on.
 */
final class TemporalOrders {
    /** Where activities are taken from, by this process or another. */
    static final String STEPS_QUEUE = "order-steps";

    private final WorkflowClient temporal;
    private final OrderServices services;
    private final boolean activitiesHere;
    private int workers;

    /**
     * Orders of which none has run.
     *
     * @param temporal a client of a server that runs
     * @param activitiesHere whether the activities run in this process, too
     */
    TemporalOrders(WorkflowClient temporal, OrderServices services, boolean activitiesHere) {
        this.temporal = temporal;
        this.services = services;
        this.activitiesHere = activitiesHere;
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
                        .setTaskQueue(STEPS_QUEUE)
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

    /** The activities, each of which calls a service. */
    record CallingSteps(UnaryOperator<String> services) implements Steps {
        @Override
        public String fetch() {
            return services.apply("fetch");
        }

        @Override
        public String resize() {
            return services.apply("resize");
        }

        @Override
        public String label() {
            return services.apply("label");
        }

        @Override
        public String store() {
            return services.apply("store");
        }

        @Override
        public String notifyCustomer() {
            return services.apply("notify");
        }
    }

    /** What the workflow's code does, for whoever does not want it to be learned. */
    private dev.prewarm.Workflow declared() {
        return dev.prewarm.Workflow.builder("Order")
                .task("Fetch", services.target("fetch"))
                .task("Resize", services.target("resize"), after("Fetch"))
                .task("Label", services.target("label"), after("Fetch"))
                .task("Store", services.target("store"), after("Resize", "Label"))
                .task("NotifyCustomer", services.target("notify"), after("Store"))
                .build();
    }

    /** As {@link #run}, with a workflow that need not be learned. */
    List<EngineRun> runDeclared(PrewarmStrategy strategy, int runs) throws Exception {
        return run(strategy, runs, plugin -> plugin.declare(declared()));
    }

    /** Runs orders one after the other, with a worker that knows nothing at first. */
    List<EngineRun> run(PrewarmStrategy strategy, int runs) throws Exception {
        return run(strategy, runs, UnaryOperator.identity());
    }

    private List<EngineRun> run(PrewarmStrategy strategy, int runs, UnaryOperator<PrewarmPlugin.Builder> more)
            throws Exception {
        // A name of this worker's own, so that none that ended before it takes its tasks.
        String queue = "orders-" + ++workers;
        ActivityTargets targets = ActivityTargets.builder()
                .annotated(Steps.class, services::target)
                .build();
        try (KnativeWarmupClient client = KnativeWarmupClient.builder().build();
                Prewarmer prewarmer =
                        Prewarmer.builder(client).strategy(strategy).build()) {
            WorkerFactoryOptions options = WorkerFactoryOptions.newBuilder()
                    .setPlugins(more.apply(PrewarmPlugin.builder(prewarmer, targets))
                            .build()) // prewarm
                    .build();
            WorkerFactory factory = WorkerFactory.newInstance(temporal, options);
            Worker worker = factory.newWorker(queue);
            worker.registerWorkflowImplementationTypes(OrderWorkflow.class);
            if (activitiesHere) {
                factory.newWorker(STEPS_QUEUE).registerActivitiesImplementations(new CallingSteps(services::call));
            }
            factory.start();
            List<EngineRun> measured = new ArrayList<>();
            for (int run = 1; run <= runs; run++) {
                measured.add(services.measure(run, number -> order(queue, number)));
            }
            factory.shutdownNow();
            // The queue of the steps is shared with the next worker, who must not lose one to this.
            factory.awaitTermination(10, TimeUnit.SECONDS);
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
