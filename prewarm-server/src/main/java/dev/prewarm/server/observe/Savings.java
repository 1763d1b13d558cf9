package dev.prewarm.server.observe;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What was saved and spent, workflow by workflow: the runs that were warmed against those that were left cold on purpose. Of each
 * the latest few hundred count. Safe for use by any thread.
 */
public final class Savings {
    private static final int MOST_WORKFLOWS = 1_000;
    private static final int MOST_RUNS = 500;

    private final Map<String, Arms> workflows = new LinkedHashMap<>(16, 0.75f, true);

    /** Nothing measured yet. */
    public Savings() {}

    private static final class Arms {
        final Deque<RunMeasure> warmed = new ArrayDeque<>();
        final Deque<RunMeasure> cold = new ArrayDeque<>();
    }

    /**
     * A difference of two means.
     *
     * @param mean how much less it is when warmed
     * @param margin half of the interval that covers the true difference with 95 %; {@link Double#NaN} if an arm has fewer than two
     *     runs
     */
    public record Difference(double mean, double margin) {}

    /**
     * A workflow's.
     *
     * @param workflow its name
     * @param warmedRuns that were warmed
     * @param heldOutRuns that were left cold
     * @param seconds by how much a run is shorter; null if one arm has no run
     * @param callSeconds by how much less its tasks spend on services; null likewise
     * @param idleSeconds that a warmed run leaves instances idle, on average
     * @param warmedColdStarts that a warmed run meets, on average
     * @param heldOutColdStarts that one that is left cold meets
     */
    public record OfWorkflow(
            String workflow,
            int warmedRuns,
            int heldOutRuns,
            @Nullable Difference seconds,
            @Nullable Difference callSeconds,
            double idleSeconds,
            double warmedColdStarts,
            double heldOutColdStarts) {}

    /** Takes a run that has ended. */
    public synchronized void add(RunMeasure run) {
        Arms arms = workflows.computeIfAbsent(run.run().workflow(), name -> new Arms());
        Deque<RunMeasure> arm = run.heldOut() ? arms.cold : arms.warmed;
        arm.add(run);
        if (arm.size() > MOST_RUNS) {
            arm.remove();
        }
        if (workflows.size() > MOST_WORKFLOWS) {
            workflows.remove(workflows.keySet().iterator().next());
        }
    }

    /** All workflows', by name. */
    public synchronized List<OfWorkflow> workflows() {
        List<OfWorkflow> all = new ArrayList<>();
        workflows.forEach((name, arms) -> all.add(new OfWorkflow(
                name,
                arms.warmed.size(),
                arms.cold.size(),
                difference(arms, RunMeasure::seconds),
                difference(arms, RunMeasure::callSeconds),
                Sample.of(arms.warmed, RunMeasure::idleSeconds).mean(),
                Sample.of(arms.warmed, RunMeasure::coldStarts).mean(),
                Sample.of(arms.cold, RunMeasure::coldStarts).mean())));
        all.sort(java.util.Comparator.comparing(OfWorkflow::workflow));
        return all;
    }

    private static @Nullable Difference difference(Arms arms, ToDoubleFunction<RunMeasure> of) {
        if (arms.warmed.isEmpty() || arms.cold.isEmpty()) {
            return null;
        }
        Sample warmed = Sample.of(arms.warmed, of);
        Sample cold = Sample.of(arms.cold, of);
        return new Difference(cold.mean() - warmed.mean(), Sample.welchMargin(cold, warmed));
    }
}
