package dev.prewarm.knative.manifest;

import com.google.common.collect.ImmutableList;
import dev.prewarm.knative.ManifestException;
import dev.prewarm.knative.ManifestFinding;
import dev.prewarm.knative.text.Excerpt;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Reads documents into {@link Manifest}s. Kinds of Kubernetes itself and sources of events are passed over: no flow is
 * described by them; other kinds, patches and templates are reported.
 */
public final class ManifestReader {
    private static final Set<String> VERSIONS = Set.of("v1", "v1beta1");
    /** What is not stable yet has other ones. */
    private static final Set<String> EARLY_VERSIONS = Set.of("v1", "v1beta1", "v1alpha1");

    private static final Set<String> SETTINGS = Set.of("config-autoscaler", "config-defaults");

    private final String defaultNamespace;
    private final Map<ObjectKey, Manifest> manifests = new LinkedHashMap<>();
    /** Services that are described once more, with other settings. */
    private final List<Manifest> variants = new ArrayList<>();

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

    /** What was read, in the order of the documents; a Service as often as it is described with other settings. */
    public List<Manifest> manifests() {
        List<Manifest> all = new ArrayList<>(manifests.values());
        all.addAll(variants);
        return all;
    }

    /** Reads one document, and those that it lists. */
    public void read(Field document) {
        try {
            readManifest(document);
        } catch (ManifestException e) {
            if (!Templates.in(document)) {
                throw e;
            }
            findings.accept(document.finding(Templates.PASSED_OVER));
        }
    }

    private void readManifest(Field document) {
        if (document.value() instanceof List) {
            findings.accept(document.finding("a list, as JSON patches are, and not a manifest: passed over"));
            return;
        }
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
            case ObjectKey.MESSAGING + " Subscription" ->
                addOwnerless(document, subscription(document, key(document, apiVersion, kind)));
            case ObjectKey.SERVING + " Service" -> addService(service(document, key(document, apiVersion, kind)));
            case ObjectKey.KSERVE + " InferenceGraph" ->
                add(InferenceGraphReader.read(document, key(document, apiVersion, kind, EARLY_VERSIONS)));
            case ObjectKey.OPERATOR + " KnativeServing" ->
                readOperator(document, key(document, apiVersion, kind, EARLY_VERSIONS));
            case " ConfigMap" -> readSettings(document);
            default -> {
                if (group.equals(ObjectKey.MESSAGING) && kind.endsWith("Channel")) {
                    addOwnerless(document, new Manifest.Channel(document, key(document, apiVersion, kind)));
                } else if (!passedOver(group)) {
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
                || group.equals(ObjectKey.OPERATOR)
                || group.equals("sources.knative.dev");
    }

    private ObjectKey key(Field document, String apiVersion, String kind) {
        return key(document, apiVersion, kind, VERSIONS);
    }

    private ObjectKey key(Field document, String apiVersion, String kind, Set<String> versions) {
        String version = apiVersion.substring(apiVersion.indexOf('/') + 1);
        if (!versions.contains(version)) {
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

    /** Revisions of one Service may stand in several files: for warming, only their settings matter. */
    private void addService(Manifest.Service service) {
        Manifest other = manifests.putIfAbsent(service.key(), service);
        if (other instanceof Manifest.Service before && !before.alike(service)) {
            variants.add(service);
            findings.accept(service.field()
                    .finding(service.key() + " is described once more, with other settings (it is also in "
                            + before.field().file() + ", document "
                            + before.field().document() + "): the least of each counts"));
        }
    }

    /** Knative makes channels and subscriptions of its own for Sequences, Parallels and channels, whose manifests say it all. */
    private void addOwnerless(Field document, Manifest manifest) {
        if (document.at("metadata", "ownerReferences").items().isEmpty()) {
            add(manifest);
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

    private Manifest subscription(Field document, ObjectKey key) {
        Field spec = document.get("spec");
        reportDelivery(spec);
        return new Manifest.Subscription(
                document,
                key,
                ObjectKey.reference(spec.get("channel"), key.namespace()),
                Destination.readOptional(spec.get("subscriber"), key.namespace()),
                Destination.readOptional(spec.get("reply"), key.namespace()));
    }

    private void reportDelivery(Field parent) {
        Field sink = parent.at("delivery", "deadLetterSink");
        if (sink.present()) {
            findings.accept(sink.finding("gets events only after failures: not a part of the workflow"));
        }
    }

    private Manifest.Service service(Field document, ObjectKey key) {
        Field template = document.at("spec", "template");
        Map<String, String> annotations =
                new LinkedHashMap<>(template.at("metadata", "annotations").texts());
        // Cloud Run has a floor of the service as well, which holds whichever revision serves.
        Field floor = document.at("metadata", "annotations").get("run.googleapis.com/minScale");
        floor.text().ifPresent(text -> annotations.putIfAbsent(AutoscalingAnnotations.PREFIX + "minScale", text));
        boolean http2 = ContainerPorts.http2(template.at("spec", "containers"));
        if (http2) {
            findings.accept(template.at("spec", "containers")
                    .finding(
                            "speaks HTTP/2 without TLS: an ingress translates the warm-up's HTTP/1.1; where there is none"
                                    + " between, it is answered with 502, which shows that an instance is up"));
        }
        Manifest.Service service = new Manifest.Service(
                document,
                key,
                annotations,
                template.at("spec", "containerConcurrency").count(),
                http2,
                addresses(document.get("status")));
        // Read for its check: the name becomes a part of a host name.
        service.name();
        return service;
    }

    private ImmutableList<URI> addresses(Field status) {
        ImmutableList.Builder<URI> addresses = ImmutableList.builder();
        for (Field url : List.of(status.at("address", "url"), status.get("url"))) {
            URI uri = url.uri().orElse(null);
            if (uri != null && uri.isAbsolute() && uri.getHost() != null && uri.getRawUserInfo() == null) {
                addresses.add(uri);
            } else if (uri != null) {
                findings.accept(url.finding("not an absolute URL with a host and without user info: not used"));
            }
        }
        return addresses.build();
    }

    private void readSettings(Field document) {
        ObjectKey key = keyOf(document, "", "ConfigMap");
        if (key.namespace().equals("knative-serving") && SETTINGS.contains(key.name())) {
            putSettings(document, key, document.get("data"));
        }
    }

    /** The operator writes what stands here into the ConfigMaps; their names may leave {@code config-} out. */
    private void readOperator(Field document, ObjectKey serving) {
        document.at("spec", "config").fields().forEach((name, data) -> {
            String map = name.startsWith("config-") ? name : "config-" + name;
            if (SETTINGS.contains(map)) {
                putSettings(document, new ObjectKey("", "ConfigMap", serving.namespace(), map), data);
            }
        });
    }

    private void putSettings(Field document, ObjectKey key, Field data) {
        // Read for its check.
        data.texts();
        manifests.put(key, new Manifest.Settings(document, key, data));
    }
}
