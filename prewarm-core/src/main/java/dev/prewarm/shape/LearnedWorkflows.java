package dev.prewarm.shape;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import dev.prewarm.Prewarmer;
import dev.prewarm.Target;
import dev.prewarm.Workflow;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * Tells a {@link Prewarmer} of the runs of an engine whose workflows are code, and learns their shapes: what the engine's glue says
 * is just which step starts and ends.
 *
 * <pre>{@code
 * LearnedWorkflows workflows = LearnedWorkflows.builder(prewarmer)
 *         .targets(kind -> Optional.ofNullable(services.get(kind)))
 *         .build();
 * ObservedRun run = workflows.run("thumbnails", "run-17", startedAt);
 * Step fetch = run.started("fetch");
 * run.moment(endedAt);
 * run.finished(fetch);
 * run.end();
 * }</pre>
 *
 * <p>The first run of a workflow is told when it has ended, since only then anything is known of it; what is learned is kept
 * with the rest of what the Prewarmer learns. Safe for use by any thread; nothing here waits for another thread, and nothing throws once it is built.
 */
public final class LearnedWorkflows {
    private static final System.Logger LOGGER = System.getLogger(LearnedWorkflows.class.getName());

    final Prewarmer prewarmer;
    final Shapes shapes;
    private final Function<String, Optional<Target>> targets;
    private final Map<String, Workflow> declared;
    private final Map<String, Built> built = new ConcurrentHashMap<>();
    private final AtomicBoolean failed = new AtomicBoolean();

    private LearnedWorkflows(Builder builder) {
        this.prewarmer = builder.prewarmer;
        this.shapes = builder.shapes;
        this.targets = builder.targets;
        this.declared = Map.copyOf(builder.declared);
    }

    /** A builder for workflows of which that Prewarmer is told. */
    public static Builder builder(Prewarmer prewarmer) {
        return new Builder(prewarmer);
    }

    /**
     * A run that goes on here and now.
     *
     * @param workflow the name of what runs: what is learned is kept under it; of one that is blank, or no proper Unicode, nothing is
     *     told or learned
     * @param id the engine's name of the run
     */
    public ObservedRun run(String workflow, String id, Instant startedAt) {
        ObservedRun run = new ObservedRun(this, workflow, id, startedAt);
        run.live();
        return run;
    }

    /**
     * A run of which old events are heard again first, such as from a recorded history: the Prewarmer is told of them when
     * {@link ObservedRun#live} says that it goes on.
     */
    public ObservedRun replay(String workflow, String id, Instant startedAt) {
        return new ObservedRun(this, workflow, id, startedAt);
    }

    /** The workflow as it is known now: the declared one, or what was learned; empty before its first run has ended. */
    public Optional<Workflow> workflow(String name) {
        return find(name).map(Known::workflow);
    }

    Optional<Known> find(String name) {
        Workflow given = declared.get(name);
        return (given != null)
                ? Optional.of(new Known(given, Map.of()))
                : shapes.find(name).flatMap(known -> build(name, known));
    }

    boolean declares(String name) {
        return declared.containsKey(name);
    }

    @SuppressWarnings("ReferenceEquality") // the same structure, as long as nothing else was seen
    private Optional<Known> build(String name, Shapes.Known known) {
        Built last = built.get(name);
        if (last != null && last.structure == known.structure()) {
            return last.known;
        }
        if (known.structure().steps().isEmpty()) {
            return Optional.empty();
        }
        Optional<Workflow> workflow;
        try {
            workflow = Optional.of(known.structure().workflow(known.shape(), this::target));
        } catch (IllegalArgumentException contradiction) {
            LOGGER.log(Level.DEBUG, "workflow " + name + " is learned without its rules", contradiction);
            workflow = plain(known);
        }
        if (built.size() >= Shapes.MOST_WORKFLOWS) {
            built.keySet().removeIf(other -> shapes.find(other).isEmpty());
        }
        Optional<Known> now =
                workflow.map(learned -> new Known(learned, known.structure().widths()));
        built.put(name, new Built(known.structure(), now));
        return now;
    }

    private Optional<Workflow> plain(Shapes.Known known) {
        try {
            return Optional.of(known.structure().plain(known.shape(), this::target));
        } catch (IllegalArgumentException e) {
            failed(e);
            return Optional.empty();
        }
    }

    private Optional<Target> target(String kind) {
        try {
            return requireNonNull(targets.apply(kind), () -> "the target of " + kind + ", or none");
        } catch (RuntimeException e) {
            failed(e);
            return Optional.empty();
        }
    }

    /** Something has failed that must not hurt the engine. */
    void failed(RuntimeException e) {
        // The first is enough to act upon, and a run may be full of them.
        Level level = failed.compareAndSet(false, true) ? Level.WARNING : Level.DEBUG;
        LOGGER.log(
                level,
                "a run could not be told or learned, which harms nothing but its warming; more of this is logged at DEBUG",
                e);
    }

    /**
     * A workflow.
     *
     * @param widths how many calls tasks make, where that is certain
     */
    record Known(Workflow workflow, Map<String, Integer> widths) {}

    /** A workflow, and what it was built from. */
    private record Built(Structure structure, Optional<Known> known) {}

    /** Builds {@link LearnedWorkflows}. Not thread-safe. */
    public static final class Builder {
        private final Prewarmer prewarmer;
        private final Map<String, Workflow> declared = new HashMap<>();
        private Shapes shapes;
        private Function<String, Optional<Target>> targets = kind -> Optional.empty();

        private Builder(Prewarmer prewarmer) {
            this.prewarmer = requireNonNull(prewarmer, "prewarmer");
            this.shapes = prewarmer.shapes();
        }

        /**
         * Which service a kind of step calls, if any; none do by default. Asked when the workflow is built, which is when its
         * shape has changed; one that throws is taken for none, with a warning in the log.
         */
        public Builder targets(Function<String, Optional<Target>> targets) {
            this.targets = requireNonNull(targets, "targets");
            return this;
        }

        /**
         * A workflow that need not be learned: its name is the engine's, and the ids of its tasks are those of {@link Step#task}.
         *
         * @throws IllegalArgumentException if one of that name is declared already
         */
        public Builder declare(Workflow workflow) {
            checkArgument(
                    declared.putIfAbsent(workflow.name(), workflow) == null,
                    "workflow %s is declared twice",
                    workflow.name());
            return this;
        }

        /** Where what is learned goes to, and comes from; what {@linkplain Prewarmer#shapes the Prewarmer keeps} by default. */
        public Builder shapes(Shapes shapes) {
            this.shapes = requireNonNull(shapes, "shapes");
            return this;
        }

        public LearnedWorkflows build() {
            return new LearnedWorkflows(this);
        }
    }
}
