package dev.prewarm.engine;

import dev.prewarm.Cancellable;
import dev.prewarm.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The needs that were dropped because the circuit of their target was open. They were not served: as soon as the circuit lets something
 * through, by an answer or because its time has come, they may be wished again. Until then they may not, or each plan would wish them in
 * vain. Confined to the loop.
 */
final class OpenCircuits {
    private final Scheduler scheduler;
    private final Ledger ledger;
    private final Consumer<Run> replan;
    private final Runnable afterTimer;
    private final Map<TargetState, Dropped> dropped = new HashMap<>();

    /** Those of one target, and when it is looked whether they may be wished again. */
    private static final class Dropped {
        final List<Need> needs = new ArrayList<>(1);

        @Nullable
        Cancellable timer;
    }

    /**
     * Without any.
     *
     * @param replan takes the runs whose needs may be wished again
     * @param afterTimer is run after a timer has changed something
     */
    OpenCircuits(Scheduler scheduler, Ledger ledger, Consumer<Run> replan, Runnable afterTimer) {
        this.scheduler = scheduler;
        this.ledger = ledger;
        this.replan = replan;
        this.afterTimer = afterTimer;
    }

    /** Whether the need may be sent; if the circuit of its target is open it is dropped. */
    boolean allow(Need need, TargetState target, long now) {
        if (target.breaker.allows(now)) {
            return true;
        }
        ledger.dropped(need, "warm-ups of this target keep failing");
        Dropped some = dropped.computeIfAbsent(target, key -> new Dropped());
        some.needs.add(need);
        if (some.timer == null) {
            await(target, some, now);
        }
        return false;
    }

    private void await(TargetState target, Dropped some, long now) {
        Duration wait = Duration.ofNanos(target.breaker.retryAt() - now);
        some.timer = scheduler.schedule(wait, () -> look(target, some));
    }

    /** Another failure may have kept the circuit open meanwhile. */
    private void look(TargetState target, Dropped some) {
        some.timer = null;
        long now = Nanos.of(scheduler.now());
        if (target.breaker.allows(now)) {
            closed(target);
            afterTimer.run();
        } else {
            await(target, some, now);
        }
    }

    /** The circuit of the target lets something through: what it has dropped may be wished again. */
    void closed(TargetState target) {
        Dropped some = dropped.remove(target);
        if (some == null) {
            return;
        }
        if (some.timer != null) {
            some.timer.cancel();
        }
        for (Need need : some.needs) {
            need.run.forget(need);
            replan.accept(need.run);
        }
    }

    /** Nothing is wished any more. */
    void close() {
        dropped.values().forEach(some -> {
            if (some.timer != null) {
                some.timer.cancel();
            }
        });
        dropped.clear();
    }
}
