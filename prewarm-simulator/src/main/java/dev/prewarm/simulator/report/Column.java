package dev.prewarm.simulator.report;

import static java.util.Objects.requireNonNull;

/**
 * A column of figures of a {@link ReportPage}.
 *
 * @param over what stands over it and its neighbours, with their unit; empty for nothing
 * @param label what it is called, with its unit if none stands over it
 * @param digits how many digits after the point there are at most; none, where all figures of the column are whole
 */
record Column(String over, String label, int digits) {
    Column {
        requireNonNull(over, "over");
        requireNonNull(label, "label");
    }

    static Column of(String label) {
        return new Column("", label, Figures.BRIEF_DIGITS);
    }

    static Column under(String over, String label) {
        return new Column(over, label, Figures.BRIEF_DIGITS);
    }
}
