package dev.prewarm.forecast;

import dev.prewarm.Dependency;
import dev.prewarm.Estimate;
import dev.prewarm.Prior;
import dev.prewarm.Task;
import dev.prewarm.Workflow;
import dev.prewarm.forecast.WorkflowHistories.Branch;
import dev.prewarm.forecast.WorkflowHistories.BranchHistories;
import dev.prewarm.forecast.WorkflowHistories.TaskHistories;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What has been learned of a workflow. A look-up is one by the task's index; a task costs memory only once it is asked
 * for.
 *
 * <p>What is learned belongs to the workflow's name and the ids of its tasks, so workflows of one name share it where
 * they share ids. Not thread-safe: written and read on one thread.
 */
public final class WorkflowStatistics {
    /**
     * What is assumed of a task's duration where nothing is declared or measured: next to nothing. A median of 0.7 s and
     * a coefficient of variation of 10, about what the durations of all functions of a public cloud have together.
     */
    public static final Prior UNDECLARED = new Prior(Duration.ofMillis(700), 10);

    private static final int ENOUGH_ANNOUNCED = 10;

    /** So many calls must have met a cold start to show that what is declared is wrong. */
    private static final int ENOUGH_COLD = 3;
    /** By what factor it must be. */
    private static final double FAR_OFF = 1.5;

    private static final double NEARLY_ALL = 0.99;

    private static final Prior NO_TIME = Prior.of(Duration.ZERO);

    private final Workflow workflow;
    private final WorkflowHistories histories;
    private final Map<Dependency, BranchHistories> branches = new HashMap<>();
    private @Nullable Entry @Nullable [] entries;
    /** The tasks at the beginning of a run, by index. */
    private @Nullable BitSet beginning;

    WorkflowStatistics(Workflow workflow, WorkflowHistories histories) {
        this.workflow = workflow;
        this.histories = histories;
    }

    Workflow workflow() {
        return workflow;
    }

    /** The durations of the task's calls that met no cold start. */
    public DurationHistory warm(Task task) {
        return entry(task).histories.warm();
    }

    /** The durations of the task's calls that met a cold start, its time included. */
    public DurationHistory cold(Task task) {
        return entry(task).histories.cold();
    }

    /**
     * What is known of the task's warm duration: {@link #warm}, or until then what the task declares, if that is {@linkplain #declared
     * believed}, or else {@link #UNDECLARED}. A task that passes takes no time. To be asked for anew each time.
     */
    public Estimate duration(Task task) {
        return entry(task).duration();
    }

    /** Whether a duration is declared that is believed; see {@link #weighDeclared}. */
    public boolean declared(Task task) {
        return entry(task).believed() != null;
    }

    /**
     * Notices that calls which meet a cold start take less time than is declared for the start and the call together: neither is
     * believed any more then, until another value is declared. Otherwise a target that is left cold because its start seems to take longer
     * than the step before would be left cold for ever, and never measured.
     *
     * @param instances how many instances such a call starts; at least 1
     */
    public void weighDeclared(Task task, int instances, ColdStarts coldStarts) {
        Entry entry = entry(task);
        DurationHistory cold = entry.histories.cold();
        if (cold.count() >= ENOUGH_COLD && cold.quantile(0.5) < entry.least() + least(coldStarts.founded(instances))) {
            entry.disbelieve();
            coldStarts.disbelieve();
        }
    }

    /** What something takes at least, by what is declared or was measured; 0 if it was not. */
    private static double least(@Nullable Estimate founded) {
        return (founded == null) ? 0 : Math.min(founded.quantile(0.1), founded.quantile(0.5) / FAR_OFF);
    }

    /** How long nearly all calls of the task take at most, in seconds, whether they meet a cold start or not. */
    public double atMost(Task task) {
        DurationHistory cold = cold(task);
        double warm = duration(task).quantile(NEARLY_ALL);
        return (cold.count() == 0) ? warm : Math.max(warm, cold.quantile(NEARLY_ALL));
    }

    /**
     * How long tasks like this one are kept waiting though their inputs are ready: an orchestrator has queues, and polls them.
     * In seconds; from the run's start to that of the tasks at its beginning, and from the last end that another waits for to its start.
     */
    public DurationHistory queueing(Task task) {
        return begins(task) ? histories.starting() : queueing();
    }

    /** The same, of tasks that are not at the beginning. */
    DurationHistory queueing() {
        return histories.queueing();
    }

