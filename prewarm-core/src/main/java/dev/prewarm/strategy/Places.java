package dev.prewarm.strategy;

import static java.util.Objects.requireNonNull;

import dev.prewarm.Forecast;
import dev.prewarm.RunView;
import dev.prewarm.Target;
import dev.prewarm.Task;
import dev.prewarm.Warmth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The places on instances for one run's calls, and when each is free, as a plan is made task by task: so that two tasks
 * do not count on one place, and that a task which only has to wait a moment for another to end is not given an instance
 * of its own. Times are medians, in seconds after now.
 */
final class Places {
    /** Warm-ups of one target that are due so close to each other, in seconds, are sent as one. */
    static final double TOGETHER = 0.2;

    private final RunView run;
    private final Forecast forecast;
    private final Map<String, Pool> pools = new HashMap<>(4);
    /** The tasks of the forecast by their targets. */
    private final Map<String, List<Task>> users = new HashMap<>(4);
    /** When these start, at the median, in ascending order: of the targets for which that was asked. */
    private final Map<String, double[]> starts = new HashMap<>(4);

    Places(RunView run, Forecast forecast) {
        this.run = run;
        this.forecast = forecast;
        for (Task task : forecast.tasks()) {
            task.target()
                    .ifPresent(target -> users.computeIfAbsent(target.name(), name -> new ArrayList<>(1))
                            .add(task));
        }
    }

    /** The tasks of the forecast that use the target. */
    List<Task> users(Target target) {
        return users.getOrDefault(target.name(), List.of());
    }

    /** What is known of the places of one target. */
    private static final class Pool {
        private final PlaceQueue places = new PlaceQueue();
        /** Of these, places on instances whose warm-up is planned only now. */
        private long planned;
        /** Instances for one call each, with those that are planned; and who uses them when. */
        private int instances;

        private final Overlaps uses;
        /** Whether there is none before this plan. */
        private boolean empty;

        Pool(int futures) {
            uses = new Overlaps(futures);
        }
    }

    private @Nullable Pool pool(Task task, Target target) {
        return (target.concurrency() == 0) ? null : pools.computeIfAbsent(target.name(), name -> fill(task, target));
    }

    private Pool fill(Task task, Target target) {
        Pool pool = new Pool(forecast.futures());
        int free = Math.min(run.warmth(task).placesOfRun(), 1 << 16);
        pool.instances = free;
        pool.empty = run.warmth(task).instances() == 0;
        for (Task running : run.running()) {
            if (running.target().filter(target::equals).isPresent()) {
                double[] remaining = forecast.remaining(running);
                if (target.concurrency() == 1) {
                    pool.uses.add(new double[remaining.length], remaining);
                }
                double end = Quantiles.ofFinite(remaining.clone(), 0.5);
                int calls = Math.min(free, run.width(running));
                pool.places.add(end, calls);
                free -= calls;
            }
        }
        pool.places.add(0, free);
        // What other runs occupy is on average half a call away from being free.
        Warmth warmth = run.warmth(task);
        long all = (long) warmth.instances() * target.concurrency();
        double half = forecast.medianDuration(task) / 2;
        pool.places.add(half, Math.max(0, Math.min(all, 1 << 10) - warmth.placesOfRun()));
        return pool;
    }

    /** How many of the task's calls find no place when it starts. */
    int missing(Task task, Target target, double start) {
        int calls = run.width(task);
        Pool pool = pool(task, target);
        if (pool == null) {
            return (run.warmth(task).instances() > 0) ? 0 : calls;
        }
        return missing(pool, calls, start);
    }

    private static int missing(Pool pool, int calls, double start) {
        return calls - (int) pool.places.freeBy(start, calls);
    }

    /**
     * In which futures a task finds an instance free, though not at the median of its start: those in which fewer others use
     * one at the same time than there are. Only for single calls of targets whose instances serve one.
     */
    boolean @Nullable [] covered(Task task, Target target, double[] start) {
        if (target.concurrency() != 1 || run.width(task) != 1) {
            return null;
        }
        Pool pool = requireNonNull(pool(task, target));
        if (pool.instances == 0) {
            return null;
        }
        double[] duration = forecast.durations(task);
        boolean[] covered = new boolean[start.length];
        for (int k = 0; k < start.length; k++) {
            covered[k] = pool.uses.fewer(pool.instances, k, start[k], start[k] + duration[k]);
        }
        return covered;
    }

