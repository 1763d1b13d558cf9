package dev.prewarm.simulator.replay;

import dev.prewarm.Forecast;
import dev.prewarm.RunView;
import dev.prewarm.Target;
import dev.prewarm.Task;
import dev.prewarm.Warmth;
import dev.prewarm.instances.Instances;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The instances of one target as they are now, from the point of view of a run, with what is known of their near future. */
final class Pool {
    private static final int MOST = 4_096;

    final int number;
    final Target target;
    final long retention;
    /** For how long an idle instance is relied upon. */
    final long kept;
    /**
     * What an instance costs from when it is idle for the last time on, in seconds: its retention, or, where another run
     * comes to use it, the time until then, less the start that it is spared.
     */
    final double tail;

    /** Until when those that are idle now may be relied upon; 0 if there are none. */
    final long warmUntil;

    /** How many tasks of the forecast use it. */
    int users;

    final Instances<Integer> now;
    /** Calls that occupy instances, and when they end, by future. */
    final List<Busy> busy = new ArrayList<>(2);
    /** What warm-ups are starting, and when they are ready, by future. */
    final List<Starting> starting = new ArrayList<>(2);

    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Busy(int calls, long[] end) {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Starting(int instances, long[] ready) {}

    /** @param first the first task of the forecast that uses it */
    Pool(int number, RunView run, Forecast forecast, Task first) {
        this.number = number;
        this.target = first.target().orElseThrow();
        Warmth warmth = run.warmth(first);
        retention = warmth.retention().toNanos();
        kept = warmth.certainRetention().toNanos();
        double coldStart = Arrays.stream(forecast.coldStarts(first)).average().orElse(0);
        tail = (1 - warmth.reuseShare()) * retention / 1e9 + warmth.reuseShare() * (warmth.reuseAfter() - coldStart);
        now = new Instances<>(target.concurrency(), target.minScale());
        Instant until = warmth.warmUntil();
        boolean known = !until.equals(Instant.MAX) && !until.equals(Instant.MIN);
        warmUntil = known ? Duration.between(run.now(), until).toNanos() : until.equals(Instant.MAX) ? kept : 0;
        fill(run, forecast, first, warmth);
    }

    private void fill(RunView run, Forecast forecast, Task first, Warmth warmth) {
        int here = (target.concurrency() == 0)
                ? Math.min(1, warmth.instances())
                : target.instancesFor(Math.min(MOST, warmth.placesOfRun()));
        here = Math.min(here, Math.min(MOST, warmth.instances()));
        for (Task running : run.running()) {
            if (uses(running)) {
                occupy(run.width(running), Prospect.nanos(forecast.remaining(running)));
            }
        }
        if (target.concurrency() > 0) {
            // What other runs occupy is on average half a call away from being free.
            int others = Math.min(MOST, warmth.instances()) - here;
            long[] half = Prospect.nanos(forecast.durations(first));
            for (int k = 0; k < half.length; k++) {
                half[k] /= 2;
            }
            if (others > 0) {
                occupy(others * target.concurrency(), half);
                here += others;
            }
        }
        int left = here - now.needed(now.busyCalls());
        for (Task task : forecast.tasks()) {
            if (left > 0 && uses(task) && run.warmingFor(task) >= 0) {
                int some = Math.min(left, target.instancesFor(run.width(task)));
                starting.add(new Starting(some, ready(forecast.coldStarts(task), run.warmingFor(task))));
                left -= some;
            }
        }
        if (left > 0 && warmUntil > 0) {
            now.idle(null, left, warmUntil - kept);
        }
    }

    private static long[] ready(double[] coldStart, double underWay) {
        for (int k = 0; k < coldStart.length; k++) {
            coldStart[k] = Math.max(0, coldStart[k] - underWay);
        }
        return Prospect.nanos(coldStart);
    }

    private void occupy(int calls, long[] end) {
        now.take(null, calls, NOBODY);
        busy.add(new Busy(calls, end));
    }

    private boolean uses(Task task) {
        return task.target().filter(other -> other.name().equals(target.name())).isPresent();
    }

    private static final Instances.Taker<Integer> NOBODY = new Instances.Taker<>() {
        @Override
        public void idle(@Nullable Integer origin, int instances, long since) {}

        @Override
        public void starting(Integer starter, int instances) {}
    };

    /** Whether something is here, now or soon, that tasks may count on. */
    boolean empty() {
        return now.none() && starting.isEmpty();
    }
}
