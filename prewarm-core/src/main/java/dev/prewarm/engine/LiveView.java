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
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A run as it stands in the engine right now: one object, pointed at one run after the other. */
final class LiveView implements RunView {
    private final Targets targets;
    private final Forecaster forecaster;
    private Run run;
    private long nowNanos;
    private @Nullable Instant now;
    private @Nullable Forecast forecast;
    private @Nullable List<Task> running;
    private @Nullable List<Task> ready;

    @SuppressWarnings("NullAway.Init") // of() is called before any other method
    LiveView(Targets targets, Forecaster forecaster) {
        this.targets = targets;
        this.forecaster = forecaster;
    }

    LiveView of(Run run, long nowNanos) {
        this.run = run;
        this.nowNanos = nowNanos;
        this.now = null;
        this.forecast = null;
        this.running = null;
        this.ready = null;
        return this;
    }

    @Override
    public String id() {
        return run.handle.id();
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
        return Math.max(0, Nanos.seconds(nowNanos - servedSince(task)));
    }

    private long servedSince(Task task) {
        Call call = run.state.calls().latest(task);
        return (call == null) ? nowNanos : call.servedSince();
    }

    @Override
    public List<Task> running() {
        if (running == null) {
            // A strategy must not be able to change the state.
            running = Collections.unmodifiableList(run.state.running());
        }
        return running;
    }

    @Override
    public List<Task> ready() {
        if (ready == null) {
            ready = run.started ? Collections.unmodifiableList(run.state.ready()) : List.of();
        }
        return ready;
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
        Need need = run.need(task);
        Sent sent = run.state.awaited(task) ? (need == null ? null : need.sent) : run.awaited(task);
        return (sent == null || sent.burst.answered) ? -1 : Nanos.seconds(nowNanos - sent.sentAt);
    }

    @Override
    public Warmth warmth(Task task) {
        Target target = task.target().orElse(null);
        if (target == null) {
            throw new IllegalArgumentException("task " + task + " has no target");
        }
        return new Belief(targets.of(target, nowNanos), run, task, nowNanos);
    }

    @Override
    public Estimate duration(Task task) {
        return targets.statistics().of(run.workflow).duration(task);
    }

    @Override
    public Estimate coldStart(Task task) {
        Target target =
                task.target().orElseThrow(() -> new IllegalArgumentException("task " + task + " has no target"));
        int instances = Math.max(1, target.instancesFor(run.state.width(task)));
        return targets.of(target, nowNanos).statistics.coldStarts().forBurst(instances);
    }

    @Override
    public Forecast forecast() {
        if (forecast == null) {
            forecast = forecaster.forecast(this);
        }
        return forecast;
    }

    private record Belief(TargetState target, Run run, Task task, long now) implements Warmth {
        @Override
        public int freeCalls(Instant at) {
            return target.freeCalls(Math.max(now, Nanos.of(at)), run, task);
        }

        @Override
        public int placesOfRun() {
            return target.placesOf(run, now);
        }

        @Override
        public int instances() {
            return target.instances(now);
        }

        @Override
        public Instant warmUntil() {
            long until = target.warmUntil(now);
            if (until == Long.MIN_VALUE) {
                return Instant.MIN;
            }
            return (until == Long.MAX_VALUE) ? Instant.MAX : Nanos.instant(until);
        }

        @Override
        public Duration retention() {
            return target.statistics.retention().current();
        }

        @Override
        public Duration certainRetention() {
            return target.statistics.retention().undoubted();
        }

        @Override
        public double warmAnywayShare() {
            return target.statistics.warmAnyway().probability();
        }

        @Override
        public double reuseShare() {
            return target.reuse().share();
        }

        @Override
        public double reuseAfter() {
            return target.reuse().after();
        }
    }
}
