package dev.prewarm;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Iterables;
import dev.prewarm.text.NearestName;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jgrapht.Graph;
import org.jspecify.annotations.Nullable;

/**
 * An immutable, validated directed acyclic graph of tasks.
 *
 * <pre>{@code
 * Workflow thumbnails = Workflow.builder("thumbnails")
 *     .task("fetch", fetch)
 *     .task("resize", resize, after("fetch"))
 *     .task("label", label, after("fetch").withProbability(0.3))
 *     .task("store", store, after("resize", "label"))
 *     .build();
 * }</pre>
 *
 * <p>A task waits for all its predecessors that are live (not skipped), or for any n of them, see
 * {@link TaskOption#needing}. Safe for use by any thread; meant to be built once and used for many runs.
 */
public final class Workflow {
    private final String name;
    private final ImmutableList<Task> tasks;
    private final ImmutableMap<String, Task> byId;
    private final ImmutableList<Target> targets;
    private final WorkflowGraph graph;

    Workflow(
            String name,
            ImmutableList<Task> tasks,
            ImmutableMap<String, Task> byId,
            ImmutableList<Target> targets,
            WorkflowGraph graph) {
        this.name = name;
        this.tasks = tasks;
        this.targets = targets;
        this.byId = byId;
        this.graph = graph;
    }

    /**
     * Starts a workflow. The name identifies what is learned of it, so give two workflows two names.
     *
     * @throws IllegalArgumentException if the name is blank
     */
    public static Builder builder(String name) {
        return new Builder(name);
    }

    /** What identifies the workflow. */
    public String name() {
        return name;
    }

    /** All tasks, in a topological order: a task's {@link Task#index} is its place here. */
    public List<Task> tasks() {
        return tasks;
    }

    /** The services that the tasks call, each once. */
    public List<Target> targets() {
        return targets;
    }

    /** The task with this id, if there is one. */
    public Optional<Task> find(String id) {
        return Optional.ofNullable(byId.get(requireNonNull(id, "id")));
    }

    /**
     * The task with this id.
     *
     * @throws IllegalArgumentException if there is none
     */
    public Task task(String id) {
        return find(id).orElseThrow(() -> new IllegalArgumentException(
                "workflow " + name + " has no task \"" + id + "\"" + NearestName.hint(id, byId.keySet())));
    }

    @Nullable
    Task taskOrNull(String id) {
        return byId.get(id);
    }

    /** What the task waits for, in the order in which it was said. */
    public List<Dependency> incoming(Task task) {
        return graph.incoming(index(task));
    }

    /** What waits for the task. */
    public List<Dependency> outgoing(Task task) {
        return graph.outgoing(index(task));
    }

    /** The tasks that wait for nothing. */
    public List<Task> roots() {
        return graph.roots();
    }

    /** Whether the tasks of another workflow have the same ids, in the same order. */
    boolean sameTasks(Workflow other) {
        return Iterables.elementsEqual(
                Iterables.transform(tasks, Task::id), Iterables.transform(other.tasks, Task::id));
    }

    /** The workflow as an unmodifiable JGraphT graph, for that library's algorithms. */
    public Graph<Task, Dependency> asGraph() {
        return graph;
    }

    private int index(Task task) {
        int index = task.index();
        checkArgument(
                index < tasks.size() && tasks.get(index) == task, "task %s is not one of workflow %s", task, name);
        return index;
    }

    @Override
    public String toString() {
        return name + " (" + tasks.size() + " tasks, " + graph.edgeSet().size() + " dependencies)";
    }

    /** Builds a {@link Workflow}; tasks may be added in any order. Not thread-safe. */
    public static final class Builder {
        private final WorkflowAssembly assembly;

        private Builder(String name) {
            this.assembly = new WorkflowAssembly(Checks.name("workflow", name));
        }

        /**
         * Adds a task that calls a target.
         *
         * @throws IllegalArgumentException if the id is blank or taken, or an option is given twice
         */
        public Builder task(String id, Target target, TaskOption... options) {
            assembly.add(id, requireNonNull(target, () -> "target of task " + id), false, options);
            return this;
        }

        /**
         * Adds a step that calls no target: local work, a wait, an approval.
         *
         * @throws IllegalArgumentException as {@link #task}
         */
        public Builder localTask(String id, TaskOption... options) {
            assembly.add(id, null, false, options);
            return this;
        }

        /**
         * Adds a step that calls no target and takes no time: a join, a switch, an empty step. It passes when what it waits for
         * has ended, and need not be told of.
         *
         * @throws IllegalArgumentException as {@link #task}, and if it is given a width, a duration or a limit
         */
        public Builder passingTask(String id, TaskOption... options) {
            assembly.add(id, null, true, options);
            return this;
        }

        /** Applies a function to this builder, for building in a loop without leaving the chain. */
        public Builder apply(Consumer<? super Builder> function) {
            function.accept(this);
            return this;
        }

        /**
         * Validates and builds.
         *
         * @throws IllegalArgumentException if there is no task, an id is unknown, a task depends on itself or on one
         *     task twice, there is a cycle (it is named), alternatives sum above 1, a task needs more predecessors than
         *     it has, or two targets of one name differ
         */
        public Workflow build() {
            return assembly.build();
        }
    }
}
