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
    private final RunView run;
    private final Forecast forecast;
    private final Map<String, Pool> pools = new HashMap<>(4);

    Places(RunView run, Forecast forecast) {
        this.run = run;
        this.forecast = forecast;
    }

    /** When the places of one target are free, in ascending order. */
    private static final class Pool {
        private double[] freeAt = new double[8];
        private int size;
        /** Of these, places on instances whose warm-up is planned only now. */
        private int planned;
        /** Instances for one call each, with those that are planned; and who uses them when. */
        private int instances;

        private final List<Use> uses = new ArrayList<>();

        void add(double instant) {
            if (size == freeAt.length) {
                freeAt = Arrays.copyOf(freeAt, 2 * size);
            }
            int at = size++;
            while (at > 0 && freeAt[at - 1] > instant) {
                freeAt[at] = freeAt[at - 1];
                at--;
            }
            freeAt[at] = instant;
        }

        /** Those that have been free for longest are taken first, as the platform does. */
        void take(int places) {
            System.arraycopy(freeAt, places, freeAt, 0, size - places);
            size -= places;
        }

        int freeBy(double instant) {
            int free = 0;
            while (free < size && freeAt[free] <= instant) {
                free++;
            }
            return free;
        }
    }

    /** When an instance is used, future by future. */
    private static final class Use {
        private final double[] start;
        private final double[] end;

        Use(double[] start, double[] end) {
            this.start = start;
            this.end = end;
        }

        boolean overlaps(int k, double from, double to) {
            return start[k] < to && from < end[k];
        }
    }

    private @Nullable Pool pool(Task task, Target target) {
        return (target.concurrency() == 0) ? null : pools.computeIfAbsent(target.name(), name -> fill(task, target));
    }

    private Pool fill(Task task, Target target) {
        Pool pool = new Pool();
        int free = Math.min(run.warmth(task).placesOfRun(), 1 << 16);
        pool.instances = free;
        for (Task running : run.running()) {
            if (running.target().filter(target::equals).isPresent()) {
                double[] remaining = forecast.remaining(running);
                if (target.concurrency() == 1) {
                    pool.uses.add(new Use(new double[remaining.length], remaining));
                }
                double end = Quantiles.ofFinite(remaining, 0.5);
                for (int call = 0; call < run.width(running) && free > 0; call++) {
                    pool.add(end);
                    free--;
                }
            }
        }
        for (int i = 0; i < free; i++) {
            pool.add(0);
        }
        // What other runs occupy is on average half a call away from being free.
        Warmth warmth = run.warmth(task);
        long all = (long) warmth.instances() * target.concurrency();
        double half = duration(forecast, task) / 2;
        for (long place = warmth.placesOfRun(); place < Math.min(all, 1 << 10); place++) {
            pool.add(half);
        }
        return pool;
    }

    /** The median of the task's durations. */
    static double duration(Forecast forecast, Task task) {
        return Quantiles.ofFinite(forecast.durations(task), 0.5);
    }

    /** How many of the task's calls find no place when it starts. */
    int missing(Task task, Target target, double start) {
        int calls = run.width(task);
        Pool pool = pool(task, target);
        if (pool == null) {
            return (run.warmth(task).instances() > 0) ? 0 : calls;
        }
        return Math.max(0, calls - pool.freeBy(start));
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
            int others = 0;
            for (int i = 0; i < pool.uses.size() && others < pool.instances; i++) {
                others += pool.uses.get(i).overlaps(k, start[k], start[k] + duration[k]) ? 1 : 0;
            }
            covered[k] = others < pool.instances;
        }
        return covered;
    }

    /** How long the task would have to wait, from its start, until enough places are free; infinite if they never are. */
    double wait(Task task, Target target, double start) {
        Pool pool = pool(task, target);
        int calls = run.width(task);
        return (pool == null || pool.size < calls)
                ? Double.POSITIVE_INFINITY
                : Math.max(0, pool.freeAt[calls - 1] - start);
    }

    /**
     * Gives the task its places until it ends; what it lacks is made, by a warm-up or by the platform once it calls, and
     * serves others later.
     */
    void occupy(Task task, Target target, double start, double coldStart, double duration, boolean warmed) {
        Pool pool = pool(task, target);
        if (pool != null) {
            int calls = run.width(task);
            int missing = Math.max(0, calls - pool.freeBy(start));
            if (target.concurrency() == 1) {
                pool.instances += missing;
                pool.uses.add(use(task));
            }
            double late = warmed ? 0 : Math.min(coldStart, wait(task, target, start));
            if (missing > 0) {
                int made = target.instancesFor(missing) * target.concurrency();
                for (int i = 0; i < made; i++) {
                    pool.add(warmed ? start : start + coldStart);
                }
            }
            pool.take(calls);
            for (int call = 0; call < calls; call++) {
                pool.add(start + late + duration);
            }
        }
    }

    private Use use(Task task) {
        double[] starts = forecast.starts(task);
        double[] ends = forecast.durations(task);
        for (int k = 0; k < ends.length; k++) {
            ends[k] += starts[k];
        }
        return new Use(starts, ends);
    }

    /** A warm-up is planned; beyond the task's own calls it makes room for others. */
    void planned(Task task, Target target, double start) {
        Pool pool = pool(task, target);
        if (pool != null) {
            int missing = Math.max(0, run.width(task) - pool.freeBy(start));
            pool.planned += target.instancesFor(missing) * target.concurrency() - missing;
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
        if (pool.freeBy(start) - pool.planned >= calls) {
            return (pool.freeBy(0) >= calls) ? Sharing.NOW : Sharing.NONE;
        }
        if (pool.planned < calls) {
            return Sharing.NONE;
        }
        pool.planned -= calls;
        return Sharing.PLANNED;
    }
}
