package dev.prewarm.temporal;

import dev.prewarm.shape.LearnedWorkflows;
import io.temporal.common.interceptors.WorkerInterceptorBase;
import io.temporal.common.interceptors.WorkflowInboundCallsInterceptor;

/** Puts a listener into each workflow that a worker runs, and none into activities. */
final class PrewarmInterceptor extends WorkerInterceptorBase {
    private final LearnedWorkflows workflows;

    PrewarmInterceptor(LearnedWorkflows workflows) {
        this.workflows = workflows;
    }

    @Override
    public WorkflowInboundCallsInterceptor interceptWorkflow(WorkflowInboundCallsInterceptor next) {
        return new WatchedWorkflow(next, new WatchedRun(workflows));
    }
}
