package dev.prewarm.examples;

import static dev.prewarm.TaskOption.after;
import static dev.prewarm.TaskOption.needing;

import dev.prewarm.Target;
import dev.prewarm.TaskOption;
import dev.prewarm.Workflow;
import io.serverlessworkflow.api.types.CallHTTP;
import io.serverlessworkflow.api.types.CallTask;
import io.serverlessworkflow.api.types.DoTask;
import io.serverlessworkflow.api.types.Endpoint;
import io.serverlessworkflow.api.types.FlowDirective;
import io.serverlessworkflow.api.types.FlowDirectiveEnum;
import io.serverlessworkflow.api.types.ForTask;
import io.serverlessworkflow.api.types.ForkTask;
import io.serverlessworkflow.api.types.RaiseTask;
import io.serverlessworkflow.api.types.SetTask;
import io.serverlessworkflow.api.types.SwitchItem;
import io.serverlessworkflow.api.types.SwitchTask;
import io.serverlessworkflow.api.types.TaskBase;
import io.serverlessworkflow.api.types.TaskItem;
import io.serverlessworkflow.api.types.TryTask;
import io.serverlessworkflow.api.types.UriTemplate;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads a definition of Serverless Workflow 1.0 as a workflow. Its tasks have the positions that the runtime gives them, such as
 * {@code do/1/both/branch/0/resize}; containers are none, as they begin and end with what they contain; a switch, a condition and
 * the end of a fork are steps that take no time.
 *
 * <p>What a workflow cannot say is left out, and told as a finding: ways back, what is caught, endpoints that are expressions. Of a
 * loop the first round is in it, and the loop as a whole.
 */
final class ServerlessDefinition {
    private static final String IF = "#if";
    private static final String NOT = "#not";
    private static final String JOIN = "#join";

    private final Workflow.Builder workflow;
    private final Function<URI, Optional<Target>> targets;
    private final Consumer<String> findings;

    private ServerlessDefinition(String name, Function<URI, Optional<Target>> targets, Consumer<String> findings) {
        this.workflow = Workflow.builder(name);
        this.targets = targets;
        this.findings = findings;
    }

    /**
     * The workflow of a definition, under its namespace, name and version.
     *
     * @param targets the service behind an endpoint, if it is one that can be warmed
     * @param findings hears of each thing that is left out
     * @throws IllegalArgumentException if the definition has no tasks, or the same name twice in a list
     */
    static Workflow workflow(
            io.serverlessworkflow.api.types.Workflow definition,
            Function<URI, Optional<Target>> targets,
            Consumer<String> findings) {
        var document = definition.getDocument();
        String name = document.getNamespace() + "/" + document.getName() + ":" + document.getVersion();
        ServerlessDefinition reader = new ServerlessDefinition(name, targets, findings);
        reader.list(definition.getDo(), "do", List.of());
        return reader.workflow.build();
    }

    /** A way that leads on, from the end of a task. */
    private record Way(String from, double probability) {}

    /** Where in a list of tasks the reader is, and what leads to those that come later in it. */
    private static final class Place {
        final List<TaskItem> items;
        final String at;
        final Map<String, Integer> index = new HashMap<>();
        final Map<Integer, List<Way>> into = new HashMap<>();
        final List<Way> out = new ArrayList<>();

        Place(List<TaskItem> items, String at) {
            this.items = items;
            this.at = at;
            for (int i = 0; i < items.size(); i++) {
                if (index.put(items.get(i).getName(), i) != null) {
                    throw new IllegalArgumentException(
                            "two tasks of " + at + " are named " + items.get(i).getName());
                }
            }
        }
    }

    /** Reads a list of tasks, and returns what leads on after it. */
    private List<Way> list(List<TaskItem> items, String at, List<Way> in) {
        Place place = new Place(items, at);
        place.into.put(0, new ArrayList<>(in));
        for (int i = 0; i < items.size(); i++) {
            List<Way> here = place.into.get(i);
            if (here == null) {
                findings.accept(at + "/" + i + ": nothing leads there");
                continue;
            }
            TaskItem item = items.get(i);
            String id = at + "/" + i + "/" + item.getName();
            TaskBase task = base(item);
            List<Way> bypass = List.of();
            if (task.getIf() != null) {
                passing(id + IF, here);
                passing(id + NOT, List.of(new Way(id + IF, 0.5)));
                bypass = always(id + NOT);
                here = List.of(new Way(id + IF, 0.5));
            }
            if (task instanceof SwitchTask choice) {
                choose(choice, id, here, place, i);
            } else {
                go(task.getThen(), task(task, id, here), place, i);
            }
            go(null, bypass, place, i);
        }
        return place.out;
    }

    private static List<Way> always(String id) {
        return List.of(new Way(id, 1));
    }

    private static TaskBase base(TaskItem item) {
        Object task = item.getTask().get();
        return (TaskBase) ((task instanceof CallTask call) ? call.get() : task);
    }

