package dev.prewarm.forecast;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import dev.prewarm.Dependency;
import dev.prewarm.Estimate;
import dev.prewarm.Forecast;
import dev.prewarm.RunView;
import dev.prewarm.Target;
import dev.prewarm.Task;
import dev.prewarm.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The futures of one run, in arrays that are used again for the next one.
 *
 * <p>Tasks are looked at in topological order, from those that run or could run on. A task is part of the window if it
 * could come due within the horizon, even with the longest cold start; what comes after one that is not is not looked
 * at. Beyond the window the time to the end of the run is taken from medians.
 */
final class Futures implements Forecast {
    private static final int K = Forecaster.FUTURES;
    /** What could come due later than this, in seconds, is looked at in a later forecast. */
    private static final double HORIZON = 1.0;

    /** So many futures at least must agree with what has happened, or they are drawn in another way. */
    private static final int FEWEST = 16;

    /** Tasks beyond the horizon that are looked at for the sake of others. */
    private static final int MOST_BEYOND = 64;
    /** Stands for an arrival that lies somewhere beyond the horizon, in seconds. */
    private static final double LATER = 1e9;

    private static final double NEVER = Double.POSITIVE_INFINITY;

    private RunView run;
    private WorkflowDraws draws;
    private final BitSet candidates = new BitSet();
    private final List<Task> tasks = new ArrayList<>();
    private final List<Task> unmodifiableTasks = Collections.unmodifiableList(tasks);
    private final List<Slot> pool = new ArrayList<>();
    private int used;
    private int beyond;
    /** By task index: the slot, and the forecast that put it there. */
    private Slot[] slots = new Slot[0];

    private long[] stamps = new long[0];
    private long stamp;
    private double nextLook;
    private boolean slackKnown;
    private final double[] ends = new double[K];
    private final double[] live = new double[K];
    private final double[] survivors = new double[K];
    private final double[] starting = new double[K];

    @SuppressWarnings("NullAway.Init") // draw() is called before any other method
    Futures() {}

    /** What is known of one task that runs or is pending. */
    private static final class Slot {
        final double[] start = new double[K];
        final double[] finish = new double[K];
        final double[] resolved = new double[K];
        final double[] predecessorStart = new double[K];
        final double[] slack = new double[K];
        final double[] tail = new double[K];
        double[] coldStart = NO_TIME;
        double[] duration = NO_TIME;
        Task task;
        boolean pending;
        /** Whether it is not part of the forecast: no future reaches it, or all those that do lie beyond the horizon. */
        boolean hidden;
        /** Whether some futures do not reach it, or learn late that they do. */
        boolean uncertain;

        @SuppressWarnings("NullAway.Init") // a slot is given its task when it is taken
        Slot() {}
    }

    private static final double[] NO_TIME = new double[K];

    void draw(RunView run, WorkflowDraws draws) {
        this.run = run;
        this.draws = draws;
        stamp++;
        used = 0;
        beyond = 0;
        tasks.clear();
        candidates.clear();
        slackKnown = false;
        nextLook = Double.POSITIVE_INFINITY;
        int size = run.workflow().tasks().size();
        if (slots.length < size) {
            slots = new Slot[size];
            stamps = new long[size];
        }
        for (Task task : run.running()) {
            expand(running(task));
        }
        for (Task task : run.started() ? run.ready() : run.workflow().roots()) {
            candidates.set(task.index());
        }
        double reach = draws.longestColdStart() + HORIZON;
        for (int i = candidates.nextSetBit(0); i >= 0; i = candidates.nextSetBit(i + 1)) {
            Task task = run.workflow().tasks().get(i);
            if (run.state(task) == TaskState.PENDING) {
                look(task, reach);
            }
        }
    }

    private void look(Task task, double reach) {
        Slot slot = slot(task);
        slot.pending = true;
        if (!arrive(slot)) {
            used--;
            stamps[task.index()] = 0;
            return;
        }
        double earliest = min(slot.start);
        if (earliest == Double.POSITIVE_INFINITY) {
            // No future reaches it; what comes after must know that it is dead.
            Arrays.fill(slot.finish, NEVER);
            slot.hidden = true;
        } else if (earliest > reach) {
            nextLook = Math.min(nextLook, earliest - reach + HORIZON);
            if (certain(slot) || ++beyond > MOST_BEYOND) {
                used--;
                stamps[task.index()] = 0;
                return;
            }
            // What comes after it may be due soon in the futures that do not reach it.
            depart(slot);
            slot.hidden = true;
        } else {
            depart(slot);
            tasks.add(task);
        }
        expand(slot);
    }

