package dev.prewarm.simulator.contestant;

/** What a contestant is to the reader of a comparison, in the order of reports. */
public enum ContestantGroup {
    /** A strategy of this library or of the user's, or warming nothing. */
    USABLE("what can be used"),
    /** A strategy that others published, written from its description. */
    PUBLISHED("published elsewhere, to compare with"),
    /** What is done without a strategy. */
    INSTEAD("what people do instead"),
    /** No strategy, but what none can beat. */
    BOUND("bounds that no strategy can beat");

    private final String label;

    ContestantGroup(String label) {
        this.label = label;
    }

    /** What people call it. */
    public String label() {
        return label;
    }
}
