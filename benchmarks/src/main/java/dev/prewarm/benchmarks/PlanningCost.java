package dev.prewarm.benchmarks;

import dev.prewarm.Plan;
import dev.prewarm.Statistics;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a plan alone costs after an event: the forecast is drawn, and the strategy decides, again and again on the view that
 * the engine gave it. What was learned since the last plan has been taken up before.
 */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 2, time = 1)
@State(Scope.Thread)
public class PlanningCost {
    private static final int PLANS = 100;

    /** See {@link Strategies#named}. */
    @Param({"none", "next-hop", "full-path", "timed-lead", "cost-aware"})
    public String strategy = "next-hop";

    /** See {@link Shapes#named}. */
    @Param({"chain-2", "fork-5", "fork-7", "layered-1000", "layered-10000", "fan-250", "fan-1000"})
    public String shape = "chain-2";

    /** What is told. */
    @Param({"STARTED", "FINISHED"})
    public TaskEvent event = TaskEvent.STARTED;

    @SuppressWarnings("NullAway.Init") // built before it is used
    private RepeatingStrategy repeating;

    @SuppressWarnings("NullAway.Init") // built before it is used
    private Orchestrator orchestrator;

    /** Starts afresh, with nothing learned. */
    @Setup(Level.Trial)
    public void build() {
        Statistics statistics = Statistics.empty();
        repeating = new RepeatingStrategy(Strategies.named(strategy), statistics);
        orchestrator = new Orchestrator(Shapes.named(shape), repeating, statistics);
    }

    /** Brings the run to the next event of the kind. */
    @Setup(Level.Invocation)
    public void advance() {
        orchestrator.advanceTo(event);
        repeating.repeatNext(PLANS);
    }

    /** The event, planned for so often that the rest of its handling does not count. */
    @Benchmark
    @OperationsPerInvocation(PLANS)
    public Plan plan() {
        orchestrator.tell();
        return repeating.last();
    }
}