    private static boolean certain(Slot slot) {
        return !slot.uncertain || max(slot.start) != NEVER;
    }

    private void expand(Slot slot) {
        for (Dependency next : run.workflow().outgoing(slot.task)) {
            candidates.set(next.to().index());
        }
    }

    private Slot slot(Task task) {
        if (used == pool.size()) {
            pool.add(new Slot());
        }
        Slot slot = pool.get(used++);
        slot.task = task;
        slot.uncertain = false;
        slot.pending = false;
        slot.hidden = false;
        slots[task.index()] = slot;
        stamps[task.index()] = stamp;
        return slot;
    }

    private @Nullable Slot find(Task task) {
        return (stamps[task.index()] == stamp) ? slots[task.index()] : null;
    }

    // A running task.

    private Slot running(Task task) {
        Slot slot = slot(task);
        Arrays.fill(slot.start, 0);
        Arrays.fill(slot.resolved, 0);
        double elapsed = run.elapsed(task);
        double[] rest = slot.finish;
        System.arraycopy(draws.durations(task), 0, rest, 0, K);
        DurationHistory cold = draws.statistics().cold(task);
        double underWay = run.warmingFor(task);
        if (underWay >= 0) {
            // It waits for the instance that is being warmed for it.
            addAll(rest, starting(task, underWay));
        } else if (!run.metColdStart(task)) {
            if (!survive(rest, elapsed)) {
                Estimate estimate = draws.statistics().duration(task);
                redraw(rest, draws.durationOrder(task), u -> estimate.drawBeyond(u, elapsed) - elapsed);
            }
        } else if (cold.count() > 0) {
            System.arraycopy(draws.coldDurations(task), 0, rest, 0, K);
            if (!survive(rest, elapsed)) {
                redraw(rest, draws.coldDurationOrder(task), u -> cold.drawBeyond(u, elapsed) - elapsed);
            }
        } else {
            Target target = task.target().orElseThrow();
            double[] starting = draws.coldStarts(target, target.instancesFor(run.width(task)));
            addAll(rest, starting);
            if (!survive(rest, elapsed)) {
                remainingLong(rest, task, starting, elapsed);
            }
        }
        return slot;
    }

    /**
     * Turns whole durations into what is left of them: futures that are over by now are replaced by others.
     *
     * @return false, and nothing of use, if too few are not over to stand for all
     */
    private boolean survive(double[] durations, double elapsed) {
        int left = 0;
        for (int k = 0; k < K; k++) {
            durations[k] -= elapsed;
            if (durations[k] > 0) {
                survivors[left++] = durations[k];
            }
        }
        if (left < FEWEST) {
            return false;
        }
        if (left < K) {
            int next = 0;
            for (int k = 0; k < K; k++) {
                if (durations[k] <= 0) {
                    durations[k] = survivors[next];
                    next = (next + 1 == left) ? 0 : next + 1;
                }
            }
        }
        return true;
    }

    private static void addAll(double[] sum, double[] values) {
        for (int k = 0; k < K; k++) {
            sum[k] += values[k];
        }
    }

    private static void redraw(double[] rest, int[] order, DoubleUnaryOperator draw) {
        for (int k = 0; k < K; k++) {
            rest[k] = draw.applyAsDouble(Permutations.middle(order[k]));
        }
    }

    /** For how long instances for the task will go on starting that have been for so many seconds. */
    private double[] starting(Task task, double underWay) {
        Target target = task.target().orElseThrow();
        int instances = Math.max(1, target.instancesFor(run.width(task)));
        System.arraycopy(draws.coldStarts(target, instances), 0, starting, 0, K);
        if (underWay > 0 && !survive(starting, underWay)) {
            Estimate estimate = draws.coldStart(target, instances);
            redraw(starting, draws.coldStartOrder(target, instances), u -> estimate.drawBeyond(u, underWay) - underWay);
        }
        return starting;
    }

