package dev.prewarm.shape;

import static java.util.Objects.requireNonNull;

import com.google.common.hash.Hashing;
import dev.prewarm.TaskEvent;
import dev.prewarm.Workflow;
import dev.prewarm.WorkflowRun;
import dev.prewarm.shape.Trace.Call;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One run of an engine whose workflows are code: hears which steps start and end, tells the Prewarmer, and teaches the shape.
 *
 * <p>Never blocks, and never throws what is not its caller's fault; what fails is logged. Used by one thread at a time: that of the
 * engine's logic of this run.
 */
public final class ObservedRun {
    /** Events that are kept until they can be told; of a run with more only the shape is learned. */
    private static final int MOST_EVENTS = 10_000;

    private static final int LONGEST_KIND = 512;

    private final LearnedWorkflows workflows;
    private final String workflow;
    private final String id;
    private final Instant startedAt;
    private final Trace trace = new Trace();
    private @Nullable List<TaskEvent> untold = new ArrayList<>();
    private final Set<String> begunFirst = new HashSet<>(0);
    private final Set<String> endedFirst = new HashSet<>(0);
    private @Nullable WorkflowRun run;
    private Instant now;
    private long batch;
    private boolean live;
    private boolean over;

    ObservedRun(LearnedWorkflows workflows, String workflow, String id, Instant startedAt) {
        this.workflows = workflows;
        this.workflow = requireNonNull(workflow, "workflow");
        this.id = requireNonNull(id, "id");
        this.startedAt = requireNonNull(startedAt, "startedAt");
        this.now = startedAt;
        if (!nameable(workflow)) {
            over = true;
            workflows.failed(new IllegalArgumentException(
                    "a workflow needs a name that is not blank, and is proper Unicode, but it was \"" + workflow
                            + '"'));
        }
    }

    /** Whether it can be kept under that name, and found again. */
    private static boolean nameable(String name) {
        return !name.isBlank() && StandardCharsets.UTF_8.newEncoder().canEncode(name);
    }

    /** What is heard from now on happens at this instant, by the wall clock, and each of it is heard by itself. */
    public void moment(Instant at) {
        moment(at, batch + 1);
    }

    /**
     * What is heard from now on happens at this instant, by the wall clock, and is seen at once by the engine's logic: whatever ends
     * in a batch may be what starts the steps that follow in it.
     *
     * @param batch what tells it from the batches before and after it
     */
    public void moment(Instant at, long batch) {
        now = requireNonNull(at, "at");
        this.batch = batch;
    }

    /** From now on the run goes on, here: all that was heard is told, unless that is too much. Idempotent, and cheap when repeated. */
    public void live() {
        live = true;
        if (run == null && untold != null && !over) {
            guarded(() -> workflows.find(workflow).ifPresent(this::open));
        }
    }

    private void open(LearnedWorkflows.Known known) {
        List<TaskEvent> events = requireNonNull(untold);
        WorkflowRun told = workflows.prewarmer.catchUp(known.workflow(), id, startedAt);
        run = told;
        untold = null;
        Set<String> begun = new HashSet<>();
        events.forEach(event -> begun.add(event.task()));
        events.forEach(this::tell);
        known.widths().forEach((task, calls) -> {
            // Between two rounds of a loop it has not ended, if more are certain to come.
            if (!begun.contains(task) && told.workflow().find(task).isPresent()) {
                told.width(task, calls);
            }
        });
        told.caughtUp();
    }

    /**
     * The Prewarmer's own run, for decisions and for what only it can be told; empty while nothing is known of the workflow, and of
     * a run of more events than could be kept until then.
     */
    public Optional<WorkflowRun> told() {
        return Optional.ofNullable(run);
    }

    /** A step of this kind starts: a call of something, whatever the engine calls it. */
    public Step started(String kind) {
        return start(kind, null);
    }

    /** A step starts that will end at that instant, as far as is known: a timer. */
    public Step started(String kind, Instant endingAt) {
        return start(kind, requireNonNull(endingAt, "endingAt"));
    }

