package dev.prewarm.testing;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import dev.prewarm.Dependency;
import dev.prewarm.Dependency.Trigger;
import dev.prewarm.Estimate;
import dev.prewarm.Forecast;
import dev.prewarm.RunView;
import dev.prewarm.Statistics;
import dev.prewarm.Target;
import dev.prewarm.Task;
import dev.prewarm.TaskState;
import dev.prewarm.Warmth;
import dev.prewarm.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A run as it is said to be, for a strategy to plan for: in a unit test or a benchmark, without an engine.
 *
 * <pre>{@code
 * RunView run = FixedRunView.of(thumbnails)
 *         .now(Instant.EPOCH.plusSeconds(2))
 *         .running("fetch", Instant.EPOCH)
 *         .warmth("store", FixedWarmth.ready(1, Integer.MAX_VALUE, Instant.EPOCH.plusSeconds(60)))
 *         .build();
 * Plan plan = PrewarmStrategy.nextHop().plan(run);
 * }</pre>
 *
 * <p>The forecast is the engine's, drawn from the statistics that are given when it is first asked for. What is ready
 * follows from the states, as in a run. Does not change, but for the statistics if these do; valid for any time, unlike the
 * engine's views. Not thread-safe.
 */
public final class FixedRunView implements RunView {
    private final Workflow workflow;
    private final Instant now;
    private final boolean started;
    private final Instant startsAt;
    private final double startUncertainty;
    private final TaskFacts[] tasks;
    private final Map<String, Warmth> warmths;
    private final Statistics statistics;
    private final Function<RunView, Forecast> forecaster;
    private final ImmutableList<Task> running;
    private final ImmutableList<Task> ready;
    private final ImmutableList<Task> retrying;
    private @Nullable Forecast forecast;

    private FixedRunView(Builder builder) {
        this.workflow = builder.workflow;
        this.now = builder.now;
        this.started = builder.started;
        this.startsAt = builder.startsAt;
        this.startUncertainty = builder.startUncertainty;
        this.tasks = new TaskFacts[builder.tasks.length];
        for (int i = 0; i < tasks.length; i++) {
            tasks[i] = builder.tasks[i].copy();
        }
        this.warmths = Map.copyOf(builder.warmths);
        this.statistics = builder.statistics;
        this.forecaster = statistics.forecaster();
        this.running = which(task -> state(task) == TaskState.RUNNING);
        this.retrying = which(task -> state(task) == TaskState.FAILED && facts(task).until != null);
        this.ready = which(task -> started && state(task) == TaskState.PENDING && inputsReady(task));
    }

    /** A builder of a run of the workflow that starts at the epoch, which is now, with nothing learned and all cold. */
    public static Builder of(Workflow workflow) {
        return new Builder(workflow);
    }

    private ImmutableList<Task> which(Predicate<Task> wanted) {
        return workflow.tasks().stream().filter(wanted).collect(ImmutableList.toImmutableList());
    }

    /** Whether all dependencies that may still be met have been, or as many as the task needs. */
    private boolean inputsReady(Task task) {
        int live = 0;
        int met = 0;
        for (Dependency dependency : workflow.incoming(task)) {
            live += dead(dependency) ? 0 : 1;
            met += met(dependency) ? 1 : 0;
        }
        boolean reachable = live > 0 || workflow.incoming(task).isEmpty();
        return reachable && met >= ((task.needs() == 0) ? live : Math.min(task.needs(), live));
    }

    private boolean met(Dependency dependency) {
        return switch (state(dependency.from())) {
            case PENDING, RUNNING -> false;
            case FINISHED -> dependency.trigger() != Trigger.FAILURE;
            case SKIPPED -> dependency.trigger() == Trigger.COMPLETION;
            case FAILED ->
                dependency.trigger() != Trigger.SUCCESS
                        && until(dependency.from()).isEmpty();
        };
    }

    private boolean dead(Dependency dependency) {
        return switch (state(dependency.from())) {
            case PENDING, RUNNING -> false;
            case FINISHED -> dependency.trigger() == Trigger.FAILURE;
            case SKIPPED -> dependency.trigger() != Trigger.COMPLETION;
            case FAILED -> dependency.trigger() == Trigger.SUCCESS && failureFollowed(dependency.from());
        };
    }

    /** Whether something has started that follows the failure or the completion of the task. */
    private boolean failureFollowed(Task failed) {
        return workflow.outgoing(failed).stream()
                .filter(dependency -> dependency.trigger() != Trigger.SUCCESS)
                .map(dependency -> state(dependency.to()))
                .anyMatch(state -> state != TaskState.PENDING && state != TaskState.SKIPPED);
    }

    private TaskFacts facts(Task task) {
        int index = task.index();
        checkArgument(
                index < tasks.length && workflow.tasks().get(index) == task,
                "task %s is not one of workflow %s",
                task,
                workflow.name());
        return tasks[index];
    }

