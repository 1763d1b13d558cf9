package dev.prewarm.simulator.workload;

import com.google.common.collect.ImmutableList;
import dev.prewarm.Target;
import dev.prewarm.text.NearestName;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the document of a {@link WorkflowFile}. */
final class WorkflowFileReader {
    private final JsonCursor json;
    private final List<Service> services = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();
    private int version;
    private String name = "";

    WorkflowFileReader(JsonCursor json) {
        this.json = json;
    }

    Workload workload() throws IOException {
        json.object("a workflow file", field -> {
            switch (field) {
                case "formatVersion" -> version = json.integer(field, WorkflowFile.VERSION, WorkflowFile.VERSION);
                case "name" -> name = json.string(field);
                case "services" -> json.object(field, this::service);
                case "tasks" -> json.array(field, this::task);
                case "$schema", "description" -> json.skip();
                default -> throw unknown(field, List.of("formatVersion", "name", "description", "services", "tasks"));
            }
        });
        if (version == 0) {
            throw new InvalidInputException(
                    json.file() + ": formatVersion is missing; this format has version " + WorkflowFile.VERSION);
        }
        return json.checked(json.file(), () -> Workload.of(name, services, steps));
    }

    private void service(String id) throws IOException {
        String place = json.place();
        ServiceDraft draft = new ServiceDraft();
        json.object("service " + id, field -> {
            switch (field) {
                case "uri" -> draft.uri = uri();
                case "concurrency" -> draft.concurrency = json.integer(field, 0, 1000);
                case "retention" -> draft.retention = duration(field);
                case "minScale" -> draft.minScale = json.integer(field, 0, 1000);
                case "coldStart" -> draft.coldStart = distribution(field);
                default -> throw unknown(field, List.of("uri", "concurrency", "retention", "minScale", "coldStart"));
            }
        });
        Distribution coldStart = draft.coldStart;
        if (coldStart == null) {
            throw new InvalidInputException(place + ": service " + id + " has no coldStart");
        }
        services.add(json.checked(
                place,
                () -> new Service(
                        id,
                        draft.uri == null ? Service.defaultUri(Service.checkLegal(id)) : draft.uri,
                        draft.concurrency,
                        draft.retention,
                        draft.minScale,
                        coldStart)));
    }

    private URI uri() throws IOException {
        String text = json.string("uri");
        return json.checked(json.place(), () -> URI.create(text));
    }

    private void task() throws IOException {
        String place = json.place();
        if (steps.size() >= Workload.MOST_TASKS) {
            throw json.error("too large: at most " + Workload.MOST_TASKS + " tasks are simulated");
        }
        TaskDraft draft = new TaskDraft();
        json.object("a task", field -> {
            switch (field) {
                case "id" -> draft.id = json.string(field);
                case "service" -> draft.service = json.string(field);
                case "after" -> json.array(field, () -> draft.after.add(predecessor()));
                case "width" -> draft.width = json.integer(field, 1, Step.LARGEST_WIDTH);
                case "needs" -> draft.needs = json.integer(field, 1, Workload.MOST_TASKS);
                case "duration" -> draft.duration = distribution(field);
                default -> throw unknown(field, List.of("id", "service", "after", "width", "needs", "duration"));
            }
        });
        Distribution duration = draft.duration;
        if (duration == null) {
            throw new InvalidInputException(place + ": task " + draft.id + " has no duration");
        }
        steps.add(json.checked(
                place,
                () -> new Step(
                        draft.id,
                        draft.service,
                        ImmutableList.copyOf(draft.after),
                        draft.width,
                        draft.needs,
                        duration)));
    }

    private Predecessor predecessor() throws IOException {
        if (json.isString()) {
            return Predecessor.of(json.string("a predecessor"));
        }
        String place = json.place();
        PredecessorDraft draft = new PredecessorDraft();
        json.object("a predecessor", field -> {
            switch (field) {
                case "task" -> draft.task = json.string(field);
                case "probability" -> draft.probability = json.number(field, 0, 1);
                case "declaredProbability" -> draft.declared = json.number(field, 0, 1);
                case "alternative" -> draft.alternative = json.bool(field);
                case "resolvedBy" -> draft.resolvedBy = json.string(field);
                default ->
                    throw unknown(
                            field, List.of("task", "probability", "declaredProbability", "alternative", "resolvedBy"));
            }
        });
        if (draft.task.isBlank()) {
            throw new InvalidInputException(place + ": the predecessor has no task");
        }
        double declared = (draft.declared < 0) ? draft.probability : draft.declared;
        return json.checked(
                place,
                () -> new Predecessor(draft.task, draft.probability, declared, draft.alternative, draft.resolvedBy));
    }

    private Duration duration(String what) throws IOException {
        String text = json.string(what);
        return json.checked(json.place(), () -> DurationText.parse(text));
    }

    /** A duration, or an object that describes a distribution. */
    private Distribution distribution(String what) throws IOException {
        if (json.isString()) {
            return Distribution.constant(DurationText.seconds(duration(what)));
        }
        if (!json.isObject()) {
            throw json.error(
                    what + " is neither a duration, like \"250ms\", nor an object that describes a distribution");
        }
        String place = json.place();
        DistributionDraft draft = new DistributionDraft();
        json.object(what, field -> {
            switch (field) {
                case "median" -> draft.median = seconds(field);
                case "cv" -> draft.cv = json.number(field, 0, Distribution.LARGEST_CV);
                case "mean" -> draft.mean = seconds(field);
                case "sd" -> draft.sd = seconds(field);
                case "low" -> draft.low = seconds(field);
                case "high" -> draft.high = seconds(field);
                case "highProbability" -> draft.highProbability = json.number(field, 0, 1);
                case "atLeast" -> draft.atLeast = seconds(field);
                case "atMost" -> draft.atMost = seconds(field);
                default -> throw unknown(field, DistributionDraft.FIELDS);
            }
        });
        return json.checked(place, () -> draft.build(what));
    }

    private double seconds(String what) throws IOException {
        return DurationText.seconds(duration(what));
    }

    private InvalidInputException unknown(String field, List<String> known) {
        return json.error("unknown field \"" + field + "\"" + NearestName.hint(field, known) + " (allowed: "
                + String.join(", ", known) + ")");
    }

    /** A service before it is whole. */
    private static final class ServiceDraft {
        @Nullable
        URI uri;

        int concurrency;
        Duration retention = Target.DEFAULT_RETENTION;
        int minScale;

        @Nullable
        Distribution coldStart;
    }

    /** A task before it is whole. */
    private static final class TaskDraft {
        String id = "";

        @Nullable
        String service;

        final List<Predecessor> after = new ArrayList<>();
        int width = 1;
        int needs;

        @Nullable
        Distribution duration;
    }

    /** An edge before it is whole. */
    private static final class PredecessorDraft {
        String task = "";
        double probability = 1;
        double declared = -1;
        boolean alternative;

        @Nullable
        String resolvedBy;
    }
}
