package dev.prewarm;

/** The options of a task that nobody needs to name: all but {@link TaskOption.After}. */
final class OtherOption {
    private OtherOption() {}

    /** See {@link TaskOption#width}. */
    record Width(int calls) implements TaskOption {}

    /** See {@link TaskOption#lasting(Prior)}. */
    record Lasting(Prior duration) implements TaskOption {}

    /** See {@link TaskOption#limit}. */
    record Limit(int instances) implements TaskOption {}

    /** See {@link TaskOption#needing}. */
    record Needing(int predecessors) implements TaskOption {}
}
