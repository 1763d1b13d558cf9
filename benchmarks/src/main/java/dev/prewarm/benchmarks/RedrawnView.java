package dev.prewarm.benchmarks;

import dev.prewarm.Estimate;
import dev.prewarm.Forecast;
import dev.prewarm.RunView;
import dev.prewarm.Task;
import dev.prewarm.TaskState;
import dev.prewarm.Warmth;
import dev.prewarm.Workflow;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Another view with a forecast of its own, drawn when it is first asked for. */
final class RedrawnView implements RunView {
    private final RunView view;
    private final Function<RunView, Forecast> forecaster;
    private @Nullable Forecast forecast;

    RedrawnView(RunView view, Function<RunView, Forecast> forecaster) {
        this.view = view;
        this.forecaster = forecaster;
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

    @Override
    public String id() {
        return view.id();
    }

    @Override
    public Optional<Instant> readySince(Task task) {
        return view.readySince(task);
    }

    @Override
    public Optional<Instant> until(Task task) {
        return view.until(task);
    }

    @Override
    public int turns(Task task) {
        return view.turns(task);
    }

    @Override
    public Instant now() {
        return view.now();
    }

    @Override
    public Workflow workflow() {
        return view.workflow();
    }

    @Override
    public boolean started() {
        return view.started();
    }

    @Override
    public Instant startsAt() {
        return view.startsAt();
    }

    @Override
    public double startUncertainty() {
        return view.startUncertainty();
    }

    @Override
    public TaskState state(Task task) {
        return view.state(task);
    }

    @Override
    public Optional<Instant> startedAt(Task task) {
        return view.startedAt(task);
    }

    @Override
    public double elapsed(Task task) {
        return view.elapsed(task);
    }

    @Override
    public List<Task> running() {
        return view.running();
    }

    @Override
    public List<Task> ready() {
        return view.ready();
    }

    @Override
    public List<Task> retrying() {
        return view.retrying();
    }

    @Override
    public boolean chosen(Task task) {
        return view.chosen(task);
    }

    @Override
    public boolean metColdStart(Task task) {
        return view.metColdStart(task);
    }

    @Override
    public int width(Task task) {
        return view.width(task);
    }

    @Override
    public int rounds(Task task) {
        return view.rounds(task);
    }

    @Override
    public double warmingFor(Task task) {
        return view.warmingFor(task);
    }

    @Override
    public Warmth warmth(Task task) {
        return view.warmth(task);
    }

    @Override
    public Estimate duration(Task task) {
        return view.duration(task);
    }

    @Override
    public Estimate coldStart(Task task) {
        return view.coldStart(task);
    }
}
