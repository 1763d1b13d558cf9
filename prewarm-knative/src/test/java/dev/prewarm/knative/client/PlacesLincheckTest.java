package dev.prewarm.knative.client;

import java.util.ArrayList;
import java.util.List;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Two places, both taken, and two that may wait for them: whatever enters and leaves at the same time, each finds what it
 * would find if they came one after the other.
 */
@Tag("lincheck")
public final class PlacesLincheckTest {
    private final ThreadLocal<List<Runnable>> admitted = ThreadLocal.withInitial(ArrayList::new);
    private final Places places = new Places(2, 2, next -> admitted.get().add(next));

    public PlacesLincheckTest() {
        places.enter(() -> {});
        places.enter(() -> {});
    }

    /** What comes in at once, waits, or is refused. */
    @Operation
    public String enter() {
        boolean[] ran = new boolean[1];
        boolean accepted = places.enter(() -> ran[0] = true);
        return ran[0] ? "in" : (accepted ? "waits" : "refused");
    }

    /** Whether the place went to one that waited. */
    @Operation(runOnce = true)
    public boolean firstLeaves() {
        return leave();
    }

    @Operation(runOnce = true)
    public boolean secondLeaves() {
        return leave();
    }

    private boolean leave() {
        admitted.get().clear();
        places.leave();
        return !admitted.get().isEmpty();
    }

    @Test
    void entriesAndExitsAreAsIfOneAfterTheOther() {
        new ModelCheckingOptions()
                .iterations(20)
                .invocationsPerIteration(300)
                .threads(3)
                .actorsPerThread(2)
                .check(PlacesLincheckTest.class);
    }
}
