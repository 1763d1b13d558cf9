package dev.prewarm.shape;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TraceTest {
    @Test
    void ofKindsBeyondTheStepsThatAreLookedAtNothingIsKept() {
        Trace trace = new Trace();
        for (int i = 0; i < 10 * Trace.MOST_STEPS; i++) {
            trace.batch(i);
            Trace.Call call = trace.started("kind" + i);
            if (call != null) {
                trace.ended(call, false);
            }
        }
        assertThat(trace).hasToString("256 steps of 256 kinds");
    }
}
