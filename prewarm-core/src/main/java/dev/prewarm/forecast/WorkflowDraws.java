package dev.prewarm.forecast;

import dev.prewarm.Dependency;
import dev.prewarm.Estimate;
import dev.prewarm.Target;
import dev.prewarm.Task;
import dev.prewarm.Workflow;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The draws of one workflow's tasks, kept until more has been learned of them. */
final class WorkflowDraws {
    private static final long DURATION = 1L << 32;
    private static final long COLD_START = 2L << 32;
    private static final long START = 4L << 32;
    private static final long QUEUEING = 7L << 32;
    private static final long COLD = 9L << 32;

    private final Workflow workflow;
    private final LearnedStatistics statistics;
    private final @Nullable Row[] durations;
    private final @Nullable Row[] coldDurations;
    private final Map<String, @Nullable Row[]> coldStarts = new HashMap<>();
    private final BranchOrders branches;
    private final FurtherTurns furtherTurns;
    private @Nullable Row @Nullable [] queueing;
    private final QueueingTimes startingTimes = new QueueingTimes();
    private final QueueingTimes queueingTimes = new QueueingTimes();
    private int @Nullable [] startOrder;
    private int @Nullable [] @Nullable [] coldOrders;
    private double @Nullable [] tails;
    private double longestColdStart;
    private long summedAt = -1;
    /** What is known of the workflow, as of the latest {@link #begin}. */
    private WorkflowStatistics known;

    WorkflowDraws(Workflow workflow, LearnedStatistics statistics) {
        this.workflow = workflow;
        this.statistics = statistics;
        int size = workflow.tasks().size();
        durations = new Row[size];
        coldDurations = new Row[size];
        branches = new BranchOrders(workflow);
        furtherTurns = new FurtherTurns(size);
        known = statistics.of(workflow);
    }

    /** A forecast begins; until the next one does nothing is learned. */
    void begin() {
        known = statistics.of(workflow);
    }

    WorkflowStatistics statistics() {
        return known;
    }

    /** Durations of one turn of the task when warm, in seconds. */
    double[] durations(Task task) {
        return filledDurations(task).values;
    }

    /** The median of these. */
    double middleDuration(Task task) {
        return filledDurations(task).median();
    }

    /** How long so many turns of the task take that come after its first, when warm. */
    double[] furtherTurns(Task task, int turns) {
        Row row = filledDurations(task);
        return furtherTurns.of(task, turns, row.values, row.version);
    }

    private Row filledDurations(Task task) {
        Row row = durationRow(task);
        Target target = mostlyMetCold(task);
        long version = (target == null)
                ? statistics().warm(task).version()
                : ~(statistics().cold(task).version() + statistics.of(target).version());
        if (row.version != version) {
            row.version = version;
            if (target == null) {
                row.fill(statistics().duration(task)::draw);
            } else {
                double[] starting = coldStarts(target, target.instancesFor(task.width()));
                double[] whole = coldDurations(task);
                Arrays.setAll(row.values, k -> Math.max(0, whole[k] - starting[k]));
            }
        }
        return row;
    }

    /** The target of a task that has been measured, but hardly ever warm; where a duration is declared, as often as that gives way. */
    private @Nullable Target mostlyMetCold(Task task) {
        int warm = statistics().warm(task).count();
        int cold = statistics().cold(task).count();
        boolean unknown = warm < Estimate.ENOUGH && (!statistics().declared(task) || cold >= Estimate.ENOUGH);
        return (unknown && cold > warm) ? task.target().orElse(null) : null;
    }

    private double medianDuration(Task task) {
        Target target = mostlyMetCold(task);
        if (target == null) {
            return statistics().duration(task).quantile(0.5);
        }
        double starting = coldStart(target, target.instancesFor(task.width())).quantile(0.5);
        return Math.max(0, statistics().cold(task).quantile(0.5) - starting);
    }

    /**
     * Durations of the task when it meets a cold start, in seconds, that included; some must have been measured. They are
     * long for all tasks of a target in the same futures, since those wait for the same instances.
     */
    double[] coldDurations(Task task) {
        Row row = coldDurationRow(task);
        DurationHistory cold = statistics().cold(task);
        if (row.version != cold.version()) {
            row.version = cold.version();
            row.fill(cold::draw);
        }
        return row.values;
    }

    /** The order in which those are drawn. */
    int[] coldDurationOrder(Task task) {
        return coldDurationRow(task).order;
    }

    private Row coldDurationRow(Task task) {
        Row row = coldDurations[task.index()];
        if (row == null) {
            row = new Row(coldStartSeed(task.target().orElseThrow()));
            coldDurations[task.index()] = row;
        }
        return row;
    }

    private static long coldStartSeed(Target target) {
        return COLD_START + target.name().hashCode();
    }

    /** The order in which the task's durations are drawn. */
    int[] durationOrder(Task task) {
        return durationRow(task).order;
    }

