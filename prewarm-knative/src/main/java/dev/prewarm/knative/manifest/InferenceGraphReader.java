package dev.prewarm.knative.manifest;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.net.URI;
import java.util.Map;

/**
 * Reads KServe's InferenceGraph ({@code serving.kserve.io/v1alpha1}).
 *
 * <p>Its nodes hand a request to their steps: one after the other (Sequence), to all (Ensemble), to one by weight (Splitter)
 * or by condition (Switch). A step is a service, a URL or another node.
 */
final class InferenceGraphReader {
    private static final String ROOT = "root";

    private InferenceGraphReader() {}

    static Manifest.InferenceGraph read(Field document, ObjectKey key) {
        Map<String, Field> fields = document.at("spec", "nodes").fields();
        if (!fields.containsKey(ROOT)) {
            throw document.at("spec", "nodes").wrong("a node named root is needed, with which the graph begins");
        }
        ImmutableMap.Builder<String, Manifest.InferenceGraph.Node> nodes = ImmutableMap.builder();
        fields.forEach((name, field) -> nodes.put(name, node(field)));
        return new Manifest.InferenceGraph(document, key, nodes.buildOrThrow());
    }

    private static Manifest.InferenceGraph.Node node(Field field) {
        ImmutableList.Builder<Manifest.InferenceGraph.Step> steps = ImmutableList.builder();
        for (Field step : field.get("steps").someItems()) {
            steps.add(step(step));
        }
        return new Manifest.InferenceGraph.Node(field, router(field.get("routerType")), steps.build());
    }

    private static Manifest.InferenceGraph.Router router(Field type) {
        return switch (type.requiredText()) {
            case "Sequence" -> Manifest.InferenceGraph.Router.SEQUENCE;
            case "Splitter" -> Manifest.InferenceGraph.Router.SPLITTER;
            case "Ensemble" -> Manifest.InferenceGraph.Router.ENSEMBLE;
            case "Switch" -> Manifest.InferenceGraph.Router.SWITCH;
            default -> throw type.wrong("not a router type; Sequence, Splitter, Ensemble and Switch are");
        };
    }

    private static Manifest.InferenceGraph.Step step(Field field) {
        Field name = field.get("serviceName");
        String service = name.present() ? name.requiredName() : null;
        URI uri = field.get("serviceUrl").uri().orElse(null);
        String node = field.get("nodeName").text().orElse(null);
        if ((service == null ? 0 : 1) + (uri == null ? 0 : 1) + (node == null ? 0 : 1) != 1) {
            throw field.wrong("one of serviceName, serviceUrl and nodeName is needed");
        }
        return new Manifest.InferenceGraph.Step(
                field,
                service,
                uri,
                node,
                field.get("condition").text().isPresent(),
                field.get("weight").count().orElse(1));
    }
}
