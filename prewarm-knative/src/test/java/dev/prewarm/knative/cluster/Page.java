package dev.prewarm.knative.cluster;

import dev.prewarm.SystemScheduler;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** The page on which the runs are told. Each run writes a section of its own, in place of what it told before. */
final class Page {
    private Page() {}

    /** Writes a section to the page that {@code prewarm.cluster.page} names, and to the output in any case. */
    static synchronized void section(String title, String versions, String text) throws IOException {
        try (SystemScheduler clock = new SystemScheduler()) {
            LocalDate today = LocalDate.ofInstant(clock.wallClock(), ZoneOffset.UTC);
            String section = "## " + title + "\n\n" + today + ", " + versions + ", "
                    + Runtime.getRuntime().availableProcessors() + " cores, load "
                    + "%.1f"
                            .formatted(
                                    ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage())
                    + " at the end.\n\n" + text.strip() + "\n";
            System.out.println(section);
            String name = System.getProperty("prewarm.cluster.page");
            if (name != null) {
                Path page = Path.of(name);
                String before = Files.exists(page) ? Files.readString(page) : "";
                int from = before.indexOf("## " + title + "\n");
                int next = (from < 0) ? -1 : before.indexOf("\n## ", from);
                String after = (from < 0)
                        ? before + "\n" + section
                        : before.substring(0, from) + section + (next < 0 ? "" : before.substring(next));
                Files.writeString(page, after);
            }
        }
    }
}
