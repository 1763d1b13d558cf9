package dev.prewarm;

/** Something that an orchestrator says of a task, as a value. */
record OrchestratorEvent(Kind kind, String task) {
    enum Kind {
        STARTED,
        FINISHED,
        FAILED,
        SKIPPED
    }

    void tell(WorkflowRun run) {
        switch (kind) {
            case STARTED -> run.started(task);
            case FINISHED -> run.finished(task);
            case FAILED -> run.failed(task, new IllegalStateException("on purpose"));
            case SKIPPED -> run.skipped(task);
        }
    }

    @Override
    public String toString() {
        return kind + " " + task;
    }
}
