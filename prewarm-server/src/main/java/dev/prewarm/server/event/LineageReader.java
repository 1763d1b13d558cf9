package dev.prewarm.server.event;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads what Airflow's OpenLineage provider sends: the graph with the start of a DAG's run, starts and ends of tasks, and, with the
 * end of the run, what was skipped.
 *
 * <p>What a task calls is not in these events, and neither is which way a branch went, nor how many instances a mapped task has. When
 * a task may run is told by the task itself, when it starts. Events of other producers, and those that tell of no DAG, are left out.
 * Safe for use by any thread.
 */
public final class LineageReader {
    private static final Set<String> NOT_RUN = Set.of("skipped", "upstream_failed", "removed");

    private final CronTimes cron = new CronTimes();

    /** A reader. */
    public LineageReader() {}

    /**
     * A run event.
     *
     * @return what it tells, in order; empty if that is nothing
     * @throws InvalidEventException if it is none, or a field is not as it has to be
     */
    public List<Event> read(JsonNode json) throws InvalidEventException {
        Fields event = new Fields("event", json);
        String type = event.text("eventType");
        if (type == null) {
            // A DatasetEvent or a JobEvent, which tell of no run.
            return List.of();
        }
        Instant at = event.instant("eventTime");
        if (at == null) {
            throw new InvalidEventException("event has no eventTime, but it is required");
        }
        Fields job = new Fields("event.job", event.value("job"));
        String source = job.text("namespace");
        JsonNode facets = new Fields("event.run", event.value("run")).value("facets");
        if (facets == null) {
            return List.of();
        }
        if (facets.path("airflowDagRun").isObject()) {
            return dag((source == null) ? "" : source, type, at, job, facets);
        }
        if (facets.path("airflow").isObject()) {
            return task((source == null) ? "" : source, type, at, new Fields("airflow", facets.get("airflow")));
        }
        return List.of();
    }

    private List<Event> dag(String source, String type, Instant at, Fields job, JsonNode facets)
            throws InvalidEventException {
        Fields facet = new Fields("airflowDagRun", facets.get("airflowDagRun"));
        RunId run = run(source, facet);
        return switch (type) {
            case "START" -> {
                JsonNode timetable = new Fields("airflowDagRun.dag", facet.value("dag")).value("timetable");
                yield List.of(new Event.RunStarted(run, at, shape(job), next(timetable, at)));
            }
            case "COMPLETE", "FAIL", "ABORT" -> {
                List<Event> events = new ArrayList<>();
                JsonNode states = facets.path("airflowState").path("tasksState");
                if (states.isObject()) {
                    new Fields("airflowState.tasksState", states).checkTasks();
                }
                for (Map.Entry<String, JsonNode> state : states.properties()) {
                    if (NOT_RUN.contains(state.getValue().asText())) {
                        events.add(new Event.TaskSkipped(TaskId.of(run, state.getKey()), at));
                    }
                }
                events.add(new Event.RunFinished(run, at, !type.equals("COMPLETE")));
                yield events;
            }
            default -> List.of();
        };
    }

    private static RunId run(String source, Fields facet) throws InvalidEventException {
        String workflow = new Fields("dag", facet.value("dag")).name("dag_id");
        return new RunId(source, workflow, new Fields("dagRun", facet.value("dagRun")).name("run_id"));
    }

    private @Nullable Instant next(@Nullable JsonNode timetable, Instant at) {
        if (timetable == null || !timetable.path("expression").isTextual()) {
            return null;
        }
        String zone = timetable.path("timezone").asText("UTC");
        return cron.next(timetable.path("expression").textValue(), zone, at)
                .filter(Fields::canBe)
                .orElse(null);
    }

    private static @Nullable Shape shape(Fields job) throws InvalidEventException {
        JsonNode facets = job.value("facets");
        JsonNode tasks = (facets == null) ? null : facets.path("airflow").get("tasks");
        if (tasks == null || !tasks.isObject() || tasks.isEmpty()) {
            return null;
        }
        new Fields("airflow.tasks", tasks).checkTasks();
        Map<String, List<String>> after = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> task : tasks.properties()) {
            after.computeIfAbsent(task.getKey(), id -> new ArrayList<>());
            for (JsonNode next : task.getValue().path("downstream_task_ids")) {
                after.computeIfAbsent(next.asText(), id -> new ArrayList<>()).add(task.getKey());
            }
        }
        Map<String, Step> steps = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> task : tasks.properties()) {
            steps.put(task.getKey(), step(after.getOrDefault(task.getKey(), List.of()), task.getValue()));
        }
        return new Shape(steps);
    }

    private static Step step(List<String> after, JsonNode task) throws InvalidEventException {
        String operator = task.path("operator").asText("");
        Fields.checkLength("airflow.tasks.operator", operator);
        String simple = operator.substring(operator.lastIndexOf('.') + 1);
        boolean told = task.path("emits_ol_events").asBoolean(true);
        return new Step(
                after,
                null,
                null,
                false,
                Step.UNKNOWN,
                0,
                simple.contains("Branch") || simple.contains("ShortCircuit"),
                !told && (simple.equals("EmptyOperator") || simple.equals("DummyOperator")),
                List.of(),
                simple);
    }

    private static List<Event> task(String source, String type, Instant at, Fields facet) throws InvalidEventException {
        RunId run = run(source, facet);
        Fields described = new Fields("airflow.task", facet.value("task"));
        Fields instance = new Fields("airflow.taskInstance", facet.value("taskInstance"));
        TaskId task = new TaskId(
                run,
                described.name("task_id"),
                instance.number("try_number", 0, Integer.MAX_VALUE, 0),
                Math.max(instance.number("map_index", -1, Fields.MOST_INSTANCES, -1), TaskId.WHOLE));
        String rule = described.text("trigger_rule");
        return switch (type) {
            case "START" ->
                List.of(new Event.TaskStarted(
                        task,
                        at,
                        null,
                        (rule == null) ? null : TriggerRule.of(rule).orElse(null)));
            case "COMPLETE" -> List.of(new Event.TaskFinished(task, at, null, Map.of()));
            case "FAIL", "ABORT" -> List.of(new Event.TaskFailed(task, at, null));
            default -> List.of();
        };
    }
}
