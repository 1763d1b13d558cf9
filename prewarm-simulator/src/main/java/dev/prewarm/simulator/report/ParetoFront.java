package dev.prewarm.simulator.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The strategies that no other one beats in both delay and instance-seconds. */
final class ParetoFront {
    private ParetoFront() {}

    /** From the cheapest to the fastest; bounds take no part. */
    static List<ReportEntry> of(List<ReportEntry> entries) {
        List<ReportEntry> byPrice = entries.stream()
                .filter(entry -> !entry.bound())
                .sorted(Comparator.comparingDouble(ReportEntry::instanceSeconds)
                        .thenComparingDouble(ReportEntry::seconds))
                .toList();
        List<ReportEntry> front = new ArrayList<>();
        double fastest = Double.POSITIVE_INFINITY;
        for (ReportEntry entry : byPrice) {
            if (entry.seconds() < fastest) {
                fastest = entry.seconds();
                front.add(entry);
            }
        }
        return front;
    }
}
