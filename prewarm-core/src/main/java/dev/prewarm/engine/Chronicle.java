package dev.prewarm.engine;

import static java.util.Objects.requireNonNull;

import dev.prewarm.Problem;
import dev.prewarm.Problem.Kind;
import dev.prewarm.Task;
import dev.prewarm.TaskState;
import dev.prewarm.Workflow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was told of a run, in the order in which it happened, and the state that follows from it.
 *
 * <p>As long as everything is told as it happens, nothing is kept but the state. From the first event on that carries its
 * instant all are: one that comes late is put into its place, and the state is made anew from what there was before. So the
 * state depends on when things happened, and not on when they were told; and whether an event is a problem is known only in the
 * end. An event that is told again with the same instant says nothing. It is made anew when it is asked for, so that many that
 * come late together cost no more than one. Confined to one thread.
 */
final class Chronicle {
    /** More events are not kept: those before them can no longer be overtaken. */
    private static final int MOST = 50_000;

    private final Workflow workflow;
    private RunState state;
    private long openedAt = TaskChange.UNKNOWN;
    /** The state before the first of the entries. */
    private @Nullable RunState base;

    private List<Entry> entries = List.of();
    /** The events that were told with their instants. */
    private final Set<Said> said = new HashSet<>(0);

    /** How many calls tasks make, by what was told last: that carries no instant, and holds for what happened before, too. */
    private final Map<Task, Integer> widths = new HashMap<>(0);

    private List<Fault> faultsNow = List.of();
    private boolean overtaken;
    /** Whether there are entries that the state does not follow from yet. */
    private boolean outdated;

    Chronicle(Workflow workflow) {
        this.workflow = workflow;
        this.state = new RunState(workflow);
    }

    /** An event in its place. */
    private static final class Entry {
        final Task task;
        final TaskChange change;
        final boolean told;

        @Nullable
        Fault fault;

        Entry(Task task, TaskChange change, boolean told) {
            this.task = task;
            this.change = change;
            this.told = told;
        }

        /** Whether it comes after another event that carries its instant, too, where both happened at the same time. */
        boolean follows(Entry other) {
            if (!told || !other.told) {
                return false;
            }
            int byTask = Integer.compare(task.index(), other.task.index());
            return ((byTask == 0) ? Integer.compare(change.rank(), other.change.rank()) : byTask) > 0;
        }
    }

    /** An event as it was told, by the wall clock: it is the same one when it is told again after that was set. */
    private record Said(Task task, TaskChange undated, TaskChange.Told told) {}

    /** An event that is a problem. */
    record Fault(Kind kind, String detail) {}

    /** What became of an event. */
    enum Told {
        /** It had been told before. */
        KNOWN,
        /** The state has moved on. */
        NEXT,
        /** It comes before others, or after such a one: the state is made anew when it is asked for. */
        LATE
    }

    /** Where the tasks stand, by all that was told: another object after something was told late. */
    RunState state() {
        catchUp();
        return state;
    }

    private void catchUp() {
        if (outdated) {
            replay();
            outdated = false;
        }
    }

    /** Whether all events are told as they happen. */
    boolean live() {
        return base == null;
    }

    /** Whether anything was told after something that happened later. */
    boolean overtaken() {
        return overtaken;
    }

    /** The run has started. */
    void open(long at) {
        openedAt = at;
        state().open(at);
    }

    /** Whether the event was told before. */
    boolean knows(Task task, TaskChange change, TaskChange.Told told) {
        return said.contains(new Said(task, change.undated(), told));
    }

    /**
     * Something has happened.
     *
     * @param told the instants that were told of it, which may be none to be believed; null if it has happened now
     */
    Told tell(Task task, TaskChange change, TaskChange.@Nullable Told told) {
        faultsNow = List.of();
        if (live() && told == null) {
            sayNow(apply(task, change, false));
            return Told.NEXT;
        }
        if (told == null || full()) {
            catchUp();
        }
        if (live()) {
            entries = new ArrayList<>();
            settle();
        } else if (full()) {
            faultsNow = faults();
            entries.clear();
            said.clear();
            settle();
        }
        Entry entry = new Entry(task, change, told != null);
        if (told != null && !said.add(new Said(task, change.undated(), told))) {
            return Told.KNOWN;
        }
        int place = place(entry);
        entries.add(place, entry);
        if (!outdated
                && place == entries.size() - 1
                && !(change instanceof TaskChange.Widened wide && concernsEnded(task, wide))) {
            entry.fault = apply(task, change, entry.told);
            if (!entry.told) {
                sayNow(entry.fault);
            }
            keepWidth(entry);
            return Told.NEXT;
        }
        keepWidth(entry);
        overtaken = true;
        outdated = true;
        return Told.LATE;
    }

