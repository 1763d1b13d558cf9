package dev.prewarm;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Lists;
import dev.prewarm.Dependency.Trigger;
import dev.prewarm.text.NearestName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects what a builder is told, checks it as a whole, and lays the tasks out in topological order. */
final class WorkflowAssembly {
    private static final double ROUNDING = 1e-9;

    private final String name;
    private final Map<String, Draft> drafts = new LinkedHashMap<>();

    WorkflowAssembly(String name) {
        this.name = name;
    }

    void add(String id, @Nullable Target target, boolean passes, TaskOption[] options) {
        Checks.name("task", id);
        Draft draft = new Draft(id, target, passes);
        for (TaskOption option : options) {
            draft.accept(requireNonNull(option, () -> "option of task " + id));
        }
        checkArgument(drafts.putIfAbsent(id, draft) == null, "workflow %s has two tasks with the id \"%s\"", name, id);
    }

    Workflow build() {
        checkArgument(!drafts.isEmpty(), "workflow %s has no tasks; at least one is needed", name);
        ImmutableList<Target> targets = targets();
        List<Draft> ordered = order();
        ImmutableList.Builder<Task> tasks = ImmutableList.builderWithExpectedSize(ordered.size());
        ImmutableMap.Builder<String, Task> byId = ImmutableMap.builderWithExpectedSize(ordered.size());
        for (Draft draft : ordered) {
            draft.task = draft.toTask();
            tasks.add(draft.task);
            byId.put(draft.id, draft.task);
        }
        WorkflowGraph graph = WorkflowGraph.of(tasks.build(), incoming(ordered));
        checkAlternatives(graph);
        for (Task task : graph.tasks()) {
            checkRule(graph, task);
        }
        return new Workflow(name, graph.tasks(), byId.buildOrThrow(), targets, graph);
    }

    private ImmutableList<Target> targets() {
        Map<String, Target> known = new LinkedHashMap<>();
        for (Draft draft : drafts.values()) {
            if (draft.target != null) {
                Target other = known.putIfAbsent(draft.target.name(), draft.target);
                checkArgument(
                        other == null || other.equals(draft.target),
                        "workflow %s: two different targets are named \"%s\"",
                        name,
                        draft.target.name());
            }
        }
        return ImmutableList.copyOf(known.values());
    }

    /** Kahn's algorithm; among tasks that are free at the same time the one that was added first comes first. */
    private List<Draft> order() {
        Map<String, List<Draft>> successors = new HashMap<>();
        for (Draft draft : drafts.values()) {
            for (Edge edge : draft.edges) {
                checkArgument(!edge.from.equals(draft.id), "task %s comes after itself", draft.id);
                checkArgument(
                        drafts.containsKey(edge.from),
                        "task %s comes after \"%s\", which is not a task of workflow %s%s",
                        draft.id,
                        edge.from,
                        name,
                        drafts.containsKey(edge.from) ? "" : NearestName.hint(edge.from, drafts.keySet()));
                successors
                        .computeIfAbsent(edge.from, from -> new ArrayList<>(2))
                        .add(draft);
            }
            draft.open = draft.edges.size();
        }
        List<Draft> ordered = new ArrayList<>(drafts.size());
        for (Draft draft : drafts.values()) {
            if (draft.open == 0) {
                ordered.add(draft);
            }
        }
        for (int i = 0; i < ordered.size(); i++) {
            ordered.get(i).index = i;
            for (Draft next : successors.getOrDefault(ordered.get(i).id, List.of())) {
                next.open--;
                if (next.open == 0) {
                    ordered.add(next);
                }
            }
        }
        checkArgument(ordered.size() == drafts.size(), "workflow %s has a cycle: %s", name, new CycleName());
        return ordered;
    }

    /** Names one cycle; only computed when the message is formatted. */
    private final class CycleName {
        @Override
        public String toString() {
            // Every task that is left over has a predecessor that is left over: walking back must meet itself.
            Draft draft =
                    drafts.values().stream().filter(d -> d.open > 0).findFirst().orElseThrow();
            Set<String> path = new LinkedHashSet<>();
            while (path.add(draft.id)) {
                String from = draft.edges.stream()
                        .map(edge -> edge.from)
                        .filter(id -> requireNonNull(drafts.get(id)).open > 0)
                        .findFirst()
                        .orElseThrow();
                draft = requireNonNull(drafts.get(from));
            }
            List<String> backwards = new ArrayList<>(path);
            List<String> cycle = Lists.reverse(backwards.subList(backwards.indexOf(draft.id), backwards.size()));
            return draft.id + " → " + String.join(" → ", cycle);
        }
    }

