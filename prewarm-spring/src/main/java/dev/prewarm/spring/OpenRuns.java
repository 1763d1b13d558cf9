package dev.prewarm.spring;

import dev.prewarm.Decision;
import dev.prewarm.PrewarmListener;
import dev.prewarm.Problem;
import dev.prewarm.WorkflowRun;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The open runs for which something was decided; of many, the latest thousand. Safe for use by any thread. */
final class OpenRuns implements PrewarmListener {
    static final int MOST = 1_000;

    /** In the order of their latest decisions; some may have been closed since. */
    private final Map<Key, WorkflowRun> runs = new LinkedHashMap<>();

    private record Key(String workflow, String id) {}

    @Override
    public synchronized void onDecision(WorkflowRun run, Decision decision) {
        Key key = new Key(run.workflow().name(), run.id());
        runs.remove(key);
        if (run.closed()) {
            return;
        }
        if (runs.size() >= MOST) {
            runs.values().removeIf(WorkflowRun::closed);
        }
        if (runs.size() >= MOST) {
            runs.remove(runs.keySet().iterator().next());
        }
        runs.put(key, run);
    }

    @Override
    public synchronized void onProblem(Problem problem) {
        if (problem.kind() == Problem.Kind.RUN_FORGOTTEN) {
            runs.keySet().removeIf(key -> key.id().equals(problem.run()));
        }
    }

    /** Those about which something was decided last come first. */
    synchronized List<WorkflowRun> latestFirst() {
        runs.values().removeIf(WorkflowRun::closed);
        List<WorkflowRun> latest = new ArrayList<>(runs.values());
        java.util.Collections.reverse(latest);
        return latest;
    }
}
