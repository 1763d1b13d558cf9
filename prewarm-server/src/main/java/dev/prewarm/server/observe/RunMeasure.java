package dev.prewarm.server.observe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.prewarm.Decision;
import dev.prewarm.server.event.EventTypes;
import dev.prewarm.server.event.RunId;
import dev.prewarm.server.event.SourceNames;
import dev.prewarm.server.journal.OwnLine;
import dev.prewarm.server.track.RunReport;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * What a run that has ended took, and what was spent for it.
 *
 * @param run which
 * @param at when it ended
 * @param heldOut whether it was left cold on purpose
 * @param seconds from its start to its end
 * @param callSeconds that its tasks spent on services, waiting for them included
 * @param idleSeconds that instances were idle because they were warmed for it
 * @param coldStarts tasks that are believed to have met one
 * @param warmups that were sent for it
 */
public record RunMeasure(
        RunId run,
        Instant at,
        boolean heldOut,
        double seconds,
        double callSeconds,
        double idleSeconds,
        int coldStarts,
        int warmups) {
    /**
     * Measures a run.
     *
     * @param retention how long a service keeps an idle instance, in seconds
     * @return empty if the run has failed, or did not end, or nothing is known of it: it cannot be compared
     */
    public static Optional<RunMeasure> of(RunReport run, ToDoubleFunction<String> retention) {
        Instant end = run.finishedAt();
        if (!run.known() || run.failed() || end == null) {
            return Optional.empty();
        }
        double calls = 0;
        int cold = 0;
        for (RunReport.TaskReport task : run.tasks()) {
            for (RunReport.Span span : task.spans()) {
                Instant to = span.to();
                if (to != null && !task.services().isEmpty()) {
                    calls += seconds(span.from(), to);
                    cold += span.coldStart() ? 1 : 0;
                }
            }
        }
        double idle = 0;
        int sent = 0;
        Map<String, Decision> open = new HashMap<>();
        for (Decision decision : run.decisions()) {
            int instances = Math.max(1, decision.instances());
            switch (decision.kind()) {
                case SENT -> {
                    sent++;
                    open.put(decision.task(), decision);
                }
                case USED -> {
                    open.remove(decision.task());
                    idle += instances * decision.span().map(Duration::toMillis).orElse(0L) / 1e3;
                }
                case WASTED -> {
                    open.remove(decision.task());
                    idle += instances * retention.applyAsDouble(decision.target());
                }
                case LATE, FAILED -> open.remove(decision.task());
                default -> {
                    // Nothing was started.
                }
            }
        }
        for (Decision left : open.values()) {
            // No task of the run will use it any more.
            idle += Math.max(1, left.instances()) * retention.applyAsDouble(left.target());
        }
        return Optional.of(
                new RunMeasure(run.id(), end, run.heldOut(), seconds(run.startedAt(), end), calls, idle, cold, sent));
    }

    private static double seconds(Instant from, Instant to) {
        return Math.max(0, Duration.between(from, to).toNanos() / 1e9);
    }

    /** As a line of the journal. */
    public byte[] toLine() {
        ObjectNode data = OwnLine.data()
                .put("workflow", run.workflow())
                .put("run", run.run())
                .put("heldOut", heldOut)
                .put("seconds", seconds)
                .put("callSeconds", callSeconds)
                .put("idleSeconds", idleSeconds)
                .put("coldStarts", coldStarts)
                .put("warmups", warmups);
        String id = "measured-" + at.toEpochMilli() + "-" + run.hashCode();
        return OwnLine.of(EventTypes.RUN_MEASURED, SourceNames.toUri(run.source()), id, at, data);
    }

    /** What was written to the journal; empty if that is something else. */
    public static Optional<RunMeasure> fromLine(JsonNode json) {
        if (!json.path("data").path("seconds").isNumber()) {
            return Optional.empty();
        }
        String source = SourceNames.ofUri(json.path("source").asText());
        return OwnLine.read(
                json,
                EventTypes.RUN_MEASURED,
                (data, at) -> new RunMeasure(
                        new RunId(
                                source,
                                data.path("workflow").asText(),
                                data.path("run").asText()),
                        at,
                        data.path("heldOut").asBoolean(),
                        data.path("seconds").asDouble(),
                        data.path("callSeconds").asDouble(),
                        data.path("idleSeconds").asDouble(),
                        data.path("coldStarts").asInt(),
                        data.path("warmups").asInt()));
    }
}
