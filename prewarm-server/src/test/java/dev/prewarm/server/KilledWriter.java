package dev.prewarm.server;

import dev.prewarm.FileStatisticsStore;
import dev.prewarm.Statistics;
import dev.prewarm.SystemScheduler;
import dev.prewarm.Target;
import dev.prewarm.Workflow;
import dev.prewarm.server.event.Event;
import dev.prewarm.server.event.EventWriter;
import dev.prewarm.server.event.RunId;
import dev.prewarm.server.event.TaskId;
import dev.prewarm.server.journal.Journal;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A process of its own that writes a journal and statistics as fast as it can, and says how far it has come, until it is killed. */
final class KilledWriter {
    private KilledWriter() {}

    /**
     * Writes until it is killed.
     *
     * @param args the directory
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        Path directory = Path.of(args[0]);
        SystemScheduler clock = new SystemScheduler();
        EventWriter writer = new EventWriter("killed");
        Statistics statistics = Statistics.empty();
        Target target = Target.of("service", URI.create("http://service/"));
        Workflow workflow = Workflow.builder("workflow").task("task", target).build();
        FileStatisticsStore store = new FileStatisticsStore(directory.resolve("statistics.bin"));
        Journal journal = new Journal(directory.resolve("journal"), 1 << 20, 1_000, clock);
        CountDownLatch never = new CountDownLatch(1);
        for (int i = 0; ; i++) {
            for (int j = 0; j < 20; j++) {
                journal.append(writer.write(new Event.TaskSkipped(
                        TaskId.of(new RunId("airflow", "workflow", "run"), Integer.toString(20 * i + j)),
                        clock.wallClock())));
            }
            statistics.addDuration(workflow, workflow.task("task"), Duration.ofMillis(i));
            store.save(statistics.snapshot());
            System.out.println(20 * (i + 1));
            never.await(5, TimeUnit.MILLISECONDS);
        }
    }
}
