package dev.prewarm.simulator.workload;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.prewarm.Dependency;
import dev.prewarm.Target;
import dev.prewarm.Task;
import dev.prewarm.TaskOption;
import dev.prewarm.Workflow;
import dev.prewarm.text.NearestName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A workflow with what it is really like: the distributions of durations and cold starts, the probabilities of branches
 * and when each is decided. The library is told the {@link #workflow} only, which carries no priors of durations and
 * cold starts. Immutable.
 */
public final class Workload {
    /** The most tasks that are simulated. */
    public static final int MOST_TASKS = 100_000;

    /** The most calls of one run: the sum of the tasks' widths. */
    public static final int MOST_CALLS = 1_000_000;

    private static final int LONGEST_NAME = 500;

    /** What sums of probabilities may be above 1. */
    private static final double ROUNDING = 1e-9;

    private final ImmutableMap<String, Service> services;
    private final ImmutableMap<String, Integer> ordinals;
    private final ImmutableList<Step> steps;
    private final Workflow workflow;
    private final ImmutableList<Step> byIndex;
    private final ImmutableMap<Dependency, Predecessor> edges;
    private final ImmutableMap<Task, ImmutableList<Dependency>> resolvedBy;

    private Workload(String name, List<Service> services, List<Step> steps) {
        checkArgument(steps.size() <= MOST_TASKS, "%s tasks, but at most %s are simulated", steps.size(), MOST_TASKS);
        long calls = steps.stream().mapToLong(Step::width).sum();
        checkArgument(calls <= MOST_CALLS, "%s calls in a run, but at most %s are simulated", calls, MOST_CALLS);
        checkName("workflow name", name);
        this.steps = ImmutableList.copyOf(steps);
        this.services = byName(services);
        ImmutableMap.Builder<String, Integer> numbered = ImmutableMap.builder();
        for (int i = 0; i < services.size(); i++) {
            numbered.put(services.get(i).name(), i);
        }
        this.ordinals = numbered.buildOrThrow();
        this.workflow = build(name);
        Map<String, Step> byId = new HashMap<>();
        steps.forEach(step -> byId.put(step.id(), step));
        this.byIndex = workflow.tasks().stream()
                .map(task -> requireNonNull(byId.get(task.id())))
                .collect(ImmutableList.toImmutableList());
        ImmutableMap.Builder<Dependency, Predecessor> dependencies = ImmutableMap.builder();
        for (Task task : workflow.tasks()) {
            List<Predecessor> after = step(task).after();
            List<Dependency> incoming = workflow.incoming(task);
            for (int i = 0; i < after.size(); i++) {
                dependencies.put(incoming.get(i), after.get(i));
            }
        }
        this.edges = dependencies.buildOrThrow();
        workflow.tasks().forEach(this::checkAlternatives);
        this.resolvedBy = resolvers();
    }

    /**
     * Checks and builds.
     *
     * @throws IllegalArgumentException if the workflow is not valid, see {@link Workflow.Builder#build}, a service is
     *     not known or stated twice, alternatives are together more probable than 1, or a branch is decided by a task that
     *     does not come before it
     */
    public static Workload of(String name, List<Service> services, List<Step> steps) {
        return new Workload(name, ImmutableList.copyOf(services), ImmutableList.copyOf(steps));
    }

    /** Names are shown on terminals and pages. */
    static void checkName(String what, String name) {
        checkArgument(
                name.length() <= LONGEST_NAME, "%s of %s characters: at most %s", what, name.length(), LONGEST_NAME);
        checkArgument(
                name.chars().noneMatch(Character::isISOControl),
                "%s \"%s\" contains control characters",
                what,
                name.replaceAll("\\p{Cntrl}", "?"));
        checkArgument(
                name.codePoints().noneMatch(point -> Character.getType(point) == Character.SURROGATE),
                "%s \"%s\" contains half of a character",
                what,
                name.replaceAll("\\p{Cs}", "?"));
    }

    private static ImmutableMap<String, Service> byName(List<Service> services) {
        Map<String, Service> known = new HashMap<>();
        for (Service service : services) {
            checkArgument(known.put(service.name(), service) == null, "two services are named \"%s\"", service.name());
        }
        return services.stream().collect(ImmutableMap.toImmutableMap(Service::name, service -> service));
    }

    private Workflow build(String name) {
        Map<String, Target> targets = new HashMap<>();
        services.values().forEach(service -> targets.put(service.name(), service.toTarget()));
        Workflow.Builder builder = Workflow.builder(name);
        for (Step step : steps) {
            List<TaskOption> options = new ArrayList<>();
            for (Predecessor predecessor : step.after()) {
                TaskOption.After after = TaskOption.after(predecessor.task());
                options.add(
                        predecessor.alternative()
                                ? after.asAlternative(predecessor.declared())
                                : after.withProbability(predecessor.declared()));
            }
            if (step.width() > 1) {
                options.add(TaskOption.width(step.width()));
            }
            if (step.needs() > 0) {
                options.add(TaskOption.needing(step.needs()));
            }
            TaskOption[] given = options.toArray(TaskOption[]::new);
            String service = step.service();
            if (service == null) {
                builder.localTask(step.id(), given);
            } else {
                Target target = targets.get(service);
                if (target == null) {
                    throw new IllegalArgumentException("task " + step.id() + " calls \"" + service
                            + "\", which is not a service of workflow " + name
                            + NearestName.hint(service, targets.keySet()));
                }
                builder.task(step.id(), target, given);
            }
        }
        return builder.build();
    }

    /** What is declared of them the workflow has checked. */
    private void checkAlternatives(Task task) {
        double sum = workflow.outgoing(task).stream()
                .map(this::predecessor)
                .filter(Predecessor::alternative)
                .mapToDouble(Predecessor::probability)
                .sum();
        checkArgument(
                sum <= 1 + ROUNDING,
                "the alternatives after task %s have probabilities that sum to %s, but at most 1 is allowed, whatever is"
                        + " declared of them",
                task,
                sum);
    }

    private ImmutableMap<Task, ImmutableList<Dependency>> resolvers() {
        Map<Task, ImmutableList.Builder<Dependency>> decided = new HashMap<>();
        edges.forEach((dependency, predecessor) -> {
            if (predecessor.probability() < 1) {
                decided.computeIfAbsent(resolver(dependency), task -> ImmutableList.builder())
                        .add(dependency);
            }
        });
        ImmutableMap.Builder<Task, ImmutableList<Dependency>> result = ImmutableMap.builder();
        decided.forEach((task, dependencies) -> result.put(task, dependencies.build()));
        return result.buildOrThrow();
    }

    private Task resolver(Dependency dependency) {
        Optional<String> named = predecessor(dependency).resolver();
        if (named.isEmpty()) {
            return dependency.from();
        }
        Task resolver = workflow.task(named.get());
        checkArgument(
                resolver == dependency.from() || comesBefore(resolver, dependency.from()),
                "the step %s is resolved by %s, which does not come before %s",
                dependency,
                resolver,
                dependency.from());
        return resolver;
    }

    private boolean comesBefore(Task ancestor, Task task) {
        if (ancestor.index() > task.index()) {
            return false;
        }
        boolean[] reached = new boolean[task.index() + 1];
        reached[ancestor.index()] = true;
        for (int i = ancestor.index() + 1; i <= task.index(); i++) {
            for (Dependency dependency : workflow.incoming(workflow.tasks().get(i))) {
                reached[i] |= reached[dependency.from().index()];
            }
        }
        return reached[task.index()];
    }

    /** The name of the workflow. */
    public String name() {
        return workflow.name();
    }

    /** What the library is told. */
    public Workflow workflow() {
        return workflow;
    }

    /** The services, in the order in which they were stated. */
    public List<Service> services() {
        return services.values().asList();
    }

    /** The steps, in the order in which they were stated. */
    public List<Step> steps() {
        return steps;
    }

    /** What the task is really like. */
    public Step step(Task task) {
        return byIndex.get(task.index());
    }

    /**
     * What the service is really like.
     *
     * @throws IllegalArgumentException if it is not one of this workload
     */
    public Service service(String name) {
        Service service = services.get(name);
        checkArgument(service != null, "workflow %s has no service \"%s\"", workflow.name(), name);
        return requireNonNull(service);
    }

    /** The place of the service among {@link #services}, from 0. */
    public int ordinal(String service) {
        service(service);
        return requireNonNull(ordinals.get(service));
    }

    /** What the step along this edge is really like. */
    public Predecessor predecessor(Dependency dependency) {
        return requireNonNull(edges.get(dependency), () -> "no such dependency: " + dependency);
    }

    /**
     * The uncertain steps that are decided when this task finishes. Should that task be skipped and the step be reached
     * all the same, the step is decided when the task before it finishes.
     */
    public List<Dependency> resolvedBy(Task task) {
        return resolvedBy.getOrDefault(task, ImmutableList.of());
    }

    /** The same with every service replaced; names must stay. */
    public Workload withServices(UnaryOperator<Service> change) {
        return new Workload(name(), map(services(), change), steps);
    }

    /** The same with every step replaced. */
    public Workload withSteps(UnaryOperator<Step> change) {
        return new Workload(name(), services(), map(steps, change));
    }

    /** The same under another name. */
    public Workload named(String name) {
        return new Workload(name, services(), steps);
    }

    private static <T> ImmutableList<T> map(List<T> values, UnaryOperator<T> change) {
        return values.stream().map(change).collect(ImmutableList.toImmutableList());
    }

    @Override
    public String toString() {
        return workflow.toString();
    }
}
