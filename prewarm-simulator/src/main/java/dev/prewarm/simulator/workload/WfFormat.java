package dev.prewarm.simulator.workload;

import com.google.common.collect.ImmutableList;
import dev.prewarm.text.NearestName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads executions of scientific workflows in WfFormat 1.4 to 1.6, the format of WfCommons: the task graph with the measured
 * runtime of each task.
 *
 * <p>A service stands for a program, not for a task: thousands of tasks may run one program. Nextflow states a whole
 * script as program; there the task's name stands for it. Names are made legal as names of services. A program is taken to
 * keep an instance busy: one call at a time.
 */
public final class WfFormat {
    /** A cold start as published for Huawei's serverless platform: log-normal, mean 3.24 s, standard deviation 7.10 s. */
    public static final Distribution COLD_START = ProductionShapes.COLD_START;

    /** What is read of them is the same, except that 1.4 has a list of tasks with all that is known of each. */
    private static final Set<String> VERSIONS = Set.of("1.4", "1.5", "1.6");

    private static final int MOST_EDGES = 1_000_000;

    private final JsonCursor json;
    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private final Map<String, Execution> executions = new LinkedHashMap<>();
    private String name = "";
    private String system = "";
    private @Nullable String version;
    private int edges;

    private WfFormat(JsonCursor json) {
        this.json = json;
    }

    /**
     * Reads a file.
     *
     * @param runtimeCv the coefficient of variation of each task's duration, whose median is the measured runtime
     * @param coldStart the cold start of every service; a file has none
     * @throws InvalidInputException if the file cannot be read, or is not a valid instance
     */
    public static Workload read(Path file, double runtimeCv, Distribution coldStart) {
        return JsonCursor.read(file, json -> {
            WfFormat reader = new WfFormat(json);
            reader.document();
            return reader.workload(runtimeCv, coldStart);
        });
    }

    private void document() throws IOException {
        json.object("a WfFormat instance", field -> {
            switch (field) {
                case "name" -> name = json.string(field);
                case "schemaVersion" -> {
                    version = json.string(field);
                    checkVersion(version);
                }
                case "runtimeSystem" ->
                    json.object(field, inner -> {
                        if (inner.equals("name")) {
                            system = json.string(inner);
                        } else {
                            json.skip();
                        }
                    });
                case "workflow" -> json.object(field, this::part);
                default -> json.skip();
            }
        });
        checkVersion(version);
    }

    private void checkVersion(@Nullable String given) {
        if (given == null || !VERSIONS.contains(given)) {
            throw json.error("schemaVersion is " + (given == null ? "missing" : "\"" + given + "\"")
                    + ", but \"1.4\", \"1.5\" or \"1.6\" is needed");
        }
    }

    private void part(String part) throws IOException {
        switch (part) {
            case "specification" ->
                json.object(part, field -> {
                    if (field.equals("tasks")) {
                        json.array(field, this::node);
                    } else {
                        json.skip();
                    }
                });
            case "execution" ->
                json.object(part, field -> {
                    if (field.equals("tasks")) {
                        json.array(field, this::execution);
                    } else {
                        json.skip();
                    }
                });
            case "tasks" -> json.array(part, this::whole);
            default -> json.skip();
        }
    }

    private void node() throws IOException {
        Node node = new Node(json.place());
        json.object("a task", field -> {
            if (!read(node, field)) {
                json.skip();
            }
        });
        add(node);
    }

    private boolean read(Node node, String field) throws IOException {
        switch (field) {
            case "id" -> node.id = json.string(field);
            case "name" -> node.name = json.string(field);
            case "parents" -> node.parents.addAll(json.strings(field));
            case "children" -> node.children.addAll(json.strings(field));
            default -> {
                return false;
            }
        }
        return true;
    }

    /** A task of 1.4, which says itself how long it ran; others call it by its name. */
    private void whole() throws IOException {
        Node node = new Node(json.place());
        Execution execution = new Execution(json.place());
        json.object("a task", field -> {
            if (!read(node, field) && !read(execution, field)) {
                json.skip();
            }
        });
        node.id = node.name.isBlank() ? node.id : node.name;
        execution.id = node.id;
        add(node);
        add(execution);
    }

