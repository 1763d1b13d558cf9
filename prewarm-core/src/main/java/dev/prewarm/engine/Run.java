package dev.prewarm.engine;

import dev.prewarm.Cancellable;
import dev.prewarm.Decision;
import dev.prewarm.Decision.Kind;
import dev.prewarm.Dependency;
import dev.prewarm.Plan;
import dev.prewarm.Target;
import dev.prewarm.Task;
import dev.prewarm.Workflow;
import dev.prewarm.WorkflowRun;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One run as the engine keeps it; confined to the loop, but for the decisions and what is said to be for any thread. */
public final class Run {
    /** More are not kept: a run of this length is looked at through a listener. */
    private static final int MOST_DECISIONS = 10_000;
    /** Predecessors that are looked at when it is asked whether one task comes before another. */
    private static final int MOST_VISITS = 64;

    final WorkflowRun handle;
    final Workflow workflow;
    /** Whether its id is the orchestrator's, so that an announcement of that id is one of this very run. */
    final boolean keyed;

    final Chronicle chronicle;
    /** Where its tasks stand. */
    RunState state;
    /** Needs that are planned or waiting. */
    final List<Need> pending = new ArrayList<>(1);
    /** The latest round of each task's need, by task index; made when the first need comes. */
    private @Nullable Need @Nullable [] latest;

    private final List<Decision> decisions = new ArrayList<>(1);
    private @Nullable Map<Task, Refused> refusals;
    /** What was believed of its targets before it called them, if some of its events carry their instants. */
    private @Nullable Map<TargetState, Visit.Known> knownBefore;

    /** Whether its start is in the queue, or has been; for any thread. */
    volatile boolean startSaid;

    boolean started;
    /** Whether it was told when it started; otherwise it is known since when it was heard of. */
    boolean startTold;

    boolean closed;
    boolean dirty;
    /** Whether more is being told that has happened already: until that is known, nothing is planned. */
    boolean catchingUp;
    /** Whether calls of it that were told late are being gone through: those that come next may be earlier than others. */
    boolean reconciling;
    /** Whether it is closed only because nothing was heard of it for long; it may go on. */
    boolean forgotten;
    /** Whether calls of it were given up, since nothing was heard of it for long; they may go on. */
    boolean givenUp;
    /** Whether all that runs in it should have ended by far: until more is heard of it, nothing is planned. */
    boolean lost;
    /** For an announced run, when it is expected, by the wall clock. */
    @Nullable
    Instant expected;

    @Nullable
    Cancellable giveUpTimer;

    /** When it started, or is expected to. */
    long startsAt;
    /** In seconds; of the announced start. */
    double startUncertainty;

    long lastEventAt;
    /** When it was looked at last, if tasks of it run: at its latest event, or later. */
    long lookedAt;

    long plans;
    /** When the strategy wants to be asked again; the largest value for never. */
    long reviewAt = Long.MAX_VALUE;

    long timerAt = Long.MAX_VALUE;

    /** The list that it is in, and its neighbours there. */
    @Nullable
    OpenRuns list;

    @Nullable
    Run older;

    @Nullable
    Run newer;

    @Nullable
    Cancellable timer;

    /** One that has not started, and whether its id is the orchestrator's. */
    public Run(WorkflowRun handle, Workflow workflow, boolean keyed) {
        this.keyed = keyed;
        this.handle = handle;
        this.workflow = workflow;
        this.chronicle = new Chronicle(workflow);
        this.state = chronicle.state();
    }

    String id() {
        return handle.id();
    }

    /** Whether all its events are told as they happen. */
    boolean live() {
        return chronicle.live();
    }

    /** Whether the task is one of its workflow's. */
    boolean has(Task task) {
        List<Task> tasks = workflow.tasks();
        return task.index() < tasks.size() && tasks.get(task.index()) == task;
    }

    /** What was believed of a target before the run called it. */
    Visit.Known knownBefore(TargetState target) {
        if (live()) {
            return target.known();
        }
        if (knownBefore == null) {
            knownBefore = new HashMap<>();
        }
        return knownBefore.computeIfAbsent(target, TargetState::known);
    }