    private Step start(String kind, @Nullable Instant endingAt) {
        if (over || kind.length() > LONGEST_KIND || !nameable(kind)) {
            return new Step(null);
        }
        trace.batch(batch);
        Call call = trace.started(kind);
        if (call != null) {
            TaskEvent event = TaskEvent.started(call.node.id);
            heard(call, (endingAt == null) ? event : event.endingAt(endingAt));
        }
        return new Step(call);
    }

    /** The step has ended well. */
    public void finished(Step step) {
        Call call = end(step);
        if (call != null) {
            trace.ended(call, false);
            heard(call, TaskEvent.finished(call.node.id));
        }
    }

    /** The step has ended with an error, and is not tried again. */
    public void failed(Step step, Throwable cause) {
        Call call = end(step);
        if (call != null) {
            trace.ended(call, true);
            heard(call, TaskEvent.failed(call.node.id, cause));
        }
    }

    /** The step was given up by the workflow itself: nothing comes of its end. */
    public void cancelled(Step step, Throwable cause) {
        Call call = end(step);
        if (call != null) {
            trace.cancelled(call);
            heard(call, TaskEvent.failed(call.node.id, cause));
        }
    }

    private @Nullable Call end(Step step) {
        trace.batch(batch);
        return (over || step.call == null || step.call.over()) ? null : step.call;
    }

    private void heard(Call call, TaskEvent event) {
        TaskEvent whole = event.at(now).instance(Integer.toString(call.number));
        if (live) {
            live();
        }
        if (run != null) {
            guarded(() -> tell(whole));
        } else if (untold != null && untold.size() < MOST_EVENTS) {
            untold.add(whole);
        } else {
            untold = null;
        }
    }

    private void tell(TaskEvent event) {
        WorkflowRun told = requireNonNull(run);
        // A step that the workflow did not have when the run began is learned at its end.
        if (told.workflow().find(event.task()).isPresent()) {
            told.tell(event);
        }
        String first = Structure.first(event.task());
        if (told.workflow().find(first).isPresent()) {
            tellFirst(told, event, first);
        }
    }

    /** The task that stands for the first call of another starts and ends with the first that does. */
    private void tellFirst(WorkflowRun told, TaskEvent event, String task) {
        boolean start = event.kind() == TaskEvent.Kind.STARTED;
        if ((start ? begunFirst : endedFirst).add(task)) {
            told.tell((start ? TaskEvent.started(task) : TaskEvent.finished(task))
                    .at(event.at().orElse(now)));
        }
    }

    /** The run has ended, however. If it has only been replayed, nothing is told or learned. */
    public void end() {
        if (over) {
            return;
        }
        over = true;
        if (live) {
            guarded(this::close);
        }
    }

    private void close() {
        if (run != null) {
            run.close();
            learn();
        } else {
            learn();
            workflows.find(workflow).ifPresent(known -> tellLate(known.workflow()));
        }
    }

    /** Of a run of which nobody could be told while it went on. */
    private void tellLate(Workflow known) {
        List<TaskEvent> events = untold;
        if (events != null) {
            // Closed before it has caught up: it is learned from, and nothing is warmed for what is over.
            run = workflows.prewarmer.catchUp(known, id, startedAt);
            events.forEach(this::tell);
            run.close();
        }
    }

    private void learn() {
        if (!workflows.declares(workflow)) {
            workflows.shapes.learn(workflow, identity(), trace);
        }
    }

    /** By which it is told from other runs in whichever process learns of it. */
    private long identity() {
        return Hashing.farmHashFingerprint64()
                .hashString(id + " " + startedAt, StandardCharsets.UTF_8)
                .asLong();
    }

    /** Nothing more will be heard of the run here, though it may go on elsewhere. */
    public void abandon() {
        over = true;
        WorkflowRun told = run;
        if (told != null) {
            guarded(told::abandon);
        }
    }

    private void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            workflows.failed(e);
        }
    }

    @Override
    public String toString() {
        return "run " + id + " of " + workflow;
    }
}