    /** Where it lasts unusually long, that is more probably so of the duration than of the start. */
    private void remainingLong(double[] rest, Task task, double[] starting, double elapsed) {
        Estimate estimate = draws.statistics().duration(task);
        int[] order = draws.durationOrder(task);
        for (int k = 0; k < K; k++) {
            double since = Math.max(0, elapsed - starting[k]);
            double left = estimate.drawBeyond(Permutations.middle(order[k]), since) - since;
            rest[k] = left + Math.max(0, starting[k] - elapsed);
        }
    }

    // A pending task.

    /** Computes the starts; false if a predecessor was not looked at, so that the task lies beyond the horizon. */
    private boolean arrive(Slot slot) {
        Arrays.fill(slot.start, 0);
        Arrays.fill(slot.resolved, 0);
        List<Dependency> incoming = run.workflow().incoming(slot.task);
        if (!run.started() && incoming.isEmpty()) {
            announce(slot.start);
        }
        boolean plain = slot.task.needs() == 0;
        for (int i = 0; i < incoming.size(); i++) {
            Dependency in = incoming.get(i);
            TaskState state = run.state(in.from());
            if (state == TaskState.RUNNING || state == TaskState.PENDING || state == TaskState.FAILED) {
                Slot from = find(in.from());
                if (from == null && slot.task.needs() == 0) {
                    return false;
                }
                plain &= from != null && !from.uncertain;
            }
            plain &= state != TaskState.SKIPPED && (in.certain() || run.chosen(slot.task));
        }
        if (plain) {
            for (int i = 0; i < incoming.size(); i++) {
                Slot from = find(incoming.get(i).from());
                if (from != null) {
                    later(slot.start, from.finish);
                }
            }
        } else {
            join(slot, incoming);
        }
        notePredecessors(slot, incoming);
        return true;
    }

    /** The start of the predecessor that decides; of the last one that is reached, where the task itself is not. */
    private void notePredecessors(Slot slot, List<Dependency> incoming) {
        Arrays.fill(slot.predecessorStart, slot.uncertain ? -1 : 0);
        for (int i = 0; i < incoming.size(); i++) {
            Slot from = find(incoming.get(i).from());
            for (int k = 0; k < K; k++) {
                boolean decides = from == null
                        || (from.finish[k] != NEVER && (from.finish[k] == slot.start[k] || slot.start[k] == NEVER));
                if (decides) {
                    double start = (from != null && from.pending) ? from.finish[k] - from.duration[k] : 0;
                    slot.predecessorStart[k] = Math.max(slot.predecessorStart[k], start);
                }
            }
        }
        for (int k = 0; k < K; k++) {
            if (slot.predecessorStart[k] < 0) {
                slot.predecessorStart[k] = (slot.start[k] == NEVER) ? NEVER : 0;
            }
        }
    }

    private void announce(double[] start) {
        Duration wait = Duration.between(run.now(), run.startsAt());
        double mean = wait.getSeconds() + wait.getNano() / 1e9;
        double spread = run.startUncertainty();
        int[] order = draws.startOrder();
        for (int k = 0; k < K; k++) {
            double z = (spread == 0) ? 0 : NormalDistribution.quantile(Permutations.middle(order[k]));
            start[k] = Math.max(0, mean + spread * z);
        }
    }

    private static void later(double[] start, double[] finish) {
        for (int k = 0; k < K; k++) {
            start[k] = Math.max(start[k], finish[k]);
        }
    }

    /** A join with branches that may not be taken, predecessors that may not be reached, or any n of them. */
    private void join(Slot slot, List<Dependency> incoming) {
        slot.uncertain = true;
        double[][] finishes = new double[incoming.size()][];
        for (int i = 0; i < finishes.length; i++) {
            finishes[i] = arrivals(slot, incoming.get(i));
        }
        for (int k = 0; k < K; k++) {
            int alive = 0;
            for (double[] finish : finishes) {
                if (finish[k] != NEVER) {
                    live(alive++, finish[k]);
                }
            }
            if (alive == 0 && finishes.length > 0) {
                slot.start[k] = NEVER;
            } else {
                int needed = (slot.task.needs() == 0) ? alive : Math.min(alive, slot.task.needs());
                slot.start[k] = Math.max(slot.start[k], nth(needed));
            }
        }
    }

    private double[] sorting = new double[16];
    private int sorted;