    void cancelTimers() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        timerAt = Long.MAX_VALUE;
        if (giveUpTimer != null) {
            giveUpTimer.cancel();
            giveUpTimer = null;
        }
    }

    /** The pending needs whose time has come by an instant, in the order in which they were planned. */
    List<Need> due(long instant) {
        List<Need> due = List.of();
        for (int i = 0; i < pending.size(); i++) {
            Need need = pending.get(i);
            if (need.dueAt() <= instant) {
                due = due.isEmpty() ? new ArrayList<>(1) : due;
                due.add(need);
            }
        }
        return due;
    }

    /** The latest round of the task's need, if there is one. */
    @Nullable
    Need need(Task task) {
        return (latest == null) ? null : latest[task.index()];
    }

    void add(Need need) {
        if (latest == null) {
            latest = new Need[workflow.tasks().size()];
        }
        need.previous = latest[need.task.index()];
        latest[need.task.index()] = need;
        pending.add(need);
    }

    /** A cancelled need was never served: it may be planned again. */
    void forget(Need need) {
        if (latest != null && latest[need.task.index()] == need) {
            latest[need.task.index()] = need.previous;
        }
    }

    /** The task will be started again: what was done for it is over, and what will be is counted anew. */
    void renew(Task task) {
        Need need = need(task);
        if (latest != null && need != null && !need.pending()) {
            latest[task.index()] = null;
        }
    }

    /** How many rounds of the task's need have been served. */
    int rounds(Task task) {
        Need need = need(task);
        if (need == null) {
            return 0;
        }
        return need.pending() ? need.round : need.round + 1;
    }

    /** Whether the latest call of the task is believed to have met a cold start, and not to have been spared the rest of it. */
    boolean metColdStart(Task task) {
        Call call = state.calls().latest(task);
        return call != null && call.found.cold() && !call.gotPlaceLeft();
    }

    /** When the task that runs started, or what it waited for was ready; an instant otherwise if it has not. */
    long servedSince(Task task, long otherwise) {
        Call call = state.calls().latest(task);
        return (call == null) ? otherwise : call.servedSince();
    }

    /** For how many seconds a warm-up for the task has been under way; negative if none is. */
    double warmingFor(Task task, long now) {
        Need need = need(task);
        Call call = state.calls().latest(task);
        Sent planned = (need == null) ? null : need.sent;
        Sent awaited = (call == null || call.gotPlaceLeft()) ? null : call.awaited;
        Sent sent = state.awaited(task) ? planned : awaited;
        return (sent == null || sent.answered()) ? -1 : Nanos.seconds(now - sent.sentAt);
    }

    /** Since when the task could start. */
    long readySince(Task task) {
        long inputs = state.inputsEndedAt(task);
        return (inputs == TaskChange.UNKNOWN) ? startsAt : inputs;
    }

    /**
     * Takes over what was done for the run while it was only announced. Its workflow may be another object, or another
     * workflow of that name: what was done for tasks that this one has not is given back.
     */
    List<Need> adopt(Run announced) {
        // Or the first plan of this run would take what it does not wish for its own.
        plans = announced.plans;
        List<Need> orphans = new ArrayList<>(0);
        if (announced.latest != null) {
            for (Need need : announced.latest) {
                if (need != null && !adopt(need)) {
                    orphans.add(need);
                }
            }
        }
        pending.addAll(announced.pending);
        pending.removeAll(orphans);
        // Copied first: no lock is held while another is taken.
        List<Decision> before = announced.decisions();
        synchronized (decisions) {
            decisions.addAll(before);
        }
        return orphans;
    }

    private boolean adopt(Need need) {
        Task task = workflow.find(need.task.id()).orElse(null);
        if (task == null
                || !task.target()
                        .map(Target::name)
                        .equals(Optional.of(need.warmup.target().name()))) {
            return false;
        }
        for (Need round = need; round != null; round = round.previous) {
            round.run = this;
            round.task = task;
        }
        if (latest == null) {
            latest = new Need[workflow.tasks().size()];
        }
        latest[task.index()] = need;
        return true;
    }

    void decided(Decision decision) {
        synchronized (decisions) {
            if (decisions.size() < MOST_DECISIONS) {
                decisions.add(decision);
            }
        }
    }

    /**
     * A plan leaves a task cold on purpose. Plans say so again and again: only the last time is kept. Returns the decision if
     * it is the first one of the task.
     *
     * @param at by the wall clock
     */
    @Nullable
    Decision refused(Plan.Refusal refusal, long at) {
        synchronized (decisions) {
            if (refusals == null) {
                refusals = new LinkedHashMap<>();
            }
            Refused refused = new Refused(refusal, at, decisions.size());
            return (refusals.put(refusal.task(), refused) == null) ? refused.decision() : null;
        }
    }

    /** @param place how many other decisions there were before it */
    private record Refused(Plan.Refusal refusal, long at, int place) {
        Decision decision() {
            Target target = refusal.task().target().orElse(null);
            return Decision.of(
                            Nanos.instant(at), Kind.REFUSED, refusal.task().id(), (target == null) ? "" : target.name())
                    .because(refusal.reason());
        }
    }

    /** Where its tasks stand; only for the loop. */
    public RunState state() {
        return state;
    }

    /** All decisions, in the order in which they were made. */
    private List<Decision> inOrder() {
        synchronized (decisions) {
            List<Decision> all = new ArrayList<>(decisions);
            List<Refused> refused = new ArrayList<>((refusals == null) ? List.of() : refusals.values());
            refused.sort(Comparator.comparingInt(Refused::place));
            for (int i = 0; i < refused.size(); i++) {
                all.add(refused.get(i).place() + i, refused.get(i).decision());
            }
            return all;
        }
    }

    /** Task by task, each one's story in the order in which it happened. */
    public List<Decision> decisions() {
        List<Decision> all = inOrder();
        Map<String, List<Decision>> stories = new LinkedHashMap<>();
        for (Decision decision : all) {
            stories.computeIfAbsent(decision.task(), task -> new ArrayList<>(4)).add(decision);
        }
        List<Decision> ordered = new ArrayList<>(all.size());
        stories.values().forEach(story -> ordered.addAll(withoutDenials(story)));
        return Collections.unmodifiableList(ordered);
    }

    /** What has been warmed, or found warm, was not left cold in the end: that no more is wished is no refusal. */
    private static List<Decision> withoutDenials(List<Decision> story) {
        boolean warmed =
                story.stream().anyMatch(decision -> decision.kind() == Kind.SENT || decision.kind() == Kind.SUPPRESSED);
        boolean planned = story.get(story.size() - 1).kind() == Kind.PLANNED;
        if (warmed || planned) {
            story.removeIf(decision -> decision.kind() == Kind.REFUSED);
        }
        return story;
    }

    /** The tasks of which all calls occupy their targets; none is relied upon where some were given up. */
    private List<Task> occupying() {
        return givenUp ? List.of() : state.running();
    }

    /** Calls of this run that occupy the target now. */
    long callsOn(TargetState target) {
        long calls = 0;
        for (Task running : occupying()) {
            Target other = running.target().orElse(null);
            if (other != null && other.name().equals(target.target().name())) {
                calls += state.width(running);
            }
        }
        return calls;
    }

    /** Calls of this run that occupy the target now, but will have ended when the task starts: none if it could start now. */
    long callsBefore(Task task, TargetState target) {
        long calls = 0;
        for (Task running : state.inputsReady(task) ? List.<Task>of() : occupying()) {
            Target other = running.target().orElse(null);
            if (other != null && other.name().equals(target.target().name()) && inOrder(running, task)) {
                calls += state.width(running);
            }
        }
        return calls;
    }

    /** Whether one of the tasks waits, directly or not, for the other; false where that is too far to see. */
    boolean inOrder(Task a, Task b) {
        return (a.index() < b.index()) ? reaches(b, a) : reaches(a, b);
    }

    private boolean reaches(Task from, Task earlier) {
        List<Task> visited = new ArrayList<>();
        visited.add(from);
        for (int i = 0; i < visited.size(); i++) {
            for (Dependency dependency : workflow.incoming(visited.get(i))) {
                Task before = dependency.from();
                if (before == earlier) {
                    return true;
                }
                boolean further = before.index() > earlier.index() && visited.size() < MOST_VISITS;
                if (further && !visited.contains(before)) {
                    visited.add(before);
                }
            }
        }
        return false;
    }
}
