package dev.prewarm.knative.flow;

import com.google.common.collect.ImmutableList;
import dev.prewarm.Target;
import dev.prewarm.knative.ManifestFinding;
import dev.prewarm.knative.ServiceName;
import dev.prewarm.knative.catalogue.TargetResolver;
import dev.prewarm.knative.manifest.Destination;
import dev.prewarm.knative.manifest.Field;
import dev.prewarm.knative.manifest.Manifest;
import dev.prewarm.knative.manifest.ObjectKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where events go, as the manifests say it together: which flow hands them to which service or flow. It may have
 * cycles.
 */
final class FlowGraph {
    /** What KServe adds to the name of a model, in the order in which a request meets them. */
    private static final ImmutableList<String> MODEL_ROLES =
            ImmutableList.of("-transformer", "-predictor", "-predictor-default", "");

    private final TargetResolver resolver;
    private final TargetResolver declared;
    private final double branchProbability;
    private final Consumer<ManifestFinding> findings;
    private final Map<ObjectKey, FlowNode> flows = new LinkedHashMap<>();

    /**
     * @param resolver of services to targets
     * @param declared knows the hosts of services among the manifests
     * @param branchProbability of a step that depends on an event's content
     */
    FlowGraph(
            List<Manifest> manifests,
            TargetResolver resolver,
            TargetResolver declared,
            double branchProbability,
            Consumer<ManifestFinding> findings) {
        this.resolver = resolver;
        this.declared = declared;
        this.branchProbability = branchProbability;
        this.findings = findings;
        for (Manifest manifest : manifests) {
            ObjectKey flow = flowOf(manifest);
            if (flow.isFlow()) {
                flows.putIfAbsent(flow, FlowNode.flow(flow));
            }
        }
        for (Manifest manifest : manifests) {
            if (manifest instanceof Manifest.Sequence sequence) {
                connect(sequence);
            } else if (manifest instanceof Manifest.Parallel parallel) {
                connect(parallel);
            } else if (manifest instanceof Manifest.Trigger trigger) {
                connect(trigger);
            } else if (manifest instanceof Manifest.Subscription subscription) {
                connect(subscription);
            } else if (manifest instanceof Manifest.InferenceGraph graph) {
                new InferenceGraphs(graph, branchProbability, step -> model(graph, step), findings)
                        .connect(flow(graph.key()));
            }
        }
        for (Manifest manifest : manifests) {
            if (manifest instanceof Manifest.Broker) {
                reportUnread(manifest, "Trigger");
            } else if (manifest instanceof Manifest.Channel) {
                reportUnread(manifest, "Subscription");
            }
        }
    }

    /** What passes events on because of this manifest. */
    private static ObjectKey flowOf(Manifest manifest) {
        if (manifest instanceof Manifest.Trigger trigger) {
            return trigger.broker();
        }
        return (manifest instanceof Manifest.Subscription subscription) ? subscription.channel() : manifest.key();
    }

    private void reportUnread(Manifest flow, String reader) {
        if (flow(flow.key()).links().isEmpty()) {
            findings.accept(flow.field()
                    .finding("no " + reader + " of " + flow.key() + " is known: who takes its events is not known"));
        }
    }

    /** The flows by what identifies them, in the order of the documents. */
    Map<ObjectKey, FlowNode> flows() {
        return flows;
    }

    private FlowNode flow(ObjectKey key) {
        FlowNode node = flows.get(key);
        if (node == null) {
            throw new IllegalStateException("not a flow of this graph: " + key);
        }
        return node;
    }

    private void connect(Manifest.Sequence sequence) {
        FlowNode last = flow(sequence.key());
        for (int i = 0; i < sequence.steps().size(); i++) {
            Destination step = sequence.steps().get(i);
            FlowNode node = node(step);
            last.link(node, 1, step.field());
            last = node;
            if (!node.isTask()) {
                if (i + 1 < sequence.steps().size() || sequence.reply() != null) {
                    reportNoAnswer(step);
                }
                return;
            }
        }
        if (sequence.reply() != null) {
            last.link(node(sequence.reply()), 1, sequence.reply().field());
        }
    }

    private void connect(Manifest.Parallel parallel) {
        FlowNode common = (parallel.reply() == null) ? null : node(parallel.reply());
        for (Manifest.Branch branch : parallel.branches()) {
            FlowNode from = flow(parallel.key());
            double probability = 1;
            if (branch.filter() != null) {
                FlowNode filter = node(branch.filter());
                from.link(filter, 1, branch.filter().field());
                if (!filter.isTask()) {
                    reportNoAnswer(branch.filter());
                    continue;
                }
                from = filter;
                probability = branchProbability;
            }
            FlowNode subscriber = node(branch.subscriber());
            from.link(subscriber, probability, branch.subscriber().field());
            connectReply(branch, subscriber, parallel.reply(), common);
        }
    }

