package dev.prewarm.server.track;

import dev.prewarm.TaskEvent;
import dev.prewarm.WorkflowRun;
import dev.prewarm.server.event.Event;
import dev.prewarm.server.event.RunId;
import dev.prewarm.server.event.Shape;
import dev.prewarm.server.event.Step;
import dev.prewarm.server.event.TaskId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A run that events tell of, and the run of the Prewarmer that stands for it once its shape is known. Not thread-safe. */
final class TrackedRun {
    final RunId id;

    /** The latest event of it that was heard of, by this process's clock. */
    Instant heardAt;

    @Nullable
    Instant startedAt;

    /** When it started by the clock of who told it, which may be ahead. */
    private @Nullable Instant startToldAt;

    @Nullable
    Instant finishedAt;

    /** When it ended by the clock of who told it. */
    private @Nullable Instant endToldAt;

    boolean failed;
    boolean heldOut;
    boolean closed;

    /** What it was started with, if that was told. */
    @Nullable
    Shape shape;

    /** The shape of which no workflow could be made. */
    @Nullable
    Shape refused;

    @Nullable
    RunGraph graph;

    @Nullable
    WorkflowRun run;

    /** Events that were learned from in a process before this one. */
    Set<Event.OfTask> learnedFrom = Set.of();

    /** The run of the same name that had ended when this one began. */
    private @Nullable TrackedRun former;

    /** Beginnings of attempts that were learned from. */
    private final Set<Begun> learned = new HashSet<>();

    private record Begun(String task, int instance, Instant at) {}

    /** Each once; the state is a function of them. */
    private final Set<Event.OfTask> events = new LinkedHashSet<>();

    private final Map<String, Map<Integer, TaskStory>> stories = new LinkedHashMap<>();
    private final Map<String, Integer> widths = new HashMap<>();

    TrackedRun(RunId id, Instant heardAt) {
        this.id = id;
        this.heardAt = heardAt;
    }

    /** Takes its start; what is told twice happened when it was first heard of, also by a clock that is ahead. */
    void starts(Instant at, Instant toldAt) {
        if (!toldAt.equals(startToldAt)) {
            startedAt = at;
            startToldAt = toldAt;
        }
    }

    /** Takes its end. */
    void ends(Instant at, Instant toldAt, boolean failed) {
        this.finishedAt = at;
        this.endToldAt = toldAt;
        this.failed = failed;
    }

    /** Whether the run has ended and an event {@linkplain NewBeginning begins it anew}, which was not told before. */
    boolean isBegunAnewBy(Event.OfRun event, Instant toldAt) {
        Instant end = finishedAt;
        if (end == null || (event instanceof Event.RunStarted && toldAt.equals(startToldAt))) {
            return false;
        }
        int attempt = (event instanceof Event.OfTask ofTask) ? attempt(ofTask.task()) : 0;
        return NewBeginning.is(event, end, attempt);
    }

    /** Comes after a run of the same name that has ended, of which it takes over what happened since its own start. */
    void follow(TrackedRun ended, Instant from) {
        former = ended;
        ended.former = null;
        ended.events.stream().filter(event -> !event.at().isBefore(from)).forEach(events::add);
        events.forEach(this::apply);
    }

    /** Whether an event is of the former run: no later than its end, and of no higher attempt than it had. */
    boolean isOfFormer(Event.OfRun event, Instant toldAt) {
        TrackedRun before = former;
        if (before == null || before.endToldAt == null || toldAt.isAfter(before.endToldAt)) {
            return false;
        }
        return !(event instanceof Event.OfTask ofTask) || ofTask.task().attempt() <= before.attempt(ofTask.task());
    }

    /** Takes an event, and tells it if there is somebody to tell; false if it was known, or there is no room for it. */
    boolean take(Event.OfTask event, int mostEvents) {
        if (events.size() >= mostEvents || !events.add(event)) {
            return false;
        }
        apply(event);
        return true;
    }

    int events() {
        return events.size();
    }

    /** When it was first heard to do something. */
    Instant begin() {
        Instant first = startedAt;
        for (Event.OfTask event : events) {
            if (first == null || event.at().isBefore(first)) {
                first = event.at();
            }
        }
        return (first == null) ? heardAt : first;
    }

