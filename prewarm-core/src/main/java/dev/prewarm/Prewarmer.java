package dev.prewarm;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;
import static com.google.common.util.concurrent.Uninterruptibles.awaitUninterruptibly;
import static java.util.Objects.requireNonNull;

import dev.prewarm.engine.Engine;
import dev.prewarm.engine.EngineSettings;
import dev.prewarm.engine.EngineThreads;
import dev.prewarm.shape.Shapes;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Warms the services of running workflows before their tasks come, as a {@link PrewarmStrategy} decides.
 *
 * <pre>{@code
 * try (Prewarmer prewarmer = Prewarmer.builder(client).strategy(PrewarmStrategy.costAware(10)).build()) {
 *   try (WorkflowRun run = prewarmer.start(thumbnails)) {
 *     run.started("fetch");
 *     // call the service
 *     run.finished("fetch");
 *   }
 * }
 * }</pre>
 *
 * <p>One is meant to serve all workflows of a process, for its whole life. Safe for use by any thread. No method that
 * tells of a run blocks, and none throws once the run exists; the engine works on its own daemon threads.
 */
public final class Prewarmer implements AutoCloseable {
    private static final int LONGEST_ID = 1_024;
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(1);

    private final Engine engine;
    private final PrewarmStrategy strategy;
    private final boolean strict;
    private final @Nullable SystemScheduler ownScheduler;
    private final @Nullable OwnThreads ownThreads;
    private final AtomicLong runIds = new AtomicLong();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final NamedRuns named = new NamedRuns();

    private Prewarmer(Builder builder) {
        strategy = builder.strategy;
        strict = builder.strict;
        ownScheduler = (builder.scheduler == null) ? new SystemScheduler() : null;
        ownThreads = (builder.executor == null && builder.scheduler == null) ? new OwnThreads() : null;
        Scheduler scheduler = (builder.scheduler == null) ? requireNonNull(ownScheduler) : builder.scheduler;
        Executor given = (builder.executor == null) ? Runnable::run : builder.executor;
        EngineThreads threads = (ownThreads == null)
                ? EngineThreads.all(given)
                : new EngineThreads(ownThreads.client(), ownThreads.listener(), ownThreads.store());
        engine = new Engine(builder.settings(), scheduler, threads);
    }

    /** A builder of a Prewarmer that warms through this client. */
    public static Builder builder(WarmupClient client) {
        return new Builder(client);
    }

    /**
     * A run starts now. If one of a workflow of that name was {@linkplain #expect announced}, this is it; of several, the one
     * that is expected nearest to now.
     */
    public WorkflowRun start(Workflow workflow) {
        return start(newRun(workflow), engine.now(), false, false);
    }

    /** A run started at that instant, by the wall clock, as {@link #start(Workflow)}; for whoever hears of it late. */
    public WorkflowRun start(Workflow workflow, Instant at) {
        WorkflowRun handle = newRun(workflow);
        return start(handle, engine.startedAt(handle.id(), requireNonNull(at, "at")), true, false);
    }

    /**
     * The open run that the orchestrator calls so, or else a new one, which starts now: for whoever hears of a run by several
     * events, of which none need be the first. The same id in two workflows is two runs; in another workflow of the same name it
     * is the run that is open, and that is reported.
     *
     * @param id the orchestrator's name of the run; at most {@value #LONGEST_ID} characters
     * @throws IllegalArgumentException if the id is blank or too long
     */
    public WorkflowRun run(Workflow workflow, String id) {
        return run(workflow, id, engine.now(), false, false);
    }

    /** As {@link #run(Workflow, String)}, for a run that started at that instant, by the wall clock. */
    public WorkflowRun run(Workflow workflow, String id, Instant at) {
        return run(workflow, id, engine.startedAt(id, requireNonNull(at, "at")), true, false);
    }

    /**
     * As {@link #run(Workflow, String, Instant)}, for a run of which much has happened before anybody could tell: in a process that
     * takes it up, or before its workflow was known. Nothing is planned for a new run until {@link WorkflowRun#caughtUp} says
     * that all of it has been told, so that nothing is warmed for what is over; a run that is closed before that is only
     * learned from. One that is open already is not held back.
     */
    public WorkflowRun catchUp(Workflow workflow, String id, Instant at) {
        return run(workflow, id, engine.startedAt(id, requireNonNull(at, "at")), true, true);
    }

    private WorkflowRun run(Workflow workflow, String id, long at, boolean told, boolean catchingUp) {
        requireNonNull(workflow, "workflow");
        checkId("run", id);
        WorkflowRun found = named.openOr(workflow, id, () -> new WorkflowRun(this, workflow, id, true));
        start(found, at, told, catchingUp);
        if (found.workflow() != workflow && !found.workflow().sameTasks(workflow)) {
            engine.reportFromOutside(Problem.of(
                    Problem.Kind.INVALID_VALUE,
                    id,
                    "the run is open with another workflow named " + workflow.name() + ": that has the tasks "
                            + found.workflow().tasks() + ", this one " + workflow.tasks()));
        }
        return found;
    }

