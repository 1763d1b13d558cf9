package dev.prewarm.shape;

import dev.prewarm.shape.Trace.Call;
import org.jspecify.annotations.Nullable;

/** One call of a step of an {@link ObservedRun}, which has started; with it the run is told how it ends. */
public final class Step {
    /** Null for one that is not looked at. */
    final @Nullable Call call;

    Step(@Nullable Call call) {
        this.call = call;
    }

    /**
     * The id of its task in the learned workflow: the kind, or {@code kind#2} and so on where a kind has several places. Empty for
     * a step that is not looked at, because there are too many, or its kind is blank, too long or no proper Unicode.
     */
    public String task() {
        return (call == null) ? "" : call.node.id;
    }

    @Override
    public String toString() {
        return (call == null) ? "a step that is not looked at" : call.node.id + "[" + call.number + "]";
    }
}
