package dev.prewarm.benchmarks;

import dev.prewarm.Target;
import dev.prewarm.Workflow;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Building and validating a workflow of 100,000 tasks and about 300,000 dependencies. */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 5)
@Measurement(iterations = 10)
@State(Scope.Thread)
public class WorkflowBuild {
    private static final int TASKS = 100_000;

    private final List<Target> targets = Shapes.targets(1_000);

    /** A layered graph: each task waits for three of the layer before. */
    @Benchmark
    public Workflow build() {
        return Shapes.layered("large", TASKS, targets);
    }
}
