package dev.prewarm;

import com.google.common.collect.MapMaker;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The open runs by the orchestrator's names of them. The engine holds those that are open, and nobody those that are over. Thread-safe. */
final class NamedRuns {
    private record Key(String workflow, String id) {}

    private final ConcurrentMap<Key, WorkflowRun> runs =
            new MapMaker().weakValues().makeMap();

    /** The run that is open; null if none is. */
    @Nullable
    WorkflowRun open(Workflow workflow, String id) {
        WorkflowRun found = runs.get(new Key(workflow.name(), id));
        return (found == null || found.closed()) ? null : found;
    }

    /** The run that is open, or else another one: the same for all threads, though several may make one that is not used. */
    WorkflowRun openOr(Workflow workflow, String id, Supplier<WorkflowRun> another) {
        Key key = new Key(workflow.name(), id);
        WorkflowRun found = runs.get(key);
        while (found == null || found.closed()) {
            WorkflowRun made = another.get();
            boolean first = (found == null) ? runs.putIfAbsent(key, made) == null : runs.replace(key, found, made);
            found = first ? made : runs.get(key);
        }
        return found;
    }
}
