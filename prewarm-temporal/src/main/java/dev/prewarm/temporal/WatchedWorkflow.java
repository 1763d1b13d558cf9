package dev.prewarm.temporal;

import io.temporal.common.interceptors.WorkflowInboundCallsInterceptor;
import io.temporal.common.interceptors.WorkflowInboundCallsInterceptorBase;
import io.temporal.common.interceptors.WorkflowOutboundCallsInterceptor;

/** Hears when a workflow begins and ends. */
final class WatchedWorkflow extends WorkflowInboundCallsInterceptorBase {
    private final WatchedRun run;

    WatchedWorkflow(WorkflowInboundCallsInterceptor next, WatchedRun run) {
        super(next);
        this.run = run;
    }

    @Override
    public void init(WorkflowOutboundCallsInterceptor outbound) {
        super.init(new WatchedCalls(outbound, run));
    }

    @Override
    public WorkflowOutput execute(WorkflowInput input) {
        run.began();
        WorkflowOutput output;
        try {
            output = super.execute(input);
        } catch (Throwable thrown) {
            run.threw(thrown);
            throw thrown;
        }
        run.returned();
        return output;
    }
}
