package dev.prewarm.simulator.comparison;

import dev.prewarm.simulator.workload.InvalidInputException;
import java.util.List;

/**
 * Runs contestants through a scenario, on the same draws. Implemented only here.
 *
 * <pre>{@code
 * ComparisonRequest request = ComparisonRequest.builder(Scenarios.named("paper"))
 *         .runs(50)
 *         .contestants("none", "cost-aware")
 *         .contestant("mine", MyStrategy::new)
 *         .build();
 * ComparisonResult result = Comparison.simulated().run(request);
 * double seconds = result.find("mine").orElseThrow().makespanSeconds().mean();
 * }</pre>
 */
public interface Comparison {
    /** A comparison by simulation, on as many threads as the machine has processors. */
    static Comparison simulated() {
        return new SimulatedComparison(Workers.available());
    }

    /** The names of all contestants that are known, in the order in which they are listed. */
    List<String> contestants();

    /**
     * Runs the contestants; the same request gives the same result.
     *
     * @throws InvalidInputException if a contestant is not known, or one that was given has a name that is
     */
    ComparisonResult run(ComparisonRequest request, Progress progress);

    /** As {@link #run(ComparisonRequest, Progress)}, without telling anybody how far it has come. */
    default ComparisonResult run(ComparisonRequest request) {
        return run(request, Progress.NONE);
    }

    /** Is told how far long work has come. */
    @FunctionalInterface
    interface Progress {
        /** Nobody is told. */
        Progress NONE = (what, done, of) -> {};

        /**
         * So much is done.
         *
         * @param what what is being done, for people
         * @param done how many parts are done
         * @param of how many parts there are
         */
        void onProgress(String what, int done, int of);
    }
}