    private Dependency[][] incoming(List<Draft> ordered) {
        Dependency[][] incoming = new Dependency[ordered.size()][];
        for (int i = 0; i < incoming.length; i++) {
            Draft draft = ordered.get(i);
            Task to = requireNonNull(draft.task);
            Dependency[] edges = new Dependency[draft.edges.size()];
            Set<String> seen = new HashSet<>();
            for (int j = 0; j < edges.length; j++) {
                Edge edge = draft.edges.get(j);
                checkArgument(seen.add(edge.from), "task %s comes twice after %s", draft.id, edge.from);
                Task from = requireNonNull(requireNonNull(drafts.get(edge.from)).task);
                edges[j] = new Dependency(from, to, edge.probability, edge.alternative, edge.trigger);
            }
            checkArgument(
                    to.needs() <= edges.length,
                    "task %s needs %s of its predecessors, but has %s",
                    draft.id,
                    to.needs(),
                    edges.length);
            incoming[i] = edges;
        }
        return incoming;
    }

    private static void checkAlternatives(WorkflowGraph graph) {
        for (Task task : graph.tasks()) {
            double sum = 0;
            for (Dependency dependency : graph.outgoing(task.index())) {
                sum += dependency.alternative() ? dependency.probability() : 0;
            }
            checkArgument(
                    sum <= 1 + ROUNDING,
                    "the alternatives after task %s have probabilities that sum to %s, but at most 1 is allowed",
                    task,
                    sum);
        }
    }

    /** That what the task waits for can come to pass. */
    private void checkRule(WorkflowGraph graph, Task task) {
        Map<Task, Together> parents = new LinkedHashMap<>();
        int atOnce = 0;
        for (Dependency in : graph.incoming(task.index())) {
            checkArgument(
                    in.trigger() != Trigger.FAILURE || !in.from().passes(),
                    "task %s comes after a failure of %s, but that is a passing task, which cannot fail",
                    task,
                    in.from());
            List<Dependency> before = graph.incoming(in.from().index());
            // What waits for completion goes on after what is skipped, too.
            if (before.size() == 1 && in.trigger() != Trigger.COMPLETION) {
                parents.computeIfAbsent(before.get(0).from(), parent -> new Together())
                        .add(before.get(0));
            } else {
                atOnce++;
            }
        }
        atOnce += parents.values().stream().mapToInt(Together::most).sum();
        checkArgument(
                task.needs() <= atOnce,
                "task %s needs %s of its predecessors, but of these at most %s can end in one run",
                task,
                task.needs(),
                atOnce);
    }

    /** How many tasks that follow only one can run in one run: of alternatives one, and after its failure or its success. */
    private static final class Together {
        private boolean alternative;
        private int afterSuccess;
        private int afterFailure;
        private int afterEither;

        void add(Dependency only) {
            alternative |= only.alternative();
            int one = only.alternative() ? 0 : 1;
            switch (only.trigger()) {
                case SUCCESS -> afterSuccess += one;
                case FAILURE -> afterFailure += one;
                case COMPLETION -> afterEither += one;
            }
        }

        int most() {
            return Math.max(afterSuccess, afterFailure) + afterEither + (alternative ? 1 : 0);
        }
    }

    private record Edge(String from, double probability, boolean alternative, Trigger trigger) {}

    /** A task before its place is known. */
    private static final class Draft {
        final String id;
        final @Nullable Target target;
        final List<Edge> edges = new ArrayList<>(2);
        OtherOption.@Nullable Width width;
        OtherOption.@Nullable Lasting lasting;
        OtherOption.@Nullable Needing needing;
        OtherOption.@Nullable Limit limit;
        final boolean passes;
        int open;
        int index;

        @Nullable
        Task task;

        Draft(String id, @Nullable Target target, boolean passes) {
            this.id = id;
            this.target = target;
            this.passes = passes;
        }

        void accept(TaskOption option) {
            if (option instanceof TaskOption.After after) {
                for (String from : after.predecessors()) {
                    edges.add(new Edge(from, after.probability(), after.alternative(), after.trigger()));
                }
            } else if (option instanceof OtherOption.Width given) {
                width = once(width, given);
            } else if (option instanceof OtherOption.Lasting given) {
                lasting = once(lasting, given);
            } else if (option instanceof OtherOption.Needing given) {
                needing = once(needing, given);
            } else if (option instanceof OtherOption.Limit given) {
                limit = once(limit, given);
            }
        }

        private <T extends TaskOption> T once(@Nullable T earlier, T given) {
            checkArgument(earlier == null, "task %s is given two of one option: %s and %s", id, earlier, given);
            return given;
        }

        Task toTask() {
            checkArgument(
                    !passes || (width == null && lasting == null && limit == null),
                    "passing task %s is given %s, but it takes no time and makes no calls",
                    id,
                    (width != null) ? width : (lasting != null) ? lasting : limit);
            return new Task(
                    index,
                    id,
                    target,
                    (width == null) ? 1 : width.calls(),
                    (lasting == null) ? null : lasting.duration(),
                    (needing == null) ? 0 : needing.predecessors(),
                    passes,
                    (limit == null) ? Integer.MAX_VALUE : limit.instances());
        }
    }

    @Override
    public String toString() {
        return name + " " + Arrays.toString(drafts.keySet().toArray());
    }
}
