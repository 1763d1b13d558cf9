package dev.prewarm.engine;

import dev.prewarm.Estimate;
import dev.prewarm.Forecast;
import dev.prewarm.RunView;
import dev.prewarm.Target;
import dev.prewarm.Task;
import dev.prewarm.TaskState;
import dev.prewarm.Warmth;
import dev.prewarm.Workflow;
import dev.prewarm.forecast.Forecaster;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A run as it stands in the engine right now: one object, pointed at one run after the other. */
final class LiveView implements RunView {
    private final Targets targets;
    private final Forecaster forecaster;
    private final boolean scaledByKnative;
    private Run run;
    private long nowNanos;
    private @Nullable Instant now;
    private @Nullable Forecast forecast;

    @SuppressWarnings("NullAway.Init") // of() is called before any other method
    LiveView(Targets targets, Knowledge knowledge, boolean scaledByKnative) {
        this.targets = targets;
        this.scaledByKnative = scaledByKnative;
        this.forecaster = knowledge.forecaster;
    }

    LiveView of(Run run, long nowNanos) {
        this.run = run;
        this.nowNanos = nowNanos;
        this.now = null;
        this.forecast = null;
        return this;
    }

    @Override
    public String id() {
        return run.id();
    }

    @Override
    public Optional<Instant> readySince(Task task) {
        boolean could = run.started && state(task) == TaskState.PENDING && run.state.inputsReady(task);
        return could ? Optional.of(Nanos.instant(run.readySince(task))) : Optional.empty();
    }

    @Override
    public Optional<Instant> until(Task task) {
        long until = run.state.until(task);
        return (until == TaskChange.UNKNOWN) ? Optional.empty() : Optional.of(Nanos.instant(until));
    }

    @Override
    public List<Task> retrying() {
        return run.state.tasks().retrying();
    }

    @Override
    public int turns(Task task) {
        return run.state.turns(task);
    }

    @Override
    public Instant now() {
        if (now == null) {
            now = Nanos.instant(nowNanos);
        }
        return now;
    }

    @Override
    public Workflow workflow() {
        return run.workflow;
    }

    @Override
    public boolean started() {
        return run.started;
    }

    @Override
    public Instant startsAt() {
        return Nanos.instant(run.startsAt);
    }

    @Override
    public double startUncertainty() {
        return run.started ? 0 : run.startUncertainty;
    }

    @Override
    public TaskState state(Task task) {
        return run.state.state(task);
    }

    @Override
    public Optional<Instant> startedAt(Task task) {
        boolean started = state(task) != TaskState.PENDING && state(task) != TaskState.SKIPPED;
        return started ? Optional.of(Nanos.instant(run.state.startedAt(task))) : Optional.empty();
    }

    @Override
    public double elapsed(Task task) {
        return Math.max(0, Nanos.seconds(nowNanos - run.servedSince(task, nowNanos)));
    }

    @Override
    public List<Task> running() {
        return run.state.running();
    }

    @Override
    public List<Task> ready() {
        return run.started ? run.state.ready() : List.of();
    }

    @Override
    public boolean chosen(Task task) {
        return run.state.tasks().chosen(task);
    }

    @Override
    public boolean metColdStart(Task task) {
        return run.metColdStart(task);
    }

    @Override
    public int width(Task task) {
        return run.state.width(task);
    }

    @Override
    public int rounds(Task task) {
        return run.rounds(task);
    }

    @Override
    public double warmingFor(Task task) {
        return run.warmingFor(task, nowNanos);
    }

    @Override
    public Warmth warmth(Task task) {
        Target target = task.target().orElse(null);
        if (target == null) {
            throw new IllegalArgumentException("task " + task + " has no target");
        }
        return new LiveWarmth(targets.of(target, nowNanos), run, task, nowNanos, scaledByKnative);
    }

    @Override
    public Estimate duration(Task task) {
        return targets.duration(run.workflow, task);
    }

    @Override
    public Estimate coldStart(Task task) {
        Target target =
                task.target().orElseThrow(() -> new IllegalArgumentException("task " + task + " has no target"));
        int instances = Math.max(1, target.instancesFor(run.state.width(task)));
        return targets.of(target, nowNanos).coldStart(instances);
    }

    @Override
    public Forecast forecast() {
        if (forecast == null) {
            forecast = forecaster.forecast(this);
        }
        return forecast;
    }
}
