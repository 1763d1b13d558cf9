package dev.prewarm.benchmarks;

import dev.prewarm.PrewarmStrategy;
import dev.prewarm.Prewarmer;
import dev.prewarm.SystemScheduler;
import dev.prewarm.WarmupResult;
import dev.prewarm.shape.LearnedWorkflows;
import dev.prewarm.shape.ObservedRun;
import dev.prewarm.shape.Step;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a step of a learned workflow costs the thread of the engine's logic: its start and its end are traced and told, and, as a part
 * of it, the run is begun, closed and learned.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class ObservedStep {
    private static final int STEPS = 20;
    private static final String[] NAMES = names();

    private static String[] names() {
        String[] names = new String[STEPS];
        for (int i = 0; i < STEPS; i++) {
            names[i] = "Activity" + i;
        }
        return names;
    }

    /** One run of steps in a row. */
    @Benchmark
    @OperationsPerInvocation(STEPS)
    public void step(Engine engine) {
        engine.run();
    }

    /** An engine without services, whose workflow has been learned. */
    @State(Scope.Thread)
    public static class Engine {
        private final SystemScheduler scheduler = new SystemScheduler();
        private final Prewarmer prewarmer = Prewarmer.builder(
                        request -> CompletableFuture.completedStage(WarmupResult.failed("not reached", false)))
                .strategy(PrewarmStrategy.none())
                .build();
        private final LearnedWorkflows workflows =
                LearnedWorkflows.builder(prewarmer).build();
        private final Instant start = scheduler.wallClock();
        private long runs;

        /** Learns. */
        @Setup(Level.Trial)
        public void learn() {
            run();
        }

        void run() {
            ObservedRun run = workflows.run("chain", Long.toString(runs++), start);
            for (int i = 0; i < STEPS; i++) {
                Step step = run.started(NAMES[i]);
                run.moment(start, i);
                run.finished(step);
            }
            run.end();
        }

        /** Ends the threads. */
        @TearDown(Level.Trial)
        public void close() {
            prewarmer.close();
            scheduler.close();
        }
    }
}