    @Override
    public String id() {
        return "run of " + workflow.name();
    }

    @Override
    public Optional<Instant> readySince(Task task) {
        return Optional.ofNullable(facts(task).readySince);
    }

    @Override
    public Optional<Instant> until(Task task) {
        return Optional.ofNullable(facts(task).until);
    }

    @Override
    public int turns(Task task) {
        return facts(task).turns;
    }

    @Override
    public Instant now() {
        return now;
    }

    @Override
    public Workflow workflow() {
        return workflow;
    }

    @Override
    public boolean started() {
        return started;
    }

    @Override
    public Instant startsAt() {
        return startsAt;
    }

    @Override
    public double startUncertainty() {
        return startUncertainty;
    }

    @Override
    public TaskState state(Task task) {
        return facts(task).state;
    }

    @Override
    public Optional<Instant> startedAt(Task task) {
        return Optional.ofNullable(facts(task).startedAt);
    }

    @Override
    public double elapsed(Task task) {
        Instant since = facts(task).startedAt;
        return (since == null) ? 0 : seconds(since);
    }

    private double seconds(Instant since) {
        return Duration.between(since, now).toNanos() / 1e9;
    }

    @Override
    public List<Task> running() {
        return running;
    }

    @Override
    public List<Task> ready() {
        return ready;
    }

    @Override
    public List<Task> retrying() {
        return retrying;
    }

    @Override
    public boolean chosen(Task task) {
        return facts(task).chosen;
    }

    @Override
    public boolean metColdStart(Task task) {
        return facts(task).metColdStart;
    }

    @Override
    public int width(Task task) {
        return facts(task).width;
    }

    @Override
    public int rounds(Task task) {
        return facts(task).rounds;
    }

    @Override
    public double warmingFor(Task task) {
        Instant since = facts(task).warmingSince;
        return (since == null) ? -1 : seconds(since);
    }

    @Override
    public Warmth warmth(Task task) {
        Target target =
                task.target().orElseThrow(() -> new IllegalArgumentException("task " + task + " has no target"));
        Warmth given = warmths.get(target.name());
        return (given == null) ? FixedWarmth.cold().keeping(target.retention()) : given;
    }

    @Override
    public Estimate duration(Task task) {
        return statistics.duration(workflow, task);
    }

    @Override
    public Estimate coldStart(Task task) {
        Target target =
                task.target().orElseThrow(() -> new IllegalArgumentException("task " + task + " has no target"));
        return statistics.coldStart(target, Math.max(1, target.instancesFor(width(task))));
    }

    @Override
    public Forecast forecast() {
        Forecast drawn = forecast;
        if (drawn == null) {
            drawn = forecaster.apply(this);
            forecast = drawn;
        }
        return drawn;
    }

    /** Forgets the forecast, so that the next one to be asked for is drawn anew; for benchmarks. */
    public void redraw() {
        forecast = null;
    }

    @Override
    public String toString() {
        return "run of " + workflow.name() + " at " + now + ", running " + running;
    }

    private static final class TaskFacts {
        TaskState state = TaskState.PENDING;

        @Nullable
        Instant startedAt;

        @Nullable
        Instant warmingSince;

        @Nullable
        Instant readySince;

        @Nullable
        Instant until;

        boolean chosen;
        boolean metColdStart;
        int turns = 1;
        int width;
        int rounds;

        TaskFacts copy() {
            TaskFacts copy = new TaskFacts();
            copy.state = state;
            copy.startedAt = startedAt;
            copy.warmingSince = warmingSince;
            copy.readySince = readySince;
            copy.until = until;
            copy.turns = turns;
            copy.chosen = chosen;
            copy.metColdStart = metColdStart;
            copy.width = width;
            copy.rounds = rounds;
            return copy;
        }
    }

    /**
     * Says what the run is like, tasks and targets by their names; a name that the workflow does not have is an {@link
     * IllegalArgumentException}. Not thread-safe.
     */
    public static final class Builder {
        private final Workflow workflow;
        private final TaskFacts[] tasks;
        private final Map<String, Warmth> warmths = new HashMap<>();
        private Instant now = Instant.EPOCH;
        private boolean started = true;
        private Instant startsAt = Instant.EPOCH;
        private double startUncertainty;
        private Statistics statistics = Statistics.empty();

        private Builder(Workflow workflow) {
            this.workflow = requireNonNull(workflow, "workflow");
            this.tasks = new TaskFacts[workflow.tasks().size()];
            for (Task task : workflow.tasks()) {
                TaskFacts facts = new TaskFacts();
                facts.width = task.width();
                tasks[task.index()] = facts;
            }
        }

        private TaskFacts facts(String task) {
            return tasks[workflow.task(task).index()];
        }

