package dev.prewarm.server;

import dev.prewarm.server.journal.Journal;
import dev.prewarm.server.receive.Inbox;
import dev.prewarm.server.receive.ReceiveCounts;
import dev.prewarm.server.track.Tracker;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The server's own meters, beside those of the Prewarmer. */
final class ServerMetrics {
    private ServerMetrics() {}

    static void bind(
            MeterRegistry registry, ReceiveCounts counts, Inbox inbox, Tracker tracker, @Nullable Journal journal) {
        requests(registry, "accepted", counts.accepted);
        requests(registry, "busy", counts.refusedBusy);
        requests(registry, "too_large", counts.refusedLarge);
        requests(registry, "broken", counts.broken);
        requests(registry, "unauthorized", counts.unauthorized);
        events(registry, "understood", counts.events);
        events(registry, "ignored", counts.ignored);
        events(registry, "invalid", counts.invalid);
        events(registry, "failed", counts.failed);
        Gauge.builder("prewarm.server.waiting", inbox, Inbox::size)
                .description("Requests that wait to be read")
                .register(registry);
        FunctionCounter.builder("prewarm.server.discarded", tracker, Tracker::discarded)
                .description("Events of runs that told nothing new, or for which there was no room")
                .register(registry);
        if (journal != null) {
            FunctionCounter.builder("prewarm.server.journal.lost", journal, Journal::lost)
                    .description("Times that something could not be written to the journal")
                    .register(registry);
        }
        Gauge.builder("prewarm.server.runs.open", tracker, Tracker::openRuns)
                .description("Runs that have not ended")
                .register(registry);
        Gauge.builder("prewarm.server.runs.unknown", tracker, Tracker::unknownRuns)
                .description("Runs of workflows that nothing is known of")
                .register(registry);
    }

    private static void requests(MeterRegistry registry, String outcome, LongAdder count) {
        FunctionCounter.builder("prewarm.server.requests", count, LongAdder::sum)
                .description("Requests with events, and any that did not show the token, by how they were answered")
                .tag("outcome", outcome)
                .register(registry);
    }

    private static void events(MeterRegistry registry, String outcome, LongAdder count) {
        FunctionCounter.builder("prewarm.server.received", count, LongAdder::sum)
                .description("Events received, by what became of them")
                .tag("outcome", outcome)
                .register(registry);
    }
}
