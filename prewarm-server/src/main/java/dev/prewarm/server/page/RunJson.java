package dev.prewarm.server.page;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.hash.Hashing;
import dev.prewarm.Decision;
import dev.prewarm.server.event.RunId;
import dev.prewarm.server.track.RunReport;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes a run as JSON: instants are milliseconds since the epoch. */
final class RunJson {
    private final ObjectMapper mapper;

    RunJson(ObjectMapper mapper) {
        this.mapper = mapper;
    }

    /** A short name of a run, for addresses. */
    static String name(RunId run) {
        return Hashing.murmur3_128()
                .newHasher()
                .putString(run.source() + "\n" + run.workflow() + "\n" + run.run(), StandardCharsets.UTF_8)
                .hash()
                .toString()
                .substring(0, 16);
    }

    ObjectNode of(RunReport run, boolean withDecisions) {
        ObjectNode json = mapper.createObjectNode();
        json.put("id", name(run.id()))
                .put("source", run.id().source())
                .put("workflow", run.id().workflow())
                .put("run", run.id().run())
                .put("startedAt", run.startedAt().toEpochMilli());
        put(json, "finishedAt", run.finishedAt());
        json.put("failed", run.failed())
                .put("heldOut", run.heldOut())
                .put("known", run.known())
                .put("open", run.open());
        Map<String, ArrayNode> warmups = warmups(run);
        ArrayNode tasks = json.putArray("tasks");
        for (RunReport.TaskReport task : run.tasks()) {
            ObjectNode of = tasks.addObject();
            of.put("id", task.id()).put("state", task.state().name().toLowerCase(Locale.ROOT));
            ArrayNode services = of.putArray("services");
            task.services().forEach(services::add);
            ArrayNode spans = of.putArray("spans");
            for (RunReport.Span span : task.spans()) {
                ObjectNode at = spans.addObject();
                at.put("from", span.from().toEpochMilli());
                put(at, "to", span.to());
                at.put("instance", span.instance()).put("failed", span.failed()).put("cold", span.coldStart());
            }
            ArrayNode own = warmups.get(task.id());
            if (own != null) {
                of.set("warmups", own);
            }
        }
        if (withDecisions) {
            ArrayNode decisions = json.putArray("decisions");
            for (Decision decision : run.decisions()) {
                decisions
                        .addObject()
                        .put("at", decision.at().toEpochMilli())
                        .put("kind", decision.kind().name().toLowerCase(Locale.ROOT))
                        .put("task", decision.task())
                        .put("target", decision.target())
                        .put("sentence", Sentences.of(decision));
            }
        }
        return json;
    }

    private static void put(ObjectNode json, String field, @Nullable Instant at) {
        if (at == null) {
            json.putNull(field);
        } else {
            json.put(field, at.toEpochMilli());
        }
    }

    /** The warm-ups of each task: when it was sent, when the instance was ready, and how it ended. */
    private Map<String, ArrayNode> warmups(RunReport run) {
        Map<String, ArrayNode> all = new HashMap<>();
        Map<String, ObjectNode> open = new HashMap<>();
        for (Decision decision : run.decisions()) {
            String id = decision.task();
            int shadow = id.indexOf(" → ");
            String task = (shadow < 0) ? id : id.substring(0, shadow);
            ObjectNode sent = open.get(id);
            switch (decision.kind()) {
                case SENT -> {
                    ObjectNode warmup = all.computeIfAbsent(task, name -> mapper.createArrayNode())
                            .addObject();
                    warmup.put("from", decision.at().toEpochMilli()).put("end", "open");
                    open.put(id, warmup);
                }
                case USED, LATE, WASTED, FAILED -> {
                    if (sent != null) {
                        open.remove(id);
                        long at = decision.at().toEpochMilli();
                        long early = (decision.kind() == Decision.Kind.USED)
                                ? decision.span().map(Duration::toMillis).orElse(0L)
                                : 0;
                        sent.put("ready", Math.max(sent.get("from").asLong(), at - early))
                                .put("to", at)
                                .put("end", decision.kind().name().toLowerCase(Locale.ROOT));
                    }
                }
                default -> {
                    // Not sent.
                }
            }
        }
        return all;
    }
}
