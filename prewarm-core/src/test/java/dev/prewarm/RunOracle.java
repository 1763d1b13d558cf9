package dev.prewarm;

import dev.prewarm.Problem.Kind;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where the tasks of a run stand, by definition and not by propagation: what was said of a task holds; of the others
 * those are skipped of which all predecessors are.
 */
final class RunOracle {
    private final Workflow workflow;
    private final Map<String, TaskState> said = new LinkedHashMap<>();
    /** Those whose end is only known from what came after them. */
    private final Set<String> concluded = new HashSet<>();

    final Map<Kind, Integer> problems = new EnumMap<>(Kind.class);

    RunOracle(Workflow workflow) {
        this.workflow = workflow;
    }

    TaskState state(Task task) {
        TaskState known = said.get(task.id());
        if (known != null) {
            return known;
        }
        List<Dependency> incoming = workflow.incoming(task);
        boolean unreachable =
                !incoming.isEmpty() && incoming.stream().allMatch(in -> state(in.from()) == TaskState.SKIPPED);
        return unreachable ? TaskState.SKIPPED : TaskState.PENDING;
    }

    boolean ready(Task task) {
        return state(task) == TaskState.PENDING
                && workflow.incoming(task).stream()
                        .map(in -> state(in.from()))
                        .allMatch(state -> state == TaskState.FINISHED || state == TaskState.SKIPPED);
    }

    /** The problem that the event is; empty for a legal one. */
    Optional<Kind> judge(OrchestratorEvent event) {
        Optional<Task> found = workflow.find(event.task());
        if (found.isEmpty()) {
            return Optional.of(Kind.UNKNOWN_TASK);
        }
        Task task = found.get();
        TaskState state = state(task);
        boolean legal = switch (event.kind()) {
            case STARTED -> state == TaskState.FAILED || state == TaskState.FINISHED || ready(task);
            case FINISHED, FAILED -> state == TaskState.RUNNING;
            case SKIPPED -> state != TaskState.FINISHED || concluded.contains(task.id());
        };
        boolean repeats = switch (event.kind()) {
            case STARTED -> state == TaskState.RUNNING;
            case FINISHED -> state == TaskState.FINISHED;
            case FAILED -> state == TaskState.FAILED;
            case SKIPPED -> false;
        };
        if (legal || (event.kind() == OrchestratorEvent.Kind.FINISHED && concluded.contains(task.id()))) {
            return Optional.empty();
        }
        if (event.kind() == OrchestratorEvent.Kind.STARTED && explicable(task)) {
            return Optional.of(Kind.LOST_EVENT);
        }
        return Optional.of(repeats ? Kind.DUPLICATE_EVENT : Kind.IMPOSSIBLE_ORDER);
    }

    /** Whether the start of a task shows that those before it have ended; one that has failed has not. */
    private boolean explicable(Task task) {
        return state(task) == TaskState.PENDING
                && workflow.incoming(task).stream().noneMatch(in -> state(in.from()) == TaskState.FAILED);
    }

    private void conclude(Task started) {
        for (Dependency in : workflow.incoming(started)) {
            Task before = in.from();
            if (state(before) == TaskState.PENDING) {
                conclude(before);
                concluded.add(before.id());
                said.put(before.id(), TaskState.FINISHED);
            } else if (state(before) == TaskState.RUNNING) {
                concluded.add(before.id());
                said.put(before.id(), TaskState.FINISHED);
            }
        }
    }

    /** Believes the event as far as it says more than was known. */
    void apply(OrchestratorEvent event) {
        judge(event).ifPresent(kind -> problems.merge(kind, 1, Integer::sum));
        workflow.find(event.task()).ifPresent(task -> believe(event, state(task)));
    }

    private void believe(OrchestratorEvent event, TaskState before) {
        boolean over = before == TaskState.FINISHED;
        switch (event.kind()) {
            case STARTED -> {
                if (explicable(workflow.task(event.task()))) {
                    conclude(workflow.task(event.task()));
                }
                concluded.remove(event.task());
                say(event, TaskState.RUNNING, true);
            }
            case FINISHED -> {
                concluded.remove(event.task());
                say(event, TaskState.FINISHED, true);
            }
            case FAILED -> say(event, TaskState.FAILED, !over && before != TaskState.SKIPPED);
            case SKIPPED -> say(event, TaskState.SKIPPED, concluded.remove(event.task()) || !over);
        }
    }

    private void say(OrchestratorEvent event, TaskState state, boolean believed) {
        if (believed) {
            said.put(event.task(), state);
        }
    }

    int problemsInAll() {
        return problems.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Whether nothing is left to do. */
    boolean ended() {
        return workflow.tasks().stream()
                .map(this::state)
                .allMatch(state -> state == TaskState.FINISHED || state == TaskState.SKIPPED);
    }
}
