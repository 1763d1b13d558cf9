package dev.prewarm.temporal;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityOptions;
import io.temporal.activity.LocalActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.failure.ApplicationFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.CompletablePromise;
import io.temporal.workflow.Promise;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.UpdateMethod;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Workflows that use what Temporal has, and their activities. */
final class Orders {
    private Orders() {}

    /** What the services would do. */
    @ActivityInterface
    public interface Calls {
        @CallsTarget("fetcher")
        String fetch();

        @CallsTarget("resizer")
        String resize();

        @CallsTarget("labeller")
        String label();

        @CallsTarget("store")
        String store();

        String flaky();

        String weigh();
    }

    /** Activities that take no time. */
    static final class QuickCalls implements Calls {
        private final AtomicInteger attempts = new AtomicInteger();

        @Override
        public String fetch() {
            return "fetched";
        }

        @Override
        public String resize() {
            return "resized";
        }

        @Override
        public String label() {
            return "labelled";
        }

        @Override
        public String store() {
            return "stored";
        }

        @Override
        public String flaky() {
            if (attempts.incrementAndGet() % 3 != 0) {
                throw new IllegalStateException("not yet");
            }
            return "at last";
        }

        @Override
        public String weigh() {
            return "weighed";
        }
    }

    private static Calls calls() {
        return Workflow.newActivityStub(
                Calls.class,
                ActivityOptions.newBuilder()
                        .setStartToCloseTimeout(Duration.ofMinutes(1))
                        .setRetryOptions(RetryOptions.newBuilder()
                                .setInitialInterval(Duration.ofMillis(150))
                                .setBackoffCoefficient(1)
                                .build())
                        .build());
    }

    /** A diamond, a timer, and a last step. */
    @WorkflowInterface
    public interface Order {
        @WorkflowMethod
        String order(int millis);
    }

    public static final class OrderImpl implements Order {
        private final Calls calls = calls();

        @Override
        public String order(int millis) {
            calls.fetch();
            Promise.allOf(Async.function(calls::resize), Async.function(calls::label))
                    .get();
            Workflow.sleep(Duration.ofMillis(millis));
            return calls.store();
        }
    }

    /** The same after a change that its histories do not fit. */
    public static final class ChangedOrderImpl implements Order {
        private final Calls calls = calls();

        @Override
        public String order(int millis) {
            calls.store();
            Workflow.sleep(Duration.ofMillis(millis));
            return calls.fetch();
        }
    }

    /** Many parallel calls of one activity, and as many of one without a service. */
    @WorkflowInterface
    public interface Many {
        @WorkflowMethod
        String many(int calls);
    }

    public static final class ManyImpl implements Many {
        private final Calls calls = calls();

        @Override
        public String many(int number) {
            calls.fetch();
            List<Promise<String>> all = new ArrayList<>();
            for (int i = 0; i < number; i++) {
                all.add(Async.function(calls::resize));
            }
            Promise.allOf(all).get();
            all.clear();
            for (int i = 0; i < number; i++) {
                all.add(Async.function(calls::weigh));
            }
            Promise.allOf(all).get();
            return calls.store();
        }
    }

    /** All the rest: retries, a child, local activities, signals, updates, versions, cancelled timers, rounds, further runs. */
    @WorkflowInterface
    public interface Everything {
        @WorkflowMethod
        String everything(int round);

        @SignalMethod
        void go();

        @UpdateMethod
        String update(String text);
    }

    public static final class EverythingImpl implements Everything {
        private final Calls calls = calls();
        private final Calls local = Workflow.newLocalActivityStub(
                Calls.class,
                LocalActivityOptions.newBuilder()
                        .setStartToCloseTimeout(Duration.ofSeconds(5))
                        .build());
        private boolean go;

        @Override
        public String everything(int round) {
            calls.flaky();
            Workflow.getVersion("change", Workflow.DEFAULT_VERSION, 1);
            local.label();
            CancellationScope timers = Workflow.newCancellationScope(() -> Workflow.newTimer(Duration.ofHours(1)));
            timers.run();
            Workflow.newChildWorkflowStub(Order.class).order(1);
            Workflow.await(() -> go);
            timers.cancel();
            for (int i = 0; i <= round; i++) {
                calls.store();
            }
            if (round < 2) {
                Workflow.continueAsNew(round + 1);
            }
            return "done";
        }

        @Override
        public void go() {
            go = true;
        }

        @Override
        public String update(String text) {
            return text;
        }
    }

    /** Waits for a signal without a step, and ends at once, as it is told. */
    @WorkflowInterface
    public interface Waiting {
        @WorkflowMethod
        String waiting(String end);

        @SignalMethod
        void go();
    }

    public static final class WaitingImpl implements Waiting {
        private final Calls calls = calls();
        private final CompletablePromise<Boolean> go = Workflow.newPromise();

        @Override
        public String waiting(String end) {
            calls.fetch();
            if (end.equals("now")) {
                return "ended";
            }
            go.get();
            if (end.equals("anew")) {
                Workflow.continueAsNew("now");
            }
            throw ApplicationFailure.newNonRetryableFailure("no", "no");
        }

        @Override
        public void go() {
            go.complete(true);
        }
    }

    /** Begins anew, with something that cannot be written at first, which its task is tried again for. */
    @WorkflowInterface
    public interface Clumsy {
        @WorkflowMethod
        String clumsy(int round);
    }

    public static final class ClumsyImpl implements Clumsy {
        private static final AtomicInteger ATTEMPTS = new AtomicInteger();
        private final Calls calls = calls();

        @Override
        public String clumsy(int round) {
            calls.fetch();
            if (round == 0) {
                Workflow.continueAsNew((ATTEMPTS.getAndIncrement() == 0) ? new Object() : 1);
            }
            return "done";
        }
    }

    /** Fails, as a whole. */
    @WorkflowInterface
    public interface Failing {
        @WorkflowMethod
        String failing();
    }

    public static final class FailingImpl implements Failing {
        private final Calls calls = calls();

        @Override
        public String failing() {
            calls.fetch();
            throw ApplicationFailure.newNonRetryableFailure("no", "no");
        }
    }
}
