package dev.prewarm;

import dev.prewarm.OrchestratorEvent.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * All legal orders of the events of a run, from its start to its end; of orders that differ only in the names of tasks
 * between which the graph makes no difference, one.
 */
final class EventOrders {
    private final Workflow workflow;
    private final int mostSkips;
    private final int mostFailures;
    private final Consumer<List<OrchestratorEvent>> each;
    private final List<OrchestratorEvent> events = new ArrayList<>();
    private final List<List<Integer>> automorphisms;

    private EventOrders(Workflow workflow, int mostSkips, int mostFailures, Consumer<List<OrchestratorEvent>> each) {
        this.workflow = workflow;
        this.mostSkips = mostSkips;
        this.mostFailures = mostFailures;
        this.each = each;
        this.automorphisms = SmallWorkflows.automorphisms(workflow);
    }

    /**
     * Passes on every order in which so many tasks at most are said to be skipped, at any time before they start, or, of up
     * to three tasks, before they end, and so
     * many attempts fail, each followed by another one or by a skip.
     */
    static void of(Workflow workflow, int mostSkips, int mostFailures, Consumer<List<OrchestratorEvent>> each) {
        new EventOrders(workflow, mostSkips, mostFailures, each).extend();
    }

    private void extend() {
        RunOracle oracle = new RunOracle(workflow);
        events.forEach(oracle::apply);
        if (oracle.ended()) {
            each.accept(List.copyOf(events));
            return;
        }
        for (Task task : workflow.tasks()) {
            if (!first(task)) {
                continue;
            }
            for (Kind kind : Kind.values()) {
                OrchestratorEvent event = new OrchestratorEvent(kind, task.id());
                if (allowed(kind, oracle.state(task)) && oracle.judge(event).isEmpty()) {
                    events.add(event);
                    extend();
                    events.remove(events.size() - 1);
                }
            }
        }
    }

    /** Whether no earlier task could take its place, all those fixed of which something has been said. */
    private boolean first(Task task) {
        return automorphisms.stream()
                .filter(renamed -> events.stream().allMatch(event -> fixed(renamed, event.task())))
                .allMatch(renamed -> renamed.get(task.index()) >= task.index());
    }

    private boolean fixed(List<Integer> renamed, String id) {
        int index = workflow.task(id).index();
        return renamed.get(index) == index;
    }

    /** Whether the workflow is so small that tasks which run are skipped, too. */
    private boolean small() {
        return workflow.tasks().size() <= 3;
    }

    private boolean allowed(Kind kind, TaskState state) {
        return switch (kind) {
            // Rounds without end are not tried.
            case STARTED -> state != TaskState.FINISHED;
            case FINISHED -> true;
            case FAILED -> count(kind) < mostFailures;
            case SKIPPED ->
                count(kind) < mostSkips && state != TaskState.SKIPPED && (state != TaskState.RUNNING || small());
        };
    }

    private long count(Kind kind) {
        return events.stream().filter(event -> event.kind() == kind).count();
    }
}