    /** Has a run of the Prewarmer from now on, which is told all that has happened. */
    void attach(RunGraph graph, WorkflowRun run) {
        List<Event.OfTask> inOrder =
                events.stream().sorted(Comparator.comparing(Event::at)).toList();
        if (!learnedFrom.isEmpty()) {
            findLearned(inOrder.stream().filter(learnedFrom::contains).toList());
        }
        this.graph = graph;
        this.run = run;
        stories.clear();
        widths.clear();
        graph.shape().steps().forEach((task, step) -> {
            if (step.width() == 0) {
                skip(task, begin());
            }
        });
        inOrder.forEach(this::apply);
    }

    /** Puts the stories together while nobody is told. */
    private void findLearned(List<Event.OfTask> before) {
        this.graph = null;
        this.run = null;
        stories.clear();
        before.forEach(this::apply);
        stories.forEach((task, of) -> of.forEach((instance, story) -> {
            for (TaskStory.Attempt attempt : story.attempts()) {
                if (attempt.start != null && attempt.end != null) {
                    learned.add(new Begun(task, instance, attempt.start));
                }
            }
        }));
    }

    private boolean isLearned(TaskId task, TaskEvent event) {
        return event.kind() == TaskEvent.Kind.STARTED
                && event.at()
                        .filter(at -> learned.contains(new Begun(task.task(), task.instance(), at)))
                        .isPresent();
    }

    private void apply(Event.OfTask event) {
        TaskId task = event.task();
        TaskStory story = story(task.task(), task.instance());
        if (event instanceof Event.TaskStarted started) {
            tell(task, story.started(task.attempt(), started.at()));
        } else if (event instanceof Event.TaskFinished finished) {
            List<String> chosen = chosen(finished);
            tell(task, story.finished(task.attempt(), finished.at(), chosen));
            decide(finished, chosen);
        } else if (event instanceof Event.TaskFailed failed) {
            Instant again = (failed.againAfter() == null) ? null : failed.at().plus(failed.againAfter());
            tell(task, story.failed(task.attempt(), failed.at(), again));
        } else if (event instanceof Event.TaskSkipped skipped) {
            if (task.instance() == TaskId.WHOLE) {
                skip(task.task(), skipped.at());
            } else {
                tell(task, story.skipped(skipped.at()));
                if (allInstancesAreKnown(task.task())) {
                    skipAfter(task.task(), skipped.at());
                }
            }
        }
    }

    private TaskStory story(String task, int instance) {
        return stories.computeIfAbsent(task, id -> new TreeMap<>()).computeIfAbsent(instance, n -> new TaskStory());
    }

    private void tell(TaskId task, List<Function<String, TaskEvent>> news) {
        RunGraph known = graph;
        WorkflowRun told = run;
        if (known == null || told == null) {
            return;
        }
        for (Function<String, TaskEvent> event : news) {
            for (String id : known.idsOf(task.task())) {
                TaskEvent of = event.apply(id);
                if (isLearned(task, of)) {
                    continue;
                }
                boolean whole = task.instance() == TaskId.WHOLE;
                told.tell(whole ? of : of.instance(Integer.toString(task.instance())));
            }
        }
    }

    /** Of the tasks that were chosen those that come directly after the one that chose; null if it did not choose. */
    private @Nullable List<String> chosen(Event.TaskFinished finished) {
        RunGraph known = graph;
        List<String> chosen = finished.chosen();
        if (chosen == null || known == null) {
            return null;
        }
        Set<String> next = known.after(finished.task().task());
        return chosen.stream().filter(next::contains).distinct().toList();
    }

    /** What follows from an end, besides that it is one. */
    private void decide(Event.TaskFinished finished, @Nullable List<String> chosen) {
        RunGraph known = graph;
        WorkflowRun told = run;
        if (known == null || told == null) {
            return;
        }
        if (chosen != null) {
            for (String task : Skips.notChosen(finished.task().task(), chosen, known)) {
                skip(task, finished.at());
            }
        }
        finished.widths().forEach((task, width) -> {
            if (width == 0) {
                skip(task, finished.at());
            } else {
                // Several tasks may each add instances to one that comes after all of them; what came first is not
                // taken back.
                int most = widths.merge(task, width, Math::max);
                for (String id : known.idsOf(task)) {
                    told.width(id, most);
                }
            }
        });
    }