    private void connectReply(
            Manifest.Branch branch, FlowNode subscriber, @Nullable Destination reply, @Nullable FlowNode common) {
        if (branch.reply() == null && (reply == null || common == null)) {
            return;
        }
        if (!subscriber.isTask()) {
            reportNoAnswer(branch.subscriber());
        } else if (branch.reply() != null) {
            subscriber.link(node(branch.reply()), 1, branch.reply().field());
        } else if (reply != null && common != null) {
            subscriber.link(common, 1, reply.field());
        }
    }

    private void connect(Manifest.Trigger trigger) {
        Destination subscriber = trigger.subscriber();
        FlowNode node = node(subscriber);
        flow(trigger.broker()).link(node, trigger.filtered() ? branchProbability : 1, subscriber.field());
        if (node.isTask()) {
            findings.accept(subscriber
                    .field()
                    .finding("an event that it answers with would go back to " + trigger.broker()
                            + "; whether it answers with one is not known: not followed"));
        }
    }

    private void connect(Manifest.Subscription subscription) {
        if (!subscription.channel().isFlow()) {
            findings.accept(subscription.field().at("spec", "channel").finding("not a channel: passed over"));
            return;
        }
        FlowNode last = flow(subscription.channel());
        Destination subscriber = subscription.subscriber();
        if (subscriber != null) {
            FlowNode node = node(subscriber);
            last.link(node, 1, subscriber.field());
            if (!node.isTask()) {
                if (subscription.reply() != null) {
                    reportNoAnswer(subscriber);
                }
                return;
            }
            last = node;
        }
        if (subscription.reply() != null) {
            last.link(node(subscription.reply()), 1, subscription.reply().field());
        }
    }

    /** The task of a step of a graph: KServe names the Knative Services of a model after it. */
    private FlowNode model(Manifest.InferenceGraph graph, Manifest.InferenceGraph.Step step) {
        if (step.service() == null) {
            return node(new Destination(step.field(), null, step.uri())).waitingForAll();
        }
        String namespace = graph.key().namespace();
        Field field = step.field().get("serviceName");
        for (String role : MODEL_ROLES) {
            Optional<ServiceName> known = knownAt(step.service() + role + "." + namespace + ".svc.cluster.local");
            if (known.isPresent()) {
                return model(step.service(), field, known.get());
            }
        }
        ObjectKey predictor = ObjectKey.knativeService(namespace, step.service() + "-predictor");
        return model(step.service(), field, predictor.serviceName(field));
    }

    private FlowNode model(String name, Field field, ServiceName service) {
        Target target = resolver.resolve(service).orElse(null);
        if (target == null) {
            findings.accept(field.finding("Knative Service " + service + " has no known address: a local task"));
        }
        return FlowNode.task(service.namespace(), name, "", target).waitingForAll();
    }

    private Optional<ServiceName> knownAt(String host) {
        return resolver.serviceAt(host).or(() -> declared.serviceAt(host));
    }

    private void reportNoAnswer(Destination destination) {
        findings.accept(destination
                .field()
                .finding(destination.reference()
                        + " accepts events without answering: what comes after is not reached"));
    }

    private FlowNode node(Destination destination) {
        ObjectKey reference = destination.reference();
        if (reference == null) {
            return nodeOfUri(destination);
        }
        if (reference.isKnativeService()) {
            return nodeOfService(
                    destination, reference.serviceName(destination.field().at("ref", "name")));
        }
        FlowNode flow = flows.get(reference);
        if (flow != null) {
            return flow;
        }
        if (reference.isKnativeRoute()) {
            Optional<ServiceName> service = knownAt(reference.name() + "." + reference.namespace() + ".svc");
            if (service.isPresent()) {
                return nodeOfService(destination, service.get());
            }
        }
        findings.accept(destination
                .field()
                .finding(
                        reference.isFlow()
                                ? reference + " is not among the manifests: what comes after is not known"
                                : reference + " is not a Knative Service: a local task"));
        return FlowNode.task(reference.namespace(), reference.name(), destination.path(), null);
    }

    private FlowNode nodeOfUri(Destination destination) {
        String host = destination.host();
        if (host == null) {
            findings.accept(destination.field().get("uri").finding("not an http(s) URI with a host: a local task"));
            return FlowNode.task("", destination.field().path(), "", null);
        }
        Optional<ServiceName> service = knownAt(host);
        if (service.isPresent()) {
            return nodeOfService(destination, service.get());
        }
        findings.accept(
                destination.field().get("uri").finding("no Knative Service is known at " + host + ": a local task"));
        // Whoever serves there may take the path for a password, as webhooks do.
        return FlowNode.task("", host, "", null);
    }

    private FlowNode nodeOfService(Destination destination, ServiceName service) {
        Target target = resolver.resolve(service).orElse(null);
        if (target == null) {
            findings.accept(
                    destination.field().finding("Knative Service " + service + " has no known address: a local task"));
        }
        return FlowNode.task(service.namespace(), service.name(), destination.path(), target);
    }
}
