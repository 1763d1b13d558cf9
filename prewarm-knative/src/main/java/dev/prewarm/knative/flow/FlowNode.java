package dev.prewarm.knative.flow;

import dev.prewarm.Target;
import dev.prewarm.knative.manifest.Field;
import dev.prewarm.knative.manifest.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A place through which events go: a task, for each place in the manifests at which a service is named; or a flow,
 * which only passes events on.
 */
final class FlowNode {
    private final String namespace;
    private final String name;
    private final String path;
    private final boolean task;
    private final boolean waitsForAll;
    private final @Nullable Target target;
    private final List<Link> links = new ArrayList<>(2);

    private FlowNode(
            String namespace, String name, String path, boolean task, boolean waitsForAll, @Nullable Target target) {
        this.namespace = namespace;
        this.name = name;
        this.path = path;
        this.task = task;
        this.waitsForAll = waitsForAll;
        this.target = target;
    }

    static FlowNode flow(ObjectKey key) {
        return new FlowNode(
                key.namespace(), key.kind().toLowerCase(Locale.ROOT) + "/" + key.name(), "", false, false, null);
    }

    /**
     * A task.
     *
     * @param path at which the service is called; part of the task's name only
     * @param target null if the task is local
     */
    static FlowNode task(String namespace, String name, String path, @Nullable Target target) {
        return new FlowNode(namespace, name, path, true, false, target);
    }

    /** The same task, except that it waits for all that lead to it and are under way, not for the first of them. */
    FlowNode waitingForAll() {
        return new FlowNode(namespace, name, path, task, true, target);
    }

    boolean waitsForAll() {
        return waitsForAll;
    }

    /**
     * Events go on from here.
     *
     * @param probability that an event does
     * @param field that says so
     */
    record Link(FlowNode to, double probability, Field field) {}

    void link(FlowNode to, double probability, Field field) {
        links.add(new Link(to, probability, field));
    }

    List<Link> links() {
        return links;
    }

    boolean isTask() {
        return task;
    }

    @Nullable
    Target target() {
        return target;
    }

    String namespace() {
        return namespace;
    }

    /** The name as it is clear within a namespace. */
    String nameWithin(String namespace) {
        boolean clear = this.namespace.isEmpty() || this.namespace.equals(namespace);
        return (clear ? name : name + "." + this.namespace) + path;
    }

    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
