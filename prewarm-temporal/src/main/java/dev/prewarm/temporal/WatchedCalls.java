package dev.prewarm.temporal;

import dev.prewarm.shape.Step;
import io.temporal.common.interceptors.WorkflowOutboundCallsInterceptor;
import io.temporal.common.interceptors.WorkflowOutboundCallsInterceptorBase;
import io.temporal.workflow.Promise;
import io.temporal.workflow.TimerOptions;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Hears what a workflow starts and waits for: activities, children, Nexus operations, timers, conditions. */
final class WatchedCalls extends WorkflowOutboundCallsInterceptorBase {
    private final WatchedRun run;

    WatchedCalls(WorkflowOutboundCallsInterceptor next, WatchedRun run) {
        super(next);
        this.run = run;
    }

    @Override
    public <R> ActivityOutput<R> executeActivity(ActivityInput<R> input) {
        Step step = run.started(input.getActivityName());
        ActivityOutput<R> output = super.executeActivity(input);
        run.watch(step, output.getResult());
        return output;
    }

    @Override
    public <R> LocalActivityOutput<R> executeLocalActivity(LocalActivityInput<R> input) {
        Step step = run.started(input.getActivityName());
        LocalActivityOutput<R> output = super.executeLocalActivity(input);
        run.watch(step, output.getResult());
        return output;
    }

    @Override
    public <R> ChildWorkflowOutput<R> executeChildWorkflow(ChildWorkflowInput<R> input) {
        Step step = run.started("child:" + input.getWorkflowType());
        ChildWorkflowOutput<R> output = super.executeChildWorkflow(input);
        run.watch(step, output.getResult());
        return output;
    }

    @Override
    public <R> ExecuteNexusOperationOutput<R> executeNexusOperation(ExecuteNexusOperationInput<R> input) {
        Step step = run.started(input.getService() + "/" + input.getOperation());
        ExecuteNexusOperationOutput<R> output = super.executeNexusOperation(input);
        run.watch(step, output.getResult());
        return output;
    }

    @Override
    public Promise<Void> newTimer(Duration delay) {
        Step step = run.timer(delay);
        Promise<Void> timer = super.newTimer(delay);
        run.watch(step, timer);
        return timer;
    }

    @Override
    public Promise<Void> newTimer(Duration delay, TimerOptions options) {
        Step step = run.timer(delay);
        Promise<Void> timer = super.newTimer(delay, options);
        run.watch(step, timer);
        return timer;
    }

    @Override
    public void sleep(Duration duration) {
        waiting(run.timer(duration), () -> {
            super.sleep(duration);
            return true;
        });
    }

    @Override
    public boolean await(Duration timeout, String reason, Supplier<Boolean> unblockCondition) {
        return waiting(run.started("await"), () -> super.await(timeout, reason, unblockCondition));
    }

    @Override
    public void await(String reason, Supplier<Boolean> unblockCondition) {
        waiting(run.started("await"), () -> {
            super.await(reason, unblockCondition);
            return true;
        });
    }

    private boolean waiting(@Nullable Step step, Supplier<Boolean> wait) {
        boolean result;
        try {
            result = wait.get();
        } catch (RuntimeException e) {
            // An eviction is an error, and no end of the wait.
            run.ended(step, e);
            throw e;
        }
        run.ended(step, null);
        return result;
    }

    @Override
    public void continueAsNew(ContinueAsNewInput input) {
        run.continues();
        try {
            super.continueAsNew(input);
        } catch (RuntimeException e) {
            // It succeeds by ending the workflow's thread, which is an error.
            run.staysAsItIs();
            throw e;
        }
    }
}
