package dev.prewarm.knative.flow;

import dev.prewarm.Target;
import dev.prewarm.knative.ManifestFinding;
import dev.prewarm.knative.ServiceName;
import dev.prewarm.knative.catalogue.TargetResolver;
import dev.prewarm.knative.manifest.AutoscalerSettings;
import dev.prewarm.knative.manifest.ClusterLocalHost;
import dev.prewarm.knative.manifest.Field;
import dev.prewarm.knative.manifest.Manifest;
import dev.prewarm.knative.manifest.RevisionSettings;
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
        return Optional.of(settings.target(service, ClusterLocalHost.uri(service)));
    }

    /** The service of a cluster-local host, if a manifest of it is known: any Kubernetes Service has such a host. */
    @Override
    public Optional<ServiceName> serviceAt(String host) {
        return ClusterLocalHost.service(host).filter(declared::containsKey);
    }

    private RevisionSettings undeclared() {
        return RevisionSettings.from(Map.of(), OptionalInt.empty(), defaults, (key, text) -> {});
    }
}
