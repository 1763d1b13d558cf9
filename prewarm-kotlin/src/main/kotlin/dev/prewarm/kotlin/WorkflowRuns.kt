package dev.prewarm.kotlin

import dev.prewarm.WorkflowRun

/**
 * Runs the work of a task, which may suspend, between [WorkflowRun.started] and [WorkflowRun.finished]; or [WorkflowRun.failed] if it
 * throws, as it does when the coroutine is cancelled.
 *
 * What [WorkflowRun.call] is for work that blocks. Work that only starts something, and returns a `Deferred` or a `CompletionStage`, has
 * finished for the run when it returns: await the result within it.
 *
 * @return what the work returns
 */
public suspend inline fun <T> WorkflowRun.callSuspending(task: String, work: () -> T): T {
    started(task)
    var failure: Throwable? = null
    try {
        return work()
    } catch (thrown: Throwable) {
        failure = thrown
        throw thrown
    } finally {
        // In any case: the work may also return from the function that it is inlined into.
        if (failure == null) finished(task) else failed(task, failure)
    }
}