    /** Keeps the finishes of one future in order. */
    private void live(int count, double finish) {
        if (count == 0) {
            sorted = 0;
        }
        if (sorted == sorting.length) {
            sorting = Arrays.copyOf(sorting, 2 * sorted);
        }
        int place = sorted++;
        while (place > 0 && sorting[place - 1] > finish) {
            sorting[place] = sorting[place - 1];
            place--;
        }
        sorting[place] = finish;
    }

    private double nth(int n) {
        return (n == 0) ? 0 : sorting[n - 1];
    }

    /** When a predecessor lets the task go on, in each future; never where it is dead or the branch not taken. */
    private double[] arrivals(Slot slot, Dependency in) {
        double[] arrival = new double[K];
        TaskState state = run.state(in.from());
        Slot from = find(in.from());
        if (state == TaskState.SKIPPED) {
            Arrays.fill(arrival, NEVER);
            return arrival;
        }
        if (from == null && state != TaskState.FINISHED) {
            // Any n of several: others may come before it.
            Arrays.fill(arrival, LATER);
        } else if (from != null) {
            System.arraycopy(from.finish, 0, arrival, 0, K);
            for (int k = 0; k < K; k++) {
                slot.resolved[k] = Math.max(slot.resolved[k], from.resolved[k]);
            }
        }
        if (!in.certain() && !run.chosen(slot.task)) {
            take(slot, in, from, arrival);
        }
        return arrival;
    }

    private void take(Slot slot, Dependency in, @Nullable Slot from, double[] arrival) {
        double early = draws.decidedEarly(in);
        boolean begun = from == null || !from.pending;
        double low = 0;
        double high = draws.probability(in);
        if (begun && !in.alternative()) {
            // Silence speaks: had it not been taken, that would probably have been said by now.
            high /= high + (1 - high) * (1 - early);
        }
        if (in.alternative() && anotherTaken(in)) {
            Arrays.fill(arrival, NEVER);
            return;
        }
        if (in.alternative()) {
            double open = 1;
            for (Dependency other : run.workflow().outgoing(in.from())) {
                if (other == in) {
                    break;
                }
                low += (other.alternative() && !dead(other)) ? draws.probability(other) : 0;
            }
            for (Dependency other : run.workflow().outgoing(in.from())) {
                open -= (other.alternative() && dead(other)) ? draws.probability(other) : 0;
            }
            open = Math.max(open, low + high);
            low = (open > 0) ? low / open : 0;
            high = (open > 0) ? low + high / open : 0;
        }
        int[] order = draws.branchOrder(in);
        for (int k = 0; k < K; k++) {
            double u = Permutations.middle(order[k]);
            if (u < low || u >= high) {
                arrival[k] = NEVER;
            }
            if (from != null && from.finish[k] != NEVER) {
                slot.resolved[k] = Math.max(slot.resolved[k], decided(from, k, early > 0.5));
            }
        }
    }

    private boolean anotherTaken(Dependency in) {
        for (Dependency other : run.workflow().outgoing(in.from())) {
            if (other != in && other.alternative() && taken(other.to())) {
                return true;
            }
        }
        return false;
    }

    private boolean taken(Task task) {
        TaskState state = run.state(task);
        return state == TaskState.RUNNING || state == TaskState.FINISHED || run.chosen(task);
    }

    /** When it is known whether a branch after the task is taken: when the task starts, or when it finishes. */
    private static double decided(Slot from, int k, boolean early) {
        if (!early) {
            return from.finish[k];
        }
        return from.pending ? from.finish[k] - from.duration[k] : 0;
    }

    private boolean dead(Dependency dependency) {
        return run.state(dependency.to()) == TaskState.SKIPPED;
    }

    private void depart(Slot slot) {
        Task task = slot.task;
        Target target = task.target().orElse(null);
        slot.coldStart = (target == null)
                ? NO_TIME
                : draws.coldStarts(target, Math.max(1, target.instancesFor(run.width(task))));
        slot.duration = draws.durations(task);
        double warmSince = (target == null) ? -1 : warmSince(task);
        if (warmSince < 0) {
            for (int k = 0; k < K; k++) {
                slot.finish[k] = slot.start[k] + slot.duration[k];
            }
        } else {
            // However early it is warmed from now on, or was, the task cannot start before its instance is ready.
            double[] ready = starting(task, warmSince);
            for (int k = 0; k < K; k++) {
                slot.finish[k] = Math.max(slot.start[k], ready[k]) + slot.duration[k];
            }
        }
    }