    private void skip(String task, Instant at) {
        tell(new TaskId(id, task, 0, TaskId.WHOLE), story(task, TaskId.WHOLE).skipped(at));
        skipAfter(task, at);
    }

    /** What comes after a task is skipped with it, if that was skipped. */
    private void skipAfter(String task, Instant at) {
        RunGraph known = graph;
        // What had ended before it was skipped holds nothing up.
        if (known != null && skipped(task)) {
            for (String next : Skips.because(task, known, this::skipped)) {
                if (!begun(next)) {
                    tell(
                            new TaskId(id, next, 0, TaskId.WHOLE),
                            story(next, TaskId.WHOLE).skipped(at));
                }
            }
        }
    }

    private boolean skipped(String task) {
        return state(task) == RunReport.State.SKIPPED;
    }

    /** Whether it was told how many instances a task has, and something of each of them. */
    private boolean allInstancesAreKnown(String task) {
        Step step = (graph == null) ? null : graph.shape().steps().get(task);
        int width = widths.getOrDefault(task, (step == null) ? 0 : step.width());
        return width > 0 && stories.getOrDefault(task, Map.of()).size() >= width;
    }

    private boolean begun(String task) {
        return stories.getOrDefault(task, Map.of()).values().stream().anyMatch(TaskStory::begun);
    }

    /** Whether a task has started and not ended, as far as is known, or is to be started again. */
    boolean busy() {
        return stories.values().stream()
                .flatMap(of -> of.values().stream())
                .anyMatch(story -> story.running() || story.retrying());
    }

    /** The highest attempt that was told of a task, or of its instance; 0 if none was. */
    int attempt(TaskId task) {
        TaskStory story = stories.getOrDefault(task.task(), Map.of()).get(task.instance());
        return (story == null) ? 0 : story.highest();
    }

    private RunReport.State state(String task) {
        boolean finished = false;
        boolean skipped = false;
        boolean failed = false;
        for (TaskStory story : stories.getOrDefault(task, Map.of()).values()) {
            if (story.running()) {
                return RunReport.State.RUNNING;
            }
            finished |= story.state() == TaskStory.End.FINISHED;
            skipped |= story.state() == TaskStory.End.SKIPPED;
            failed |= story.state() == TaskStory.End.FAILED;
        }
        if (failed) {
            return RunReport.State.FAILED;
        } else if (finished) {
            return RunReport.State.FINISHED;
        }
        return skipped ? RunReport.State.SKIPPED : RunReport.State.PENDING;
    }

    RunReport report(Set<String> coldTasks) {
        Set<String> tasks = new LinkedHashSet<>();
        RunGraph known = graph;
        if (known != null) {
            known.workflow().tasks().stream()
                    .map(dev.prewarm.Task::id)
                    .filter(known.shape().steps()::containsKey)
                    .forEach(tasks::add);
        }
        tasks.addAll(stories.keySet());
        List<RunReport.TaskReport> reports = new ArrayList<>(tasks.size());
        for (String task : tasks) {
            List<String> services = (known == null)
                    ? List.of()
                    : known.targetsOf(task).stream()
                            .map(dev.prewarm.Target::name)
                            .toList();
            reports.add(new RunReport.TaskReport(task, state(task), services, spans(task, coldTasks.contains(task))));
        }
        return new RunReport(
                id,
                begin(),
                finishedAt,
                failed,
                heldOut,
                known != null,
                !closed,
                reports,
                (run == null) ? List.of() : run.decisions());
    }

    private List<RunReport.Span> spans(String task, boolean cold) {
        List<RunReport.Span> spans = new ArrayList<>();
        stories.getOrDefault(task, Map.of()).forEach((instance, story) -> {
            for (TaskStory.Attempt attempt : story.attempts()) {
                Instant from = (attempt.start == null) ? attempt.end : attempt.start;
                if (from != null) {
                    spans.add(new RunReport.Span(
                            from, attempt.end, instance, attempt.how == TaskStory.End.FAILED, cold && spans.isEmpty()));
                }
            }
        });
        return spans;
    }
}
