package dev.prewarm.benchmarks;

import dev.prewarm.SystemScheduler;
import java.util.concurrent.ConcurrentLinkedQueue;
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
import org.openjdk.jmh.infra.Blackhole;

/**
 * What an event costs the thread that tells it: the real clock is read and the event queued; that it is handled is not
 * measured. Beside it an offer to a queue of the JDK, the least that any hand-over costs.
 */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class EventCost {
    /** Started and finished, in turn. */
    @Benchmark
    @OperationsPerInvocation(Caller.EVENTS)
    public void event(Told told) {
        told.caller.tell();
    }

    /** The part of it that is reading the clock. */
    @Benchmark
    @OperationsPerInvocation(Caller.EVENTS)
    public void clock(Clock clock, Blackhole blackhole) {
        for (int i = 0; i < Caller.EVENTS; i++) {
            blackhole.consume(clock.scheduler.now());
        }
    }

    /** The yardstick. */
    @Benchmark
    @OperationsPerInvocation(Caller.EVENTS)
    public void offer(Queue queue) {
        for (int i = 0; i < Caller.EVENTS; i++) {
            queue.queue.offer(queue);
        }
    }

    /** The events of one run. */
    @State(Scope.Thread)
    public static class Told {
        private final Caller caller = new Caller();

        /** Starts a run. */
        @Setup(Level.Invocation)
        public void begin() {
            caller.begin();
        }

        /** Handles its events. */
        @TearDown(Level.Invocation)
        public void drain() {
            caller.drain();
        }

        /** Ends the clock's thread. */
        @TearDown(Level.Trial)
        public void close() {
            caller.close();
        }
    }

    /** The real clock. */
    @State(Scope.Thread)
    public static class Clock {
        private final SystemScheduler scheduler = new SystemScheduler();

        /** Ends its thread. */
        @TearDown(Level.Trial)
        public void close() {
            scheduler.close();
        }
    }

    /** A queue that is emptied as often. */
    @State(Scope.Thread)
    public static class Queue {
        private final ConcurrentLinkedQueue<Object> queue = new ConcurrentLinkedQueue<>();

        /** Takes out what was offered, one by one. */
        @TearDown(Level.Invocation)
        public void drain() {
            while (queue.poll() != null) {
                // The work is in the condition.
            }
        }
    }
}
