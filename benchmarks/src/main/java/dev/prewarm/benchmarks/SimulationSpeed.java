package dev.prewarm.benchmarks;

import dev.prewarm.simulator.comparison.Comparison.Progress;
import dev.prewarm.simulator.comparison.ComparisonRequest;
import dev.prewarm.simulator.comparison.ComparisonResult;
import dev.prewarm.simulator.comparison.SimulatedComparison;
import dev.prewarm.simulator.workload.Scenario;
import dev.prewarm.simulator.workload.Scenarios;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Comparisons of one contestant over runs of a chain of 16 tasks; the counter gives the task executions a second, which does
 * not depend on the number of runs if work grows linearly. Every comparison runs {@code none} too, whose tasks are counted
 * as well.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
@State(Scope.Thread)
public class SimulationSpeed {
    private static final String NONE = "none";

    /** The contestant. */
    @Param({NONE, "next-hop", "cost-aware"})
    public String contestant = NONE;

    /** The runs of a comparison. */
    @Param({"250", "1000", "4000"})
    public int runs;

    private Scenario scenario = Scenarios.named("grid-1x16-cc1");

    /** Sets the number of runs. */
    @Setup
    public void prepare() {
        scenario = scenario.toBuilder().runs(runs).build();
    }

    /** One comparison. */
    @Benchmark
    public ComparisonResult compare(Executions executions) {
        ComparisonResult result = new SimulatedComparison(1)
                .run(ComparisonRequest.builder(scenario).contestants(contestant).build(), Progress.NONE);
        int simulations = contestant.equals(NONE) ? 1 : 2;
        executions.tasks += (long) simulations * result.tasks() * result.runs();
        return result;
    }

    /** What was simulated. */
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    @State(Scope.Thread)
    public static class Executions {
        /** Task executions of measured runs. */
        public long tasks;

        /** Counts anew in each iteration. */
        @Setup(Level.Iteration)
        public void reset() {
            tasks = 0;
        }
    }
}