    private Row durationRow(Task task) {
        Row row = durations[task.index()];
        if (row == null) {
            row = new Row(DURATION + task.index());
            durations[task.index()] = row;
        }
        return row;
    }

    /**
     * Cold starts of a target when so many of its instances start at once, in seconds. Tasks that share a target share
     * these: what makes one of its instances slow makes the others slow too.
     */
    double[] coldStarts(Target target, int instances) {
        return coldStartRow(target, instances).values;
    }

    /** What is known of the cold starts of a target when so many of its instances start at once. */
    Estimate coldStart(Target target, int instances) {
        return statistics.of(target).coldStarts().forBurst(instances);
    }

    /** The order in which those are drawn. */
    int[] coldStartOrder(Target target, int instances) {
        return coldStartRow(target, instances).order;
    }

    private Row coldStartRow(Target target, int instances) {
        @Nullable Row[] rows = coldStarts.computeIfAbsent(target.name(), name -> new Row[ColdStarts.buckets()]);
        int bucket = ColdStarts.bucket(instances);
        Row row = rows[bucket];
        if (row == null) {
            row = new Row(coldStartSeed(target));
            rows[bucket] = row;
        }
        TargetStatistics known = statistics.of(target);
        if (row.version != known.version()) {
            row.version = known.version();
            row.fill(known.coldStarts().forBurst(instances)::draw);
        }
        return row;
    }

    /** How long the task is kept waiting though its inputs are ready, in seconds; some such times must have been measured. */
    double[] queueing(Task task) {
        Row row = queueingRow(task);
        queueingTimes(task).fill(row, statistics().queueing(task));
        return row.values;
    }

    /** Fills in for how long the task is kept waiting yet that has been for so many seconds. */
    void queueingLeft(Task task, double elapsed, double[] rest) {
        queueingTimes(task).fillLeft(rest, queueingRow(task), statistics().queueing(task), elapsed);
    }

    private QueueingTimes queueingTimes(Task task) {
        return statistics().begins(task) ? startingTimes : queueingTimes;
    }

    private Row queueingRow(Task task) {
        if (queueing == null) {
            queueing = new Row[workflow.tasks().size()];
        }
        Row row = queueing[task.index()];
        if (row == null) {
            row = new Row(QUEUEING + task.index());
            queueing[task.index()] = row;
        }
        return row;
    }

    /** In which order the task meets a cold start in the futures, if it does in some. */
    int[] coldOrder(Task task) {
        if (coldOrders == null) {
            coldOrders = new int[workflow.tasks().size()][];
        }
        int[] order = coldOrders[task.index()];
        if (order == null) {
            order = Permutations.shuffled(COLD + task.index());
            coldOrders[task.index()] = order;
        }
        return order;
    }

    BranchOrders branches() {
        return branches;
    }

    /** In which order the futures start, of a run that is announced. */
    int[] startOrder() {
        if (startOrder == null) {
            startOrder = Permutations.shuffled(START);
        }
        return startOrder;
    }

    /** From when the task's inputs are ready to the end of the run by its longest way, about, in seconds. */
    double tail(Task task) {
        sum();
        return (tails == null) ? 0 : tails[task.index()];
    }

    /** About the longest cold start that any task of the workflow may meet, in seconds. */
    double longestColdStart() {
        sum();
        return longestColdStart;
    }

    /** Looks at all tasks; so often that the cost for each new piece of knowledge is constant. */
    private void sum() {
        long version = statistics().version();
        List<Task> tasks = workflow.tasks();
        if (summedAt >= 0 && version - summedAt < tasks.size() / 4 + 1) {
            return;
        }
        summedAt = version;
        if (tails == null) {
            tails = new double[tasks.size()];
        }
        longestColdStart = 0;
        for (int i = tasks.size() - 1; i >= 0; i--) {
            Task task = tasks.get(i);
            double longest = 0;
            for (Dependency next : workflow.outgoing(task)) {
                longest = Math.max(longest, probability(next) * tails[next.to().index()]);
            }
            tails[i] = longest
                    + medianDuration(task)
                    + (task.passes() ? 0 : median(statistics().queueing(task)));
            if (task.target().isPresent()) {
                Target target = task.target().get();
                Estimate coldStart = coldStart(target, Math.max(1, target.instancesFor(task.width())));
                longestColdStart =
                        Math.max(longestColdStart, coldStart.quantile(Permutations.middle(Forecaster.FUTURES - 1)));
            }
        }
    }

    private static double median(DurationHistory history) {
        return (history.count() == 0) ? 0 : history.quantile(0.5);
    }

    double probability(Dependency dependency) {
        return dependency.certain() ? 1 : statistics().branch(dependency).probability();
    }

    /** How probable it is that whether the dependency is taken is said before the task that it comes from starts. */
    double decidedEarly(Dependency dependency) {
        return statistics().decidedEarly(dependency).probability();
    }
}
