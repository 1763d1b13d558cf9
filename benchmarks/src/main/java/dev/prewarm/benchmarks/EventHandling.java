package dev.prewarm.benchmarks;

import dev.prewarm.Statistics;
import java.util.concurrent.TimeUnit;
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
 * What one event of a run costs the loop: the event is told, handled and planned for, the plan is adopted, and what is
 * due at once is sent. The difference to the strategy {@code none} is what planning costs with all that follows from it;
 * {@link PlanningCost} has the plan alone. What time brings between events (reviews, later sends, answers) is done, but
 * not measured.
 *
 * <p>Each event is timed on its own, which adds some tens of nanoseconds to each.
 */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 2, time = 1)
@State(Scope.Thread)
public class EventHandling {
    /** See {@link Strategies#named}. */
    @Param({"none", "next-hop", "full-path", "timed-lead", "cost-aware"})
    public String strategy = "none";

    /** See {@link Shapes#named}. */
    @Param({"chain-2", "fork-5", "fork-7", "layered-1000", "layered-10000", "fan-250", "fan-1000"})
    public String shape = "chain-2";

    /** What is told. */
    @Param({"STARTED", "FINISHED"})
    public TaskEvent event = TaskEvent.STARTED;

    @SuppressWarnings("NullAway.Init") // built before it is used
    private Orchestrator orchestrator;

    /** Starts afresh, with nothing learned. */
    @Setup(Level.Trial)
    public void build() {
        orchestrator = new Orchestrator(Shapes.named(shape), Strategies.named(strategy), Statistics.empty());
    }

    /** Brings the run to the next event of the kind. */
    @Setup(Level.Invocation)
    public void advance() {
        orchestrator.advanceTo(event);
    }

    /** The event. */
    @Benchmark
    public void event() {
        orchestrator.tell();
    }
}