    /** A run started so many seconds later than was announced without an uncertainty. Not part of snapshots. */
    public void late(double seconds) {
        histories.lateness().add(seconds);
    }

    /**
     * By how many seconds nine of ten runs start later than was announced, at least: some are held up, and nothing follows from
     * that for others. 0 until enough are known.
     */
    public double lateness() {
        DurationHistory learned = histories.lateness();
        return (learned.count() < ENOUGH_ANNOUNCED) ? 0 : learned.quantile(0.1);
    }

    /** Whether nothing that takes time comes before the task. */
    boolean begins(Task task) {
        if (beginning == null) {
            BitSet found = new BitSet();
            for (Task each : workflow.tasks()) {
                boolean begins = true;
                for (Dependency dependency : workflow.incoming(each)) {
                    begins &= dependency.from().passes()
                            && found.get(dependency.from().index());
                }
                found.set(each.index(), begins);
            }
            beginning = found;
        }
        return beginning.get(task.index());
    }

    /** A call of the task met a cold start, or not. Not part of snapshots: a few runs show it again. */
    public void called(Task task, boolean metColdStart) {
        entry(task).histories.coldShare().add(metColdStart);
    }

    /** The share of the task's calls that met a cold start lately; at least 0 and less than 1. */
    public double coldShare(Task task) {
        return entry(task).histories.coldShare().get();
    }

    private Entry entry(Task task) {
        if (entries == null) {
            entries = new Entry[workflow.tasks().size()];
        }
        int index = task.index();
        if (index >= entries.length || workflow.tasks().get(index) != task) {
            throw new IllegalArgumentException("task " + task + " is not one of workflow " + workflow.name());
        }
        Entry entry = entries[index];
        if (entry == null) {
            entry = task.passes()
                    ? new Entry(TaskHistories.empty(new Changes()), NO_TIME)
                    : new Entry(histories.of(task.id()), task.duration().orElse(null));
            entries[index] = entry;
        }
        return entry;
    }

    /**
     * How often an uncertain dependency was taken.
     *
     * @throws IllegalArgumentException if the dependency is certain, or not one of the workflow
     */
    public BranchCounts branch(Dependency dependency) {
        return histories(dependency).taken();
    }

    /**
     * How often, when it was said whether an uncertain dependency is taken, that was before the task that it comes from
     * had started. Not part of snapshots: a few runs show it again.
     *
     * @throws IllegalArgumentException if the dependency is certain, or not one of the workflow
     */
    public BranchCounts decidedEarly(Dependency dependency) {
        return histories(dependency).decidedEarly();
    }

    private BranchHistories histories(Dependency dependency) {
        BranchHistories known = branches.get(dependency);
        return (known == null) ? addBranch(dependency) : known;
    }

    private BranchHistories addBranch(Dependency dependency) {
        if (dependency.certain()) {
            throw new IllegalArgumentException(dependency + " is certain; only uncertain dependencies are counted");
        }
        if (!workflow.asGraph().containsEdge(dependency)) {
            throw new IllegalArgumentException(dependency + " is not a dependency of workflow " + workflow.name());
        }
        BranchHistories added = histories.of(Branch.of(dependency), dependency.probability());
        added.taken().declare(dependency.probability());
        branches.put(dependency, added);
        return added;
    }

    /** A number that changes with everything that is learned of the workflow. */
    public long version() {
        return histories.changes().count();
    }

    @Override
    public String toString() {
        return workflow.name() + ": " + histories.tasks().size() + " tasks and "
                + histories.branches().size() + " branches, version " + version();
    }

    private static final class Entry {
        final TaskHistories histories;
        private final @Nullable Prior declared;
        private final @Nullable Estimate asDeclared;
        private final Estimate undeclared;

        Entry(TaskHistories histories, @Nullable Prior declared) {
            this.histories = histories;
            this.declared = declared;
            this.asDeclared = (declared == null) ? null : LearnedEstimate.of(histories.warm(), declared);
            this.undeclared = LearnedEstimate.assuming(histories.warm(), UNDECLARED);
        }

        @Nullable
        Prior believed() {
            return histories.disbelief().believed(declared);
        }

        Estimate duration() {
            Estimate estimate = (believed() == null) ? null : asDeclared;
            return (estimate == null) ? undeclared : estimate;
        }

        double least() {
            boolean founded = believed() != null || histories.warm().count() >= Estimate.ENOUGH;
            return WorkflowStatistics.least(founded ? duration() : null);
        }

        void disbelieve() {
            histories.disbelief().of(declared);
        }
    }
}