    private static void checkId(String what, String id) {
        Checks.name(what, id);
        checkArgument(
                id.length() <= LONGEST_ID,
                "the id of a %s: %s characters, but at most %s are allowed",
                what,
                id.length(),
                LONGEST_ID);
    }

    private WorkflowRun start(WorkflowRun handle, long at, boolean told, boolean catchingUp) {
        engine.start(handle.run(), at, told, catchingUp);
        return handle;
    }

    /** A run will start at this instant, exactly; see {@link #expect(Workflow, Instant, Duration)}. */
    public Announcement expect(Workflow workflow, Instant at) {
        return expect(workflow, at, Duration.ZERO);
    }

    /**
     * A run will start at about this instant, so that even the tasks at its beginning can be warmed. It is taken up by
     * the next {@link #start} of a workflow of the same name, and forgotten if none has come ten minutes after the instant.
     *
     * @param at by the wall clock, {@link Scheduler#wallClock}; if that is stepped meanwhile, the run is expected when it
     *     shows this instant
     * @param uncertainty the standard deviation of the instant
     * @return moves the announcement, or calls it off
     * @throws IllegalArgumentException if the uncertainty is negative
     */
    public Announcement expect(Workflow workflow, Instant at, Duration uncertainty) {
        return announce(newRun(workflow), at, uncertainty);
    }

    /**
     * The run that the orchestrator will call so will start at about this instant: it is taken up by {@link #run(Workflow, String)}
     * with that id alone. To announce it once more moves it; one that is open is no longer expected.
     *
     * @param id the orchestrator's name of the run; at most {@value #LONGEST_ID} characters
     * @param at by the wall clock, as in {@link #expect(Workflow, Instant, Duration)}
     * @param uncertainty the standard deviation of the instant
     * @return moves the announcement, or calls it off
     * @throws IllegalArgumentException if the uncertainty is negative, or the id is blank or too long
     */
    public Announcement expect(Workflow workflow, String id, Instant at, Duration uncertainty) {
        requireNonNull(workflow, "workflow");
        checkId("run", id);
        if (named.open(workflow, id) != null) {
            return new Announcement(engine, new WorkflowRun(this, workflow, id, true));
        }
        Announcement announcement = announce(new WorkflowRun(this, workflow, id, true), at, uncertainty);
        if (named.open(workflow, id) != null) {
            // Another thread has started it just now, and its start may come before this.
            announcement.cancel();
        }
        return announcement;
    }

    private Announcement announce(WorkflowRun handle, Instant at, Duration uncertainty) {
        requireNonNull(at, "at");
        Checks.duration("uncertainty", uncertainty);
        engine.announce(handle.run(), at, uncertainty);
        return new Announcement(engine, handle);
    }

    private WorkflowRun newRun(Workflow workflow) {
        requireNonNull(workflow, "workflow");
        return new WorkflowRun(this, workflow, workflow.name() + "-" + runIds.incrementAndGet(), false);
    }

    /**
     * So many instances of a target are ready now, as the platform counts them: those that other processes warm or use are
     * among them. For a target of limited concurrency, no fewer are believed to be there, until another number is told or
     * the target's retention is over. For any thread; returns at once.
     *
     * @param target the target's {@linkplain Target#name name}
     * @param instances 0 also where it is not known any more
     * @throws IllegalArgumentException if the number is negative
     */
    public void ready(String target, int instances) {
        requireNonNull(target, "target");
        checkArgument(instances >= 0, "ready instances of %s: %s, but at least 0 is needed", target, instances);
        engine.count(target, instances);
    }

    /** What it has learned of workflows that nobody declares, and keeps with its statistics; see {@link dev.prewarm.shape}. */
    public Shapes shapes() {
        return engine.shapes();
    }

    /** The counters, as of the last event handled. */
    public PrewarmStats stats() {
        return new PrewarmStats(engine.counters(), engine.problems());
    }

    Engine engine() {
        return engine;
    }

    PrewarmStrategy strategy() {
        return strategy;
    }

    boolean strict() {
        return strict;
    }

    /** Like {@link #close(Duration)} with a second. */
    @Override
    public void close() {
        close(CLOSE_WAIT);
    }

