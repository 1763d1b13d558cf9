package dev.prewarm.knative.manifest;

import com.google.common.collect.ImmutableList;
import dev.prewarm.knative.ManifestFinding;
import dev.prewarm.knative.text.Excerpt;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Reads documents into {@link Manifest}s. Kinds of Kubernetes itself, sources of events and channels are passed over:
 * no flow is described by them; other kinds are reported.
 */
public final class ManifestReader {
    private static final Set<String> VERSIONS = Set.of("v1", "v1beta1");

    private final String defaultNamespace;
    private final Map<ObjectKey, Manifest> manifests = new LinkedHashMap<>();
    private final Consumer<ManifestFinding> findings;

    /**
     * A reader that has read nothing yet.
     *
     * @param defaultNamespace of manifests that name none
     */
    public ManifestReader(String defaultNamespace, Consumer<ManifestFinding> findings) {
        this.defaultNamespace = defaultNamespace;
        this.findings = findings;
    }

    /** What was read, in the order of the documents. */
    public List<Manifest> manifests() {
        return new ArrayList<>(manifests.values());
    }

    /** Reads one document, and those that it lists. */
    public void read(Field document) {
        Field apiVersion = document.get("apiVersion");
        Field kind = document.get("kind");
        if (!apiVersion.present() || !kind.present()) {
            findings.accept(
                    document.finding("not a Kubernetes manifest (it has no apiVersion or no kind): passed over"));
        } else if (kind.requiredText().endsWith("List") && document.get("items").present()) {
            for (Field item : document.get("items").items()) {
                read(item);
            }
        } else {
            read(document, apiVersion.requiredText(), kind.requiredText());
        }
    }

    private void read(Field document, String apiVersion, String kind) {
        String group = ObjectKey.groupOf(apiVersion);
        switch (group + " " + kind) {
            case ObjectKey.FLOWS + " Sequence" -> add(sequence(document, key(document, apiVersion, kind)));
            case ObjectKey.FLOWS + " Parallel" -> add(parallel(document, key(document, apiVersion, kind)));
            case ObjectKey.EVENTING + " Broker" -> add(broker(document, key(document, apiVersion, kind)));
            case ObjectKey.EVENTING + " Trigger" -> add(trigger(document, key(document, apiVersion, kind)));
            case ObjectKey.SERVING + " Service" -> add(service(document, key(document, apiVersion, kind)));
            case " ConfigMap" -> readSettings(document);
            default -> {
                if (!passedOver(group)) {
                    findings.accept(document.finding(Excerpt.of(apiVersion + " " + kind)
                            + " is not read: what it does with events is not known"));
                }
            }
        }
    }

    private static boolean passedOver(String group) {
        return !group.contains(".")
                || group.endsWith(".k8s.io")
                || group.equals(ObjectKey.SERVING)
                || group.equals("sources.knative.dev");
    }

    private ObjectKey key(Field document, String apiVersion, String kind) {
        String version = apiVersion.substring(apiVersion.indexOf('/') + 1);
        if (!VERSIONS.contains(version)) {
            throw document.get("apiVersion")
                    .wrong("version " + Excerpt.of(version) + " of " + kind + " is not known; v1 is");
        }
        return keyOf(document, ObjectKey.groupOf(apiVersion), kind);
    }

    private ObjectKey keyOf(Field document, String group, String kind) {
        return ObjectKey.named(group, kind, document.get("metadata"), defaultNamespace);
    }

    private void add(Manifest manifest) {
        Manifest other = manifests.putIfAbsent(manifest.key(), manifest);
        if (other != null
                && !other.field()
                        .get("spec")
                        .equals(at(manifest.field(), other.field()).get("spec"))) {
            throw manifest.field()
                    .wrong(manifest.key() + " is described once more, and differently; it is also in "
                            + other.field().file() + ", document "
                            + other.field().document());
        }
    }

    /** The same value as if it stood at the place of another, so that the two can be compared. */
    private static Field at(Field field, Field place) {
        return new Field(place.file(), place.document(), place.path(), field.value());
    }

    private Manifest sequence(Field document, ObjectKey key) {
        Field spec = document.get("spec");
        ImmutableList.Builder<Destination> steps = ImmutableList.builder();
        for (Field step : spec.get("steps").someItems()) {
            steps.add(Destination.read(step, key.namespace()));
            reportDelivery(step);
        }
        return new Manifest.Sequence(
                document, key, steps.build(), Destination.readOptional(spec.get("reply"), key.namespace()));
    }

    private Manifest parallel(Field document, ObjectKey key) {
        Field spec = document.get("spec");
        ImmutableList.Builder<Manifest.Branch> branches = ImmutableList.builder();
        for (Field branch : spec.get("branches").someItems()) {
            branches.add(new Manifest.Branch(
                    Destination.readOptional(branch.get("filter"), key.namespace()),
                    Destination.read(branch.get("subscriber"), key.namespace()),
                    Destination.readOptional(branch.get("reply"), key.namespace())));
            reportDelivery(branch);
        }
        return new Manifest.Parallel(
                document, key, branches.build(), Destination.readOptional(spec.get("reply"), key.namespace()));
    }

    private Manifest broker(Field document, ObjectKey key) {
        reportDelivery(document.get("spec"));
        return new Manifest.Broker(document, key);
    }

    private Manifest trigger(Field document, ObjectKey key) {
        Field spec = document.get("spec");
        reportDelivery(spec);
        for (Field filter : spec.get("filters").items()) {
            if (filter.get("cesql").present()) {
                findings.accept(filter.get("cesql")
                        .finding("expressions are not evaluated: whether an event matches is taken as a branch"));
            }
        }
        Field reference = spec.get("brokerRef");
        ObjectKey broker = reference.present()
                ? ObjectKey.named(ObjectKey.EVENTING, "Broker", reference, key.namespace())
                : new ObjectKey(
                        ObjectKey.EVENTING,
                        "Broker",
                        key.namespace(),
                        spec.get("broker").requiredName());
        boolean filtered = !spec.get("filters").items().isEmpty()
                || !spec.at("filter", "attributes").texts().isEmpty();
        return new Manifest.Trigger(
                document, key, broker, filtered, Destination.read(spec.get("subscriber"), key.namespace()));
    }

    private void reportDelivery(Field parent) {
        Field sink = parent.at("delivery", "deadLetterSink");
        if (sink.present()) {
            findings.accept(sink.finding("gets events only after failures: not a part of the workflow"));
        }
    }

    private static Manifest service(Field document, ObjectKey key) {
        Field template = document.at("spec", "template");
        Manifest.Service service = new Manifest.Service(
                document,
                key,
                template.at("metadata", "annotations").texts(),
                template.at("spec", "containerConcurrency").count());
        // Read for its check: the name becomes a part of a host name.
        service.name();
        return service;
    }

    private void readSettings(Field document) {
        ObjectKey key = keyOf(document, "", "ConfigMap");
        if (key.namespace().equals("knative-serving")
                && (key.name().equals("config-autoscaler") || key.name().equals("config-defaults"))) {
            manifests.put(
                    key,
                    new Manifest.Settings(document, key, document.get("data").texts()));
        }
    }
}