    private void add(Node node) {
        if (node.id.isBlank()) {
            throw new InvalidInputException(node.place + ": the task has no id");
        }
        edges += Math.max(node.parents.size(), node.children.size());
        if (nodes.size() >= Workload.MOST_TASKS || edges > MOST_EDGES) {
            throw new InvalidInputException(node.place + ": too large: at most " + Workload.MOST_TASKS + " tasks and "
                    + MOST_EDGES + " edges are simulated");
        }
        if (nodes.put(node.id, node) != null) {
            throw new InvalidInputException(node.place + ": two tasks have the id \"" + node.id + "\"");
        }
    }

    private void execution() throws IOException {
        Execution execution = new Execution(json.place());
        json.object("an executed task", field -> {
            if (field.equals("id")) {
                execution.id = json.string(field);
            } else if (!read(execution, field)) {
                json.skip();
            }
        });
        add(execution);
    }

    private boolean read(Execution execution, String field) throws IOException {
        switch (field) {
            case "runtimeInSeconds" -> execution.seconds = json.number(field, 0, Distribution.LONGEST);
            case "command" ->
                json.object(field, inner -> {
                    if (inner.equals("program")) {
                        execution.program = json.string(inner);
                    } else {
                        json.skip();
                    }
                });
            default -> {
                return false;
            }
        }
        return true;
    }

    private void add(Execution execution) {
        if (executions.size() >= Workload.MOST_TASKS) {
            throw new InvalidInputException(
                    execution.place + ": too large: at most " + Workload.MOST_TASKS + " tasks are simulated");
        }
        if (executions.put(execution.id, execution) != null) {
            throw new InvalidInputException(
                    execution.place + ": two executed tasks have the id \"" + execution.id + "\"");
        }
    }

    private Workload workload(double runtimeCv, Distribution coldStart) {
        Map<String, Set<String>> after = parents();
        ServiceNames names = new ServiceNames();
        Map<String, Service> services = new LinkedHashMap<>();
        List<Step> steps = new ArrayList<>();
        for (Node node : nodes.values()) {
            Execution execution = executions.get(node.id);
            if (execution == null || execution.seconds < 0) {
                throw new InvalidInputException(node.place + ": task \"" + node.id + "\" has no runtimeInSeconds in"
                        + ("1.4".equals(version) ? " workflow.tasks" : " workflow.execution.tasks"));
            }
            String service = names.of(program(node, execution));
            services.computeIfAbsent(service, key -> Service.of(key, coldStart).withConcurrency(1));
            steps.add(json.checked(
                    node.place,
                    () -> new Step(
                            node.id,
                            service,
                            after.getOrDefault(node.id, Set.of()).stream()
                                    .map(Predecessor::of)
                                    .collect(ImmutableList.toImmutableList()),
                            1,
                            0,
                            Distribution.logNormal(execution.seconds, runtimeCv))));
        }
        return json.checked(
                json.file(),
                () -> Workload.of(name.isBlank() ? "workflow" : name, ImmutableList.copyOf(services.values()), steps));
    }

    private String program(Node node, Execution execution) {
        boolean script = system.equalsIgnoreCase("Nextflow") || execution.program.isBlank();
        return (script && !node.name.isBlank()) ? node.name : (script ? node.id : execution.program);
    }

    /** An edge counts whether the parent lists its child or the child its parent. */
    private Map<String, Set<String>> parents() {
        Map<String, Set<String>> after = new LinkedHashMap<>();
        for (Node node : nodes.values()) {
            for (String parent : node.parents) {
                check(node, "parent", parent);
                after.computeIfAbsent(node.id, id -> new LinkedHashSet<>()).add(parent);
            }
            for (String child : node.children) {
                check(node, "child", child);
                after.computeIfAbsent(child, id -> new LinkedHashSet<>()).add(node.id);
            }
        }
        return after;
    }

    private void check(Node node, String relation, String other) {
        if (!nodes.containsKey(other)) {
            throw new InvalidInputException(node.place + ": task \"" + node.id + "\" has the " + relation + " \""
                    + other + "\", which is not a task" + NearestName.hint(other, nodes.keySet()));
        }
    }

    /** A task of the specification. */
    private static final class Node {
        final String place;
        final List<String> parents = new ArrayList<>();
        final List<String> children = new ArrayList<>();
        String id = "";
        String name = "";

        Node(String place) {
            this.place = place;
        }
    }

    /** A task of the execution. */
    private static final class Execution {
        final String place;
        String id = "";
        String program = "";
        double seconds = -1;

        Execution(String place) {
            this.place = place;
        }
    }
}
