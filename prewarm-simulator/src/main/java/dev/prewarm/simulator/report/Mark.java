package dev.prewarm.simulator.report;

/** What is to be seen at a glance of a strategy on a page. */
enum Mark {
    /** Nothing. */
    NONE(""),
    /** It is the cheapest of those that can be used. */
    CHEAPEST("cheapest"),
    /** The runs cannot tell it from the cheapest. */
    AS_CHEAP("as cheap"),
    /** It is none, and nothing is worth doing. */
    ENOUGH("enough");

    private final String label;

    Mark(String label) {
        this.label = label;
    }

    /** Whether it is what should be used. */
    boolean best() {
        return this == CHEAPEST || this == ENOUGH;
    }

    String label() {
        return label;
    }
}