    /**
     * Cancels what is planned, saves what was learned, and ends the threads. Warm-ups under way are left to themselves.
     * Events that come later are ignored. Idempotent.
     *
     * @param atMost how long to wait for what is being handled and saved; an interrupt does not shorten it. With a
     *     scheduler of the caller's nothing is waited for, and the shutdown happens when that scheduler runs it
     */
    public void close(Duration atMost) {
        requireNonNull(atMost, "atMost");
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        CountDownLatch done = new CountDownLatch(1);
        engine.close(done::countDown);
        if (ownScheduler == null) {
            return;
        }
        // Seconds may be many more than a count of nanoseconds holds. What is not done by then is left.
        boolean unused = awaitUninterruptibly(done, TimeUnit.NANOSECONDS.convert(atMost), TimeUnit.NANOSECONDS);
        ownScheduler.close();
        engine.stop();
        if (ownThreads != null) {
            ownThreads.stop();
        }
    }

    /** Builds a {@link Prewarmer}. Not thread-safe. */
    public static final class Builder {
        final WarmupClient client;
        PrewarmStrategy strategy = PrewarmStrategy.nextHop();
        WarmupLimits limits = WarmupLimits.DEFAULT;
        PrewarmListener listener = PrewarmListener.NONE;
        Duration runTimeToLive = Duration.ofHours(1);
        int queueLimit = 1_000_000;

        @Nullable
        StatisticsStore statisticsStore;

        private @Nullable Statistics statistics;
        private @Nullable Scheduler scheduler;
        private @Nullable Executor executor;
        private boolean strict;

        private Builder(WarmupClient client) {
            this.client = requireNonNull(client, "client");
        }

        /** What decides; {@link PrewarmStrategy#nextHop} by default. */
        public Builder strategy(PrewarmStrategy strategy) {
            this.strategy = requireNonNull(strategy, "strategy");
            return this;
        }

        /** How much is let loose on the platform; {@link WarmupLimits#DEFAULT} by default. */
        public Builder limits(WarmupLimits limits) {
            this.limits = requireNonNull(limits, "limits");
            return this;
        }

        /** Hears what happens; nobody by default. */
        public Builder listener(PrewarmListener listener) {
            this.listener = requireNonNull(listener, "listener");
            return this;
        }

        /**
         * After how long without an event a run that was not closed, and in which no task runs, is forgotten; an hour by
         * default. One in which a task runs is kept for thirty days after its last event, or for this time if that is longer;
         * but calls that should have ended by far are not believed to hold their targets meanwhile. An event of a run that was
         * forgotten takes it up again.
         */
        public Builder runTimeToLive(Duration timeToLive) {
            checkArgument(!Checks.duration("runTimeToLive", timeToLive).isZero(), "runTimeToLive: it must be above 0");
            this.runTimeToLive = timeToLive;
            return this;
        }

        /**
         * Where time and timers come from; a thread of the Prewarmer's own by default. With a scheduler of the caller's
         * the client, the listener and the store are called on its thread, unless an {@link #executor} is given too.
         */
        public Builder scheduler(Scheduler scheduler) {
            this.scheduler = requireNonNull(scheduler, "scheduler");
            return this;
        }

        /**
         * Where the client, the listener and the store are called; daemon threads of the Prewarmer's own by default, others
         * for each of them. An executor of few threads is one that a client which blocks may use up: then nobody is called.
         */
        public Builder executor(Executor executor) {
            this.executor = requireNonNull(executor, "executor");
            return this;
        }

        /**
         * What is learned goes into this, and comes from it; empty at first by default. It must not be shared between
         * Prewarmers that live, and not be used elsewhere until this one is closed.
         */
        public Builder statistics(Statistics statistics) {
            this.statistics = requireNonNull(statistics, "statistics");
            return this;
        }

        /**
         * Where what is learned is kept from one start of the program to the next; nowhere by default.
         *
         * <p>It is loaded while the Prewarmer is built, saved within five minutes after events, and when it is closed. A
         * store that fails, or holds what cannot be read, is reported as {@link Problem.Kind#STATISTICS_FAILED} and
         * otherwise harmless: then learning starts afresh, or the next attempt saves.
         */
        public Builder statisticsStore(StatisticsStore store) {
            this.statisticsStore = requireNonNull(store, "store");
            return this;
        }

        private EngineSettings settings() {
            return new EngineSettings(
                    client,
                    strategy,
                    limits,
                    listener,
                    runTimeToLive,
                    queueLimit,
                    (statistics == null) ? Statistics.empty() : statistics,
                    statisticsStore);
        }

        /** Makes the event methods throw on what they otherwise only count, after counting it. For tests. */
        public Builder strict() {
            this.strict = true;
            return this;
        }

        /**
         * Builds it, and starts its threads.
         *
         * @throws IllegalStateException if both statistics and a store for them were given
         */
        public Prewarmer build() {
            checkState(
                    statistics == null || statisticsStore == null,
                    "both statistics(…) and statisticsStore(…) were given; what was learned can come from one only");
            return new Prewarmer(this);
        }
    }
}