    /** How long the task would have to wait, from its start, until enough places are free; infinite if they never are. */
    double wait(Task task, Target target, double start) {
        Pool pool = pool(task, target);
        return (pool == null)
                ? Double.POSITIVE_INFINITY
                : Math.max(0, pool.places.freedBefore(start, run.width(task)) - start);
    }

    /** Whether there is no instance of the target before this plan: a warm-up for the task is the first, and may be the only one. */
    boolean none(Task task, Target target) {
        return requireNonNull(pool(task, target)).empty;
    }

    /** Whether nothing is planned, for a task before this one, that makes instances of the target. */
    boolean unplanned(Task task, Target target) {
        // Where instances serve several calls, the task would count on what is planned.
        return target.concurrency() > 1 || requireNonNull(pool(task, target)).instances == 0;
    }

    /** How many other tasks of the target start at the same time as the one that starts then. */
    int together(Target target, double start) {
        if (users(target).size() == 1) {
            return 0;
        }
        double[] medians = starts.computeIfAbsent(target.name(), name -> sortedStarts(users(target)));
        int from = before(medians, Math.nextDown(start - TOGETHER));
        return before(medians, Math.nextUp(start + TOGETHER)) - from - 1;
    }

    private static int before(double[] ascending, double instant) {
        int found = Arrays.binarySearch(ascending, instant);
        return (found < 0) ? -found - 1 : found;
    }

    private double[] sortedStarts(List<Task> tasks) {
        double[] medians = new double[tasks.size()];
        for (int i = 0; i < medians.length; i++) {
            medians[i] = Quantiles.ofFinite(forecast.starts(tasks.get(i)), 0.5);
        }
        Arrays.sort(medians);
        return medians;
    }

    /**
     * Gives the task its places until it ends; what it lacks is made, by a warm-up or by the platform once it calls, and
     * serves others later.
     */
    void occupy(Task task, Target target, double start, double coldStart, double duration, boolean warmed) {
        Pool pool = pool(task, target);
        if (pool != null) {
            int calls = run.width(task);
            int missing = missing(pool, calls, start);
            if (target.concurrency() == 1) {
                pool.instances += missing;
                pool.uses.add(forecast.starts(task), ends(task));
            }
            double late = warmed ? 0 : Math.min(coldStart, wait(task, target, start));
            pool.places.add(warmed ? start : start + coldStart, placesMade(target, missing));
            pool.places.take(calls);
            pool.places.add(start + late + duration, start, calls);
        }
    }

    private static long placesMade(Target target, int calls) {
        return (long) target.instancesFor(calls) * target.concurrency();
    }

    private double[] ends(Task task) {
        double[] starts = forecast.starts(task);
        double[] ends = forecast.durations(task);
        for (int k = 0; k < ends.length; k++) {
            ends[k] += starts[k];
        }
        return ends;
    }

    /** A warm-up is planned; beyond the task's own calls it makes room for others. */
    void planned(Task task, Target target, double start) {
        Pool pool = pool(task, target);
        if (pool != null) {
            int missing = missing(pool, run.width(task), start);
            pool.planned += placesMade(target, missing) - missing;
        }
    }

    /** Whether a task counts on a place that others might count on too, so that it must wish for it, or nobody would know. */
    enum Sharing {
        NONE,
        /** One that is free now, on an instance of several. */
        NOW,
        /** One that a warm-up planned for another task makes. */
        PLANNED
    }

    Sharing shares(Task task, Target target, double start) {
        Pool pool = pool(task, target);
        int calls = run.width(task);
        if (pool == null || target.concurrency() == 1) {
            return Sharing.NONE;
        }
        if (pool.places.freeBy(start, calls + pool.planned) - pool.planned >= calls) {
            return (pool.places.freeBy(0, calls) >= calls) ? Sharing.NOW : Sharing.NONE;
        }
        if (pool.planned < calls) {
            return Sharing.NONE;
        }
        pool.planned -= calls;
        return Sharing.PLANNED;
    }
}
