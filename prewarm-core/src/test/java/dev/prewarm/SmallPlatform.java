package dev.prewarm;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A platform in virtual time, as it really is, whatever is believed of it: each address has instances, which take a cold
 * start to be ready and are kept for the retention after they were used. Whoever calls an instance that is not ready waits.
 */
final class SmallPlatform implements WarmupClient {
    static final Duration COLD_START = Duration.ofSeconds(2);
    private static final Duration ROUND_TRIP = Duration.ofMillis(5);

    private final Scheduler clock;
    private final Duration retention;
    private final Map<URI, List<Instance>> services = new HashMap<>();
    private int concurrency;
    private int warmups;

    /** One that serves every address, with unlimited concurrency. */
    SmallPlatform(Scheduler clock, Duration retention) {
        this.clock = clock;
        this.retention = retention;
    }

    private static final class Instance {
        Instant lastUsed;
        int calls;

        /** One that starts now; it is used last, so far, when it is ready. */
        Instance(Instant readyAt) {
            this.lastUsed = readyAt;
        }
    }

    /** A call that has found its instance. */
    final class Call {
        private final Instance instance;
        /** How long it waits until the instance is ready. */
        final Duration coldStart;

        private Call(Instance instance) {
            this.instance = instance;
            this.coldStart = remaining(instance);
        }

        boolean cold() {
            return !coldStart.isZero();
        }

        void end() {
            instance.calls--;
            instance.lastUsed = clock.now();
        }
    }

    /** An instance serves so many calls at a time from now on; 0 for any number. */
    void serveAtATime(int calls) {
        concurrency = calls;
    }

    int warmups() {
        return warmups;
    }

    Call call(URI address) {
        List<Instance> instances = instances(address);
        Instance found = null;
        for (Instance instance : instances) {
            boolean room = concurrency == 0 || instance.calls < concurrency;
            if (room && (found == null || instance.lastUsed.isBefore(found.lastUsed))) {
                found = instance;
            }
        }
        if (found == null) {
            found = start(instances);
        }
        found.calls++;
        return new Call(found);
    }

    /** Someone else calls the address, and is done at once, or when the instance that this has started is ready. */
    void calledByOthers(URI address) {
        Call call = call(address);
        clock.schedule(call.coldStart, call::end);
    }

    @Override
    public CompletionStage<WarmupResult> warmUp(WarmupRequest request) {
        warmups++;
        URI address = request.target().uri();
        List<Instance> instances = instances(address);
        boolean starts = instances.size() < request.total();
        while (instances.size() < request.total()) {
            start(instances);
        }
        Duration wait = ROUND_TRIP;
        for (Instance instance : instances) {
            Duration left = remaining(instance);
            wait = (left.compareTo(wait) > 0) ? left : wait;
            if (left.isZero() && instance.calls == 0) {
                instance.lastUsed = clock.now();
            }
        }
        WarmupResult result = starts ? WarmupResult.started(wait) : WarmupResult.alreadyWarm(wait);
        CompletableFuture<WarmupResult> answer = new CompletableFuture<>();
        clock.schedule(wait, () -> answer.complete(result));
        return answer;
    }

    /** Those that have not lapsed. */
    private List<Instance> instances(URI address) {
        List<Instance> instances = services.computeIfAbsent(address, unknown -> new ArrayList<>());
        Instant oldest = clock.now().minus(retention);
        instances.removeIf(instance -> instance.calls == 0 && instance.lastUsed.isBefore(oldest));
        return instances;
    }

    private Instance start(List<Instance> instances) {
        Instance instance = new Instance(clock.now().plus(COLD_START));
        instances.add(instance);
        return instance;
    }

    private Duration remaining(Instance instance) {
        Duration left = Duration.between(clock.now(), instance.lastUsed);
        return left.isNegative() ? Duration.ZERO : left;
    }
}
