package dev.prewarm.micrometer;

import dev.prewarm.Decision;
import dev.prewarm.PrewarmListener;
import dev.prewarm.PrewarmStrategy;
import dev.prewarm.Problem;
import dev.prewarm.WorkflowRun;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.lang.System.Logger.Level;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Counts decisions by target, workflow, strategy and kind, and problems by kind. A decision costs one look-up in a map,
 * whose size is bounded. Safe for use by any thread.
 */
final class CountingListener implements PrewarmListener {
    static final String OTHER = "other";

    private static final System.Logger LOGGER = System.getLogger(PrewarmMetrics.class.getName());
    /** How many strategies are told apart among what has no meters of its own any more. */
    private static final int MOST_STRATEGIES_OF_OTHERS = 10;

    private final MeterRegistry registry;
    private final Tags tags;
    private final int mostCombinations;
    private final Map<Problem.Kind, Counter> problems = new EnumMap<>(Problem.Kind.class);
    private final Map<Combination, DecisionMeters> decisions = new ConcurrentHashMap<>();
    private final AtomicBoolean fullTold = new AtomicBoolean();
    private final AtomicBoolean failureTold = new AtomicBoolean();
    /** For the strategies beyond those that are told apart; guarded by this. */
    private @Nullable DecisionMeters rest;

    /** The strategy itself, as its text is not to be made for each decision. */
    private record Combination(String target, String workflow, PrewarmStrategy strategy) {}

    CountingListener(MeterRegistry registry, Tags tags, int mostCombinations) {
        this.registry = registry;
        this.tags = tags;
        this.mostCombinations = mostCombinations;
        for (Problem.Kind kind : Problem.Kind.values()) {
            Counter counter = Counter.builder("prewarm.problems.reported")
                    .description("Problems contained, by their kind")
                    .tags(tags)
                    .tag("kind", tag(kind))
                    .register(registry);
            problems.put(kind, counter);
        }
    }

    /** An enum's constant as the value of a tag. */
    static String tag(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public void onDecision(WorkflowRun run, Decision decision) {
        try {
            Combination combination =
                    new Combination(decision.target(), run.workflow().name(), run.strategy());
            DecisionMeters known = decisions.get(combination);
            ((known == null) ? register(combination) : known).count(decision);
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    @Override
    public void onProblem(Problem problem) {
        try {
            Counter counter = problems.get(problem.kind());
            if (counter != null) {
                counter.increment();
            }
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    private synchronized DecisionMeters register(Combination wanted) {
        Combination combination = wanted;
        if (decisions.size() >= mostCombinations && !decisions.containsKey(wanted)) {
            if (fullTold.compareAndSet(false, true)) {
                LOGGER.log(
                        Level.WARNING,
                        mostCombinations + " combinations of target, workflow and strategy have meters of their own;"
                                + " from " + wanted.target() + " of " + wanted.workflow() + " on, new ones are counted"
                                + " with target and workflow \"" + OTHER + "\"");
            }
            combination = new Combination(OTHER, OTHER, wanted.strategy());
            if (decisions.size() >= mostCombinations + MOST_STRATEGIES_OF_OTHERS
                    && !decisions.containsKey(combination)) {
                rest = (rest == null) ? new DecisionMeters(registry, tags, OTHER, OTHER, OTHER) : rest;
                return rest;
            }
        }
        return decisions.computeIfAbsent(
                combination,
                it -> new DecisionMeters(
                        registry,
                        tags,
                        it.target(),
                        it.workflow(),
                        it.strategy().toString()));
    }

    private void failed(RuntimeException cause) {
        if (failureTold.compareAndSet(false, true)) {
            LOGGER.log(Level.WARNING, "Decisions and problems are not all counted; this is said once", cause);
        }
    }
}