    private void choose(SwitchTask choice, String id, List<Way> in, Place place, int i) {
        passing(id, in);
        boolean falls = choice.getSwitch().stream()
                .allMatch(each -> each.getSwitchCase().getWhen() != null);
        double each = 1.0 / (choice.getSwitch().size() + (falls ? 1 : 0));
        for (SwitchItem item : choice.getSwitch()) {
            String way = id + "#" + item.getName();
            passing(way, List.of(new Way(id, each)));
            go(item.getSwitchCase().getThen(), always(way), place, i);
        }
        if (falls) {
            passing(id + NOT, List.of(new Way(id, each)));
            go(null, always(id + NOT), place, i);
        }
    }

    /** Leads to where the directive says, or else to the next task. */
    private void go(@Nullable FlowDirective then, List<Way> from, Place place, int i) {
        int to = i + 1;
        if (then != null && then.getString() != null) {
            Integer named = place.index.get(then.getString());
            if (named == null) {
                findings.accept(place.at + "/" + i + ": leads to \"" + then.getString() + "\", which there is not");
                return;
            }
            to = named;
        } else if (then != null && then.getFlowDirectiveEnum() == FlowDirectiveEnum.END) {
            return;
        } else if (then != null && then.getFlowDirectiveEnum() == FlowDirectiveEnum.EXIT) {
            to = place.items.size();
        }
        if (to <= i) {
            findings.accept(place.at + "/" + i + ": leads back to "
                    + place.items.get(to).getName() + ", and only the first time is looked at");
        } else if (to >= place.items.size()) {
            place.out.addAll(from);
        } else if (!from.isEmpty()) {
            place.into.computeIfAbsent(to, next -> new ArrayList<>()).addAll(from);
        }
    }

    /** Reads one task, and returns what leads on after it. */
    private List<Way> task(TaskBase task, String id, List<Way> in) {
        if (task instanceof DoTask container) {
            return list(container.getDo(), id + "/do", in);
        }
        if (task instanceof TryTask container) {
            findings.accept(id + ": what is caught is not looked at");
            return list(container.getTry(), id + "/try", in);
        }
        if (task instanceof ForkTask fork) {
            return fork(fork, id + "/branch", in);
        }
        if (task instanceof ForTask loop) {
            return loop(loop, id + "/do", in);
        }
        if (task instanceof SetTask) {
            passing(id, in);
            return always(id);
        }
        if (task instanceof RaiseTask) {
            passing(id, in);
            return List.of();
        }
        Optional<Target> target = (task instanceof CallHTTP call) ? target(call, id) : Optional.empty();
        TaskOption[] options = options(in);
        target.ifPresentOrElse(service -> workflow.task(id, service, options), () -> workflow.localTask(id, options));
        return always(id);
    }

    private List<Way> fork(ForkTask fork, String at, List<Way> in) {
        List<Way> ends = new ArrayList<>();
        List<TaskItem> branches = fork.getFork().getBranches();
        for (int i = 0; i < branches.size(); i++) {
            TaskItem branch = branches.get(i);
            ends.addAll(task(base(branch), at + "/" + i + "/" + branch.getName(), in));
        }
        TaskOption[] first = fork.getFork().isCompete() ? new TaskOption[] {needing(1)} : new TaskOption[0];
        passing(at + JOIN, ends, first);
        return always(at + JOIN);
    }

    private List<Way> loop(ForTask loop, String at, List<Way> in) {
        workflow.localTask(at, options(in));
        list(loop.getDo(), at, in);
        findings.accept(at + ": of the loop the first round is warmed");
        return always(at);
    }

    private void passing(String id, List<Way> in, TaskOption... more) {
        List<TaskOption> options = new ArrayList<>(List.of(options(in)));
        options.addAll(List.of(more));
        workflow.passingTask(id, options.toArray(TaskOption[]::new));
    }

    private static TaskOption[] options(List<Way> in) {
        Map<String, TaskOption> options = new LinkedHashMap<>();
        in.forEach(way -> options.putIfAbsent(
                way.from, (way.probability < 1) ? after(way.from).asAlternative(way.probability) : after(way.from)));
        return options.values().toArray(TaskOption[]::new);
    }

    private Optional<Target> target(CallHTTP call, String id) {
        Endpoint endpoint = call.getWith().getEndpoint();
        UriTemplate template = endpoint.getUriTemplate();
        if (template == null && endpoint.getEndpointConfiguration() != null) {
            template = endpoint.getEndpointConfiguration().getUri().getLiteralEndpointURI();
        }
        if (template != null && template.getLiteralUri() != null) {
            return targets.apply(template.getLiteralUri());
        }
        if (template != null && !template.getLiteralUriTemplate().contains("{")) {
            return targets.apply(URI.create(template.getLiteralUriTemplate()));
        }
        findings.accept(id + ": its endpoint is an expression, so that nobody knows which service to warm");
        return Optional.empty();
    }
}