    /** Whether a width is told of a task that has ended by its instances, as far as was known: only it says that there are more. */
    private boolean concernsEnded(Task task, TaskChange.Widened wide) {
        Members some = state.calls().instances(task);
        boolean ended = state.is(task, TaskState.FINISHED) || state.is(task, TaskState.FAILED);
        boolean more = some != null && !some.wholeEnded() && wide.calls() > some.size();
        return ended && more && workflow.outgoing(task).stream().noneMatch(next -> begun(next.to()));
    }

    private boolean begun(Task task) {
        return !state.is(task, TaskState.PENDING) && !state.is(task, TaskState.SKIPPED);
    }

    private void keepWidth(Entry entry) {
        if (entry.change instanceof TaskChange.Widened wide && entry.fault == null) {
            widths.put(entry.task, wide.calls());
        }
    }

    /** Whether no more events are kept: with the next one, those before it can no longer be overtaken. */
    boolean full() {
        return entries.size() >= MOST;
    }

    /** What comes from now on comes after what there is. */
    private void settle() {
        base = new RunState(state);
        widths.clear();
        state.calls().keepHistory();
    }

    private void sayNow(@Nullable Fault fault) {
        if (fault != null) {
            faultsNow = new ArrayList<>(faultsNow);
            faultsNow.add(fault);
        }
    }

    /** The problems that are certain with the latest event: those of what has happened now. */
    List<Fault> faultsNow() {
        return faultsNow;
    }

    /** Where an event belongs. */
    private int place(Entry entry) {
        long at = entry.change.at();
        int place = entries.size();
        while (place > 0 && entries.get(place - 1).change.at() > at) {
            place--;
        }
        int first = place;
        for (int i = place - 1; i >= 0 && entries.get(i).change.at() == at; i--) {
            Entry other = entries.get(i);
            first = other.follows(entry) ? i : first;
        }
        return first;
    }

    private @Nullable Fault apply(Task task, TaskChange change, boolean told) {
        state.by(told);
        TaskState before = state.state(task);
        Kind kind = change.apply(state, task);
        return (kind == null) ? null : new Fault(kind, describe(kind, task, change, before));
    }

    private String describe(Kind kind, Task task, TaskChange change, TaskState before) {
        String event = "task " + task + " " + change.verb();
        if (kind == Kind.LOST_EVENT) {
            return event + ", so " + state.concludedLast() + " must have finished, but nobody said so";
        }
        Alternatives.Refused choice = state.refusedChoice();
        String chosen = (choice == null || choice.task() == task)
                ? ""
                : ", and chose " + choice.task() + " while that was " + choice.state();
        return event + " while it was " + before + chosen;
    }

    private void replay() {
        state = new RunState(requireNonNull(base));
        state.calls().keepHistory();
        widths.forEach(state::foretell);
        if (openedAt != TaskChange.UNKNOWN) {
            state.open(openedAt);
        }
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            if (i + 1 < entries.size() && roundsMeet(entry, entries.get(i + 1))) {
                // The end of one round and the start of the next are of the same instant.
                Entry end = entries.get(++i);
                end.fault = apply(end.task, end.change, end.told);
            }
            entry.fault = apply(entry.task, entry.change, entry.told);
        }
    }

    private boolean roundsMeet(Entry entry, Entry next) {
        return entry.change instanceof TaskChange.Started started
                && entry.task == next.task
                && started.at() == next.change.at()
                && next.change.ends(started.instance())
                && runs(entry.task, started.instance());
    }

    private boolean runs(Task task, @Nullable String instance) {
        Call call = state.calls().latest(task, instance);
        return call != null && call.open();
    }

    /** The problems with events that carried their instants, as far as is known now. */
    List<Fault> faults() {
        catchUp();
        List<Fault> faults = new ArrayList<>();
        for (Entry entry : entries) {
            if (entry.told && entry.fault != null) {
                faults.add(entry.fault);
            }
        }
        return faults;
    }

    /** Whether it was said that the task would not run before the other one started. */
    boolean skippedBefore(Task task, Task other) {
        catchUp();
        long started = state.startedAt(other);
        return entries.stream()
                .anyMatch(entry -> entry.task == task
                        && entry.change instanceof TaskChange.Skipped
                        && (state.is(other, TaskState.PENDING) || entry.change.at() < started));
    }

    @Override
    public String toString() {
        return workflow.name() + ": " + entries.size() + " events";
    }

    /** The problem that a fault is, in a run. */
    static Problem problem(Fault fault, String run) {
        return Problem.of(fault.kind(), run, fault.detail());
    }
}