        /** The instant of the snapshot; the epoch by default. */
        public Builder now(Instant instant) {
            this.now = requireNonNull(instant, "now");
            return this;
        }

        /** The run started then; at the epoch by default. */
        public Builder startedAt(Instant instant) {
            this.started = true;
            this.startsAt = requireNonNull(instant, "startedAt");
            this.startUncertainty = 0;
            return this;
        }

        /**
         * The run has not started; it is announced.
         *
         * @param instant when it is expected to start
         * @param uncertainty the standard deviation of that
         */
        public Builder announcedFor(Instant instant, Duration uncertainty) {
            checkArgument(!uncertainty.isNegative(), "uncertainty: %s, but 0 or more is allowed", uncertainty);
            this.started = false;
            this.startsAt = requireNonNull(instant, "announcedFor");
            this.startUncertainty = uncertainty.toNanos() / 1e9;
            return this;
        }

        /** The task runs since then. */
        public Builder running(String task, Instant since) {
            return at(task, TaskState.RUNNING, requireNonNull(since, "since"));
        }

        /** The task is done; it started then. */
        public Builder finished(String task, Instant startedAt) {
            return at(task, TaskState.FINISHED, requireNonNull(startedAt, "startedAt"));
        }

        /** The task has failed; it started then. */
        public Builder failed(String task, Instant startedAt) {
            return at(task, TaskState.FAILED, requireNonNull(startedAt, "startedAt"));
        }

        /** The task will not run. What can be reached only through it is to be said as well. */
        public Builder skipped(String task) {
            return at(task, TaskState.SKIPPED, null);
        }

        private Builder at(String task, TaskState state, @Nullable Instant startedAt) {
            TaskFacts facts = facts(task);
            facts.state = state;
            facts.startedAt = startedAt;
            return this;
        }

        /** The task that runs, or has failed, will end, or start again, then. */
        public Builder until(String task, Instant instant) {
            facts(task).until = requireNonNull(instant, "until");
            return this;
        }

        /** The task could start since then; what it waits for is to be said as well. */
        public Builder readySince(String task, Instant instant) {
            facts(task).readySince = requireNonNull(instant, "readySince");
            return this;
        }

        /** The task makes its calls in so many turns; 1 by default. */
        public Builder turns(String task, int turns) {
            checkArgument(turns >= 1, "turns of %s: %s, but at least 1 is needed", task, turns);
            facts(task).turns = turns;
            return this;
        }

        /** It is decided that the task will run. */
        public Builder chosen(String task) {
            facts(task).chosen = true;
            return this;
        }

        /** The task, running or finished, met a cold start. */
        public Builder metColdStart(String task) {
            facts(task).metColdStart = true;
            return this;
        }

        /** The parallel calls that the task will make; as declared by default. */
        public Builder width(String task, int calls) {
            checkArgument(calls >= 1, "width of %s: %s, but at least 1 is needed", task, calls);
            facts(task).width = calls;
            return this;
        }

        /** How often the task's need has been served; 0 by default. */
        public Builder rounds(String task, int rounds) {
            checkArgument(rounds >= 0, "rounds of %s: %s, but at least 0 is needed", task, rounds);
            facts(task).rounds = rounds;
            return this;
        }

        /** A warm-up for the task is under way since then; none by default. */
        public Builder warmingSince(String task, Instant since) {
            facts(task).warmingSince = requireNonNull(since, "since");
            return this;
        }

        /** What is believed of the instances of the target; {@linkplain FixedWarmth#cold() cold} by default. */
        public Builder warmth(String target, Warmth warmth) {
            Set<String> known = new LinkedHashSet<>();
            workflow.tasks().forEach(task -> task.target().map(Target::name).ifPresent(known::add));
            checkArgument(
                    known.contains(target),
                    "no target \"%s\" in workflow %s; targets: %s",
                    target,
                    workflow.name(),
                    known);
            warmths.put(target, requireNonNull(warmth, "warmth"));
            return this;
        }

        /** What has been learned, from which the forecast is drawn; nothing by default. */
        public Builder statistics(Statistics learned) {
            this.statistics = requireNonNull(learned, "statistics");
            return this;
        }

        /**
         * The view.
         *
         * @throws IllegalStateException if a task has started and the run has not, or something happened after now
         */
        public FixedRunView build() {
            for (Task task : workflow.tasks()) {
                TaskFacts facts = tasks[task.index()];
                checkPast("task " + task + " started", facts.startedAt);
                checkPast("the warm-up of task " + task + " was sent", facts.warmingSince);
                checkState(
                        started || facts.startedAt == null, "task %s has started, but the run is only announced", task);
            }
            if (started) {
                checkPast("the run started", startsAt);
            }
            return new FixedRunView(this);
        }

        private void checkPast(String what, @Nullable Instant at) {
            checkState(at == null || !at.isAfter(now), "%s at %s, after now, which is %s", what, at, now);
        }
    }
}
