package dev.prewarm.benchmarks;

import dev.prewarm.Statistics;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Events a second through one loop: one run after another, with all that belongs to it: reviews, warm-ups, their
 * answers, the starts and ends of runs, and the timers. Every event is planned for on its own, never several at once.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@State(Scope.Thread)
public class LoopThroughput {
    /** See {@link Strategies#named}. */
    @Param({"none", "next-hop", "timed-lead", "cost-aware"})
    public String strategy = "none";

    /** See {@link Shapes#named}. */
    @Param({"chain-2", "fork-5", "fork-7"})
    public String shape = "chain-2";

    @SuppressWarnings("NullAway.Init") // built before it is used
    private Orchestrator orchestrator;

    /** Starts afresh, with nothing learned. */
    @Setup
    public void build() {
        orchestrator = new Orchestrator(Shapes.named(shape), Strategies.named(strategy), Statistics.empty());
    }

    /** One event. */
    @Benchmark
    public void event() {
        orchestrator.step();
    }
}
