package dev.prewarm.knative.handler;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.base.Stopwatch;
import com.google.common.base.Ticker;
import com.google.common.collect.ImmutableMap;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What an instance of a service does before its first call, so that the call need not: connections, classes, caches.
 *
 * <p>It is done once. Whoever asks while it is being done waits for it; once it is done, asking costs nothing. If a step
 * throws, the steps after it are left out, the failure is reported, and the next to ask does it again, from
 * the step that failed on.
 *
 * <p>Safe for use by any thread.
 */
public final class Priming {
    private static final System.Logger LOGGER = System.getLogger(Priming.class.getName());

    private final ImmutableMap<String, Step> steps;
    private final String instance;
    private final Stopwatch up;
    private final Ticker ticker;
    private final HintPolicy hints;
    private final Duration longestHold;
    private final AtomicBoolean called = new AtomicBoolean();
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable Duration took;
    private Duration spent = Duration.ZERO;
    private int done;

    private Priming(Builder builder) {
        this.steps = ImmutableMap.copyOf(builder.steps);
        this.instance = builder.instance;
        this.ticker = new Ticker() {
            @Override
            public long read() {
                return builder.ticker.getAsLong();
            }
        };
        this.up = Stopwatch.createStarted(ticker);
        this.hints = builder.hints;
        this.longestHold = builder.longestHold;
    }

    /**
     * A builder with nothing to prime: then the path only wakes.
     *
     * @param instance what identifies the instance among all of the service, such as the name of its pod, which is in the
     *     environment as {@code HOSTNAME}; 1 to 253 printable ASCII characters without blanks
     */
    public static Builder builder(String instance) {
        return new Builder(instance);
    }

    /** What identifies this instance. */
    public String instance() {
        return instance;
    }

    /** How long the instance has been up, counted from {@link Builder#build}. */
    public Duration age() {
        return up.elapsed();
    }

    /** Whether everything has been primed. */
    public boolean done() {
        return took != null;
    }

    /**
     * Tells that a request has reached the instance. Warm-ups do so themselves; a service whose ordinary calls do it too
     * has the right answer to whether a warm-up was the first.
     *
     * @return whether it was the first
     */
    public boolean arrived() {
        return called.compareAndSet(false, true);
    }

    /**
     * Primes, or waits until it has been done.
     *
     * @return the time that it took, failed tries included
     * @throws PrimingException if a step failed; names the step
     * @throws InterruptedException if interrupted while waiting for another thread that primes
     */
    public Duration await() throws PrimingException, InterruptedException {
        Duration known = took;
        if (known != null) {
            return known;
        }
        lock.lockInterruptibly();
        try {
            known = took;
            return (known != null) ? known : run();
        } finally {
            lock.unlock();
        }
    }

    /** Holds the lock. */
    private Duration run() throws PrimingException {
        Stopwatch watch = Stopwatch.createStarted(ticker);
        try {
            for (Map.Entry<String, Step> step : steps.entrySet().asList().subList(done, steps.size())) {
                try {
                    step.getValue().run();
                } catch (Exception e) {
                    throw new PrimingException(step.getKey(), e);
                }
                done++;
            }
        } finally {
            spent = spent.plus(watch.elapsed());
        }
        took = spent;
        return spent;
    }

    /** Passes a hint on to the service's policy; one that throws has refused it. */
    boolean accepts(String hint) {
        try {
            return hints.accept(hint);
        } catch (RuntimeException e) {
            LOGGER.log(Level.WARNING, "The hint policy failed; the hint counts as refused", e);
            return false;
        }
    }

    Duration longestHold() {
        return longestHold;
    }

    /** Something to prime. */
    @FunctionalInterface
    public interface Step {
        /** Does it; whatever it throws is a failure of the priming. */
        void run() throws Exception;
    }

    /** Builds a {@link Priming}. Not thread-safe. */
    public static final class Builder {
        private final Map<String, Step> steps = new LinkedHashMap<>();
        private final String instance;
        private LongSupplier ticker = Ticker.systemTicker()::read;
        private HintPolicy hints = HintPolicy.ignoring();
        private Duration longestHold = Duration.ofSeconds(5);

        private Builder(String instance) {
            requireNonNull(
                    instance, "instance: null, but a name is needed; outside of Kubernetes, HOSTNAME may not be set");
            checkArgument(
                    instance.matches("[!-~]{1,253}"),
                    "instance: \"%s\", but 1 to 253 printable ASCII characters without blanks are needed",
                    instance);
            this.instance = instance;
        }

        /** Adds a step after those that are there; its name, which must be new, is what failures are reported by. */
        public Builder step(String name, Step step) {
            checkArgument(!name.isBlank(), "a step needs a name, but it was blank");
            checkArgument(!steps.containsKey(name), "two steps have the name \"%s\"", name);
            steps.put(name, requireNonNull(step, "step"));
            return this;
        }

        /** What happens with hints; by default they are ignored. */
        public Builder hints(HintPolicy hints) {
            this.hints = requireNonNull(hints, "hints");
            return this;
        }

        /**
         * For how long an answer is held back at most when the client asks for it, 5 s by default and 0 to 1 minute; the
         * request takes up a place in the instance meanwhile.
         */
        public Builder longestHold(Duration longestHold) {
            checkArgument(
                    !longestHold.isNegative() && longestHold.compareTo(Duration.ofMinutes(1)) <= 0,
                    "longestHold: %s, but 0 to 1 minute is allowed",
                    longestHold);
            this.longestHold = longestHold;
            return this;
        }

        /** What time is measured with, in nanoseconds from any origin; by default the system's monotonic clock. */
        public Builder ticker(LongSupplier ticker) {
            this.ticker = requireNonNull(ticker, "ticker");
            return this;
        }

        /** The priming; nothing is primed until the first warm-up asks. */
        public Priming build() {
            return new Priming(this);
        }
    }
}
