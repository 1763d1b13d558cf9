package dev.prewarm.knative;

import dev.prewarm.Target;
import dev.prewarm.knative.text.DnsLabel;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * Resolves services from manifests alone: at their cluster-local address, with the settings that a manifest states, or
 * Knative's defaults where the service is only referred to.
 */
final class DeclaredServices implements TargetResolver {
    private final Map<ServiceName, RevisionSettings> declared = new HashMap<>();
    private final AutoscalerSettings defaults;

    DeclaredServices(List<Manifest> manifests, Consumer<ManifestFinding> findings) {
        this.defaults = settings(manifests, findings);
        for (Manifest manifest : manifests) {
            if (manifest instanceof Manifest.Service service) {
                Field annotations = service.field().at("spec", "template", "metadata", "annotations");
                declared.put(
                        service.name(),
                        RevisionSettings.from(
                                service.annotations(),
                                service.concurrency(),
                                defaults,
                                (key, text) ->
                                        findings.accept(annotations.get(key).finding(text))));
            }
        }
    }

    private static AutoscalerSettings settings(List<Manifest> manifests, Consumer<ManifestFinding> findings) {
        Map<String, String> autoscaler = new HashMap<>();
        Map<String, String> defaults = new HashMap<>();
        Map<String, Field> fields = new HashMap<>();
        for (Manifest manifest : manifests) {
            if (manifest instanceof Manifest.Settings settings) {
                (settings.key().name().equals("config-autoscaler") ? autoscaler : defaults).putAll(settings.data());
                settings.data()
                        .keySet()
                        .forEach(key -> fields.put(key, settings.field().at("data", key)));
            }
        }
        return AutoscalerSettings.from(autoscaler, defaults, (key, text) -> {
            Field field = fields.get(key);
            if (field != null) {
                findings.accept(field.finding(text));
            }
        });
    }

    @Override
    public Optional<Target> resolve(ServiceName service) {
        RevisionSettings settings = declared.getOrDefault(service, undeclared());
        return Optional.of(settings.target(service, clusterLocal(service)));
    }

    /** The service of a cluster-local host, if a manifest of it is known: any Kubernetes Service has such a host. */
    @Override
    public Optional<ServiceName> serviceAt(String host) {
        return clusterLocalName(host).filter(declared::containsKey);
    }

    /** What a host such as {@code resize.shop.svc.cluster.local} would name if it is that of a Knative Service. */
    static Optional<ServiceName> clusterLocalName(String host) {
        String[] labels = host.split("\\.", 4);
        return (labels.length >= 3 && labels[2].equals("svc") && DnsLabel.is(labels[0]) && DnsLabel.is(labels[1]))
                ? Optional.of(new ServiceName(labels[1], labels[0]))
                : Optional.empty();
    }

    private RevisionSettings undeclared() {
        return RevisionSettings.from(Map.of(), OptionalInt.empty(), defaults, (key, text) -> {});
    }

    static URI clusterLocal(ServiceName service) {
        return URI.create("http://" + service.name() + "." + service.namespace() + ".svc.cluster.local");
    }
}
