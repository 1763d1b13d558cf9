package dev.prewarm.knative.client;

import static com.google.common.base.Preconditions.checkArgument;

import dev.prewarm.Target;
import dev.prewarm.WarmupRequest;
import dev.prewarm.knative.Scaling;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How many requests at the same time make Knative start the instances that are wanted.
 *
 * <p>It runs ⌈n / (c·u)⌉ instances for n requests under way, where c is the concurrency of an instance and u the part of
 * it that it aims at; so ⌊(k − 1)·c·u⌋ + 1 requests are the least that give k. Instances that are ready already count
 * into k, and are taken to be idle. A service that says so itself starts with some at the first request.
 *
 * @param utilization u, above 0 to 1; Knative's default is 0.7
 * @param hold for how long services that speak the handler contract are asked to hold the answers back
 * @param most the requests that one warm-up may send
 * @param scaling what is known of the targets; by u and c where it is not
 */
record HoldPolicy(double utilization, Duration hold, int most, Function<Target, Optional<Scaling>> scaling) {
    /** What Knative aims at where the concurrency is unlimited. */
    private static final int UNLIMITED = 100;

    /** 0.7 · 10 is 6.999… in binary; the instance that rounding would cost is not wanted. */
    private static final double ROUNDING = 1e-9;

    /** More requests than anybody sends. */
    private static final double MANY = 1e12;

    static final HoldPolicy DEFAULT = new HoldPolicy(0.7, Duration.ofSeconds(3), 64);

    HoldPolicy(double utilization, Duration hold, int most) {
        this(utilization, hold, most, target -> Optional.empty());
    }

    HoldPolicy {
        checkArgument(utilization > 0 && utilization <= 1, "utilization: %s, but above 0 to 1 is allowed", utilization);
        checkArgument(
                !hold.isNegative() && hold.compareTo(Duration.ofMinutes(1)) <= 0,
                "hold: %s, but 0 to 1 minute is allowed",
                hold);
        checkArgument(most >= 1, "requests of one warm-up: %s, but at least 1 is needed", most);
    }

    /** How many requests it takes. */
    long needed(WarmupRequest request) {
        if (oneTakesAll(request)) {
            return 1;
        }
        Scaling scaling = scalingOf(request.target());
        return (request.total() <= scaling.activationScale())
                ? 1
                : 1 + (long) Math.min(MANY, Math.floor((request.total() - 1) * scaling.aim() + ROUNDING));
    }

    private Scaling scalingOf(Target target) {
        int limit = (target.concurrency() == 0) ? UNLIMITED : target.concurrency();
        return scaling.apply(target).orElseGet(() -> new Scaling(Math.max(Scaling.LEAST_AIM, limit * utilization), 1));
    }

    /** How many of them are sent. */
    int requests(WarmupRequest request) {
        return (int) Math.min(needed(request), most);
    }

    /** The same policy, with what is known of the targets. */
    HoldPolicy knowing(Function<Target, Optional<Scaling>> scaling) {
        return new HoldPolicy(utilization, hold, most, scaling);
    }

    /** The same policy, except that no more requests than these are allowed either. */
    HoldPolicy within(int places) {
        return (most <= places) ? this : new HoldPolicy(utilization, hold, places, scaling);
    }

    /**
     * The request, cut to the instances that the allowed requests give: added ones first, since those that are renewed
     * are there. The same one if it need not be cut; empty if nothing would be left of it.
     */
    Optional<WarmupRequest> cut(WarmupRequest request) {
        if (needed(request) <= most) {
            return Optional.of(request);
        }
        int reach = reach(scalingOf(request.target()));
        int added = Math.max(0, Math.min(request.instances() - request.renewed(), reach - request.believedReady()));
        int renewed = Math.min(request.renewed(), reach);
        return (added + renewed == 0)
                ? Optional.empty()
                : Optional.of(request.toBuilder()
                        .instances(added + renewed)
                        .renewed(renewed)
                        .build());
    }

    /** How many instances the allowed requests give: the most for which {@link #needed} is not above them. */
    private int reach(Scaling scaling) {
        return Math.max(scaling.activationScale(), (int) Math.ceil((most - ROUNDING) / scaling.aim()));
    }

    /** The value of the header that asks to hold the answer; null if one instance is enough. */
    @Nullable
    String hold(WarmupRequest request) {
        return (request.total() == 1 || hold.isZero() || oneTakesAll(request))
                ? null
                : Double.toString(hold.toMillis() / 1e3);
    }

    /** Whether the instance that is there, or else the first, takes every call. */
    private static boolean oneTakesAll(WarmupRequest request) {
        return request.target().concurrency() == 0 && request.instances() == 1;
    }
}