    /** For how many seconds an instance for the task has been starting, 0 if none is; negative if one is ready. */
    private double warmSince(Task task) {
        double underWay = run.warmingFor(task);
        if (underWay >= 0) {
            return underWay;
        }
        return (run.warmth(task).freeCalls(run.now()) < run.width(task)) ? 0 : -1;
    }

    private static double min(double[] values) {
        double least = values[0];
        for (int k = 1; k < K; k++) {
            least = Math.min(least, values[k]);
        }
        return least;
    }

    private static double max(double[] values) {
        double most = values[0];
        for (int k = 1; k < K; k++) {
            most = Math.max(most, values[k]);
        }
        return most;
    }

    // Slack: from the ends of the futures back to the tasks.

    private void knowSlack() {
        slackKnown = true;
        Arrays.fill(ends, 0);
        for (int i = used - 1; i >= 0; i--) {
            tail(pool.get(i));
        }
        for (int i = 0; i < used; i++) {
            Slot slot = pool.get(i);
            for (int k = 0; k < K; k++) {
                double way = slot.pending ? slot.start[k] : 0;
                slot.slack[k] = (way == NEVER) ? 0 : Math.max(0, ends[k] - way - slot.tail[k]);
            }
        }
    }

    /** The longest way from the slot's start to the end; slots are in topological order but for the running ones. */
    private void tail(Slot slot) {
        Arrays.fill(live, 0);
        for (Dependency next : run.workflow().outgoing(slot.task)) {
            Slot to = find(next.to());
            if (to != null) {
                for (int k = 0; k < K; k++) {
                    // What runs, or starts before this one ends, does not wait for it.
                    if (to.pending && to.start[k] != NEVER && slot.finish[k] <= to.start[k]) {
                        live[k] = Math.max(live[k], to.tail[k]);
                    }
                }
            } else if (run.state(next.to()) == TaskState.PENDING) {
                double beyond = draws.tail(next.to());
                for (int k = 0; k < K; k++) {
                    live[k] = Math.max(live[k], beyond);
                }
            }
        }
        for (int k = 0; k < K; k++) {
            double own = slot.pending ? slot.duration[k] : slot.finish[k];
            boolean reached = !slot.pending || slot.start[k] != NEVER;
            slot.tail[k] = reached ? own + live[k] : 0;
            if (reached) {
                ends[k] = Math.max(ends[k], slot.finish[k] + live[k]);
            }
        }
    }

    // What is asked for.

    private Slot require(Task task) {
        Slot slot = find(task);
        checkArgument(slot != null && slot.pending && !slot.hidden, "task %s is not part of the forecast", task);
        return requireNonNull(slot);
    }

    @Override
    public int futures() {
        return K;
    }

    @Override
    public List<Task> tasks() {
        return unmodifiableTasks;
    }

    @Override
    public double[] starts(Task task) {
        return require(task).start.clone();
    }

    @Override
    public double[] coldStarts(Task task) {
        return require(task).coldStart.clone();
    }

    @Override
    public double[] durations(Task task) {
        return require(task).duration.clone();
    }

    @Override
    public double[] remaining(Task running) {
        Slot slot = find(running);
        checkArgument(slot != null && !slot.pending, "task %s is not running", running);
        return requireNonNull(slot).finish.clone();
    }

    @Override
    public double[] slack(Task task) {
        if (!slackKnown) {
            knowSlack();
        }
        return require(task).slack.clone();
    }

    @Override
    public double[] resolved(Task task) {
        return require(task).resolved.clone();
    }

    @Override
    public double[] predecessorStarts(Task task) {
        return require(task).predecessorStart.clone();
    }

    @Override
    public double reachProbability(Task task) {
        int reached = 0;
        for (double start : require(task).start) {
            reached += (start == NEVER) ? 0 : 1;
        }
        return (double) reached / K;
    }

    @Override
    public Instant nextLook() {
        return (nextLook == Double.POSITIVE_INFINITY)
                ? Instant.MAX
                : run.now().plusNanos(1_000 * Math.round(nextLook * 1e6));
    }
}
