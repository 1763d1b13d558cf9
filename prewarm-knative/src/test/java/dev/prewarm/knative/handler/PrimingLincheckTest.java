package dev.prewarm.knative.handler;

import static com.google.common.base.Preconditions.checkState;

import com.google.common.base.Ticker;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Warm-ups that come at the same time, to an instance where the second of two steps fails at first. */
@Tag("lincheck")
public final class PrimingLincheckTest {
    /** Not volatile: it is what the priming guards. */
    private int connected;

    private int filled;

    private final Priming priming = Priming.builder("pod-1")
            .ticker(new StoppedTicker()::read)
            .step("connect", this::connect)
            .step("fill", this::fill)
            .build();

    private void connect() {
        connected++;
    }

    private void fill() {
        filled++;
        if (filled == 1) {
            throw new IllegalStateException("on purpose");
        }
    }

    /** How often the steps had run, once they are done; 0 after a failure. */
    @Operation
    public int await() throws InterruptedException {
        try {
            priming.await();
            return 10 * connected + filled;
        } catch (PrimingException e) {
            return 0;
        }
    }

    @Operation
    public boolean done() {
        return priming.done();
    }

    @Operation
    public boolean arrived() {
        return priming.arrived();
    }

    @Validate
    public void noStepIsRepeatedOnceItHasSucceeded() {
        checkState(connected <= 1 && filled <= 2, "connected: %s, filled: %s times", connected, filled);
    }

    @Test
    void warmUpsAreAsIfOneAfterTheOther() {
        new ModelCheckingOptions()
                .iterations(20)
                .invocationsPerIteration(300)
                .threads(3)
                .actorsPerThread(2)
                .check(PrimingLincheckTest.class);
    }

    private static final class StoppedTicker extends Ticker {
        @Override
        public long read() {
            return 0;
        }
    }
}
