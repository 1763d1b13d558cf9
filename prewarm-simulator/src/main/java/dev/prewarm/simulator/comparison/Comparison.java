package dev.prewarm.simulator.comparison;

import dev.prewarm.simulator.workload.InvalidInputException;
import java.util.List;

/** Runs contestants through a scenario, on the same draws. */
public interface Comparison {
    /** The names of all contestants, in the order in which they are listed. */
    List<String> contestants();

    /**
     * Runs the contestants; the same request gives the same result.
     *
     * @throws InvalidInputException if a contestant is not known
     */
    ComparisonResult run(ComparisonRequest request, Progress progress);

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
