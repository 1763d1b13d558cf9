package dev.prewarm.knative.flow;

import dev.prewarm.Target;
import dev.prewarm.knative.ManifestFinding;
import dev.prewarm.knative.Scaling;
import dev.prewarm.knative.ServiceName;
import dev.prewarm.knative.catalogue.TargetResolver;
import dev.prewarm.knative.manifest.AutoscalerSettings;
import dev.prewarm.knative.manifest.ClusterLocalHost;
import dev.prewarm.knative.manifest.Field;
import dev.prewarm.knative.manifest.Manifest;
import dev.prewarm.knative.manifest.RevisionSettings;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
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
    private final Map<ServiceName, URI> addresses = new HashMap<>();
    private final Map<String, ServiceName> hosts = new HashMap<>();
    private final AutoscalerSettings defaults;

    DeclaredServices(List<Manifest> manifests, Consumer<ManifestFinding> findings) {
        this.defaults = settings(manifests, findings);
        for (Manifest manifest : manifests) {
            if (manifest instanceof Manifest.Service service) {
                declare(service, findings);
            }
        }
    }

    private void declare(Manifest.Service service, Consumer<ManifestFinding> findings) {
        Field annotations = service.field().at("spec", "template", "metadata", "annotations");
        RevisionSettings settings = RevisionSettings.from(
                service.annotations(),
                service.concurrency(),
                defaults,
                (key, text) -> findings.accept(annotations.get(key).finding(text)));
        declared.merge(service.name(), settings, (one, other) -> RevisionSettings.leastOf(List.of(one, other)));
        service.addresses().stream().findFirst().ifPresent(address -> addresses.put(service.name(), address));
        service.addresses().forEach(address -> hosts.put(address.getHost().toLowerCase(Locale.ROOT), service.name()));
    }

    private static AutoscalerSettings settings(List<Manifest> manifests, Consumer<ManifestFinding> findings) {
        Map<String, String> autoscaler = new HashMap<>();
        Map<String, String> defaults = new HashMap<>();
        Map<String, Field> fields = new HashMap<>();
        for (Manifest manifest : manifests) {
            if (manifest instanceof Manifest.Settings settings) {
                Map<String, String> texts = settings.data().texts();
                (settings.key().name().equals("config-autoscaler") ? autoscaler : defaults).putAll(texts);
                texts.keySet().forEach(key -> fields.put(key, settings.data().get(key)));
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
        URI address = addresses.getOrDefault(service, ClusterLocalHost.uri(service));
        return Optional.of(settings(service).target(service, address));
    }

    /** By how many requests several instances of the service are started. */
    Scaling scaling(ServiceName service) {
        return settings(service).scaling();
    }

    private RevisionSettings settings(ServiceName service) {
        return declared.getOrDefault(service, undeclared());
    }

    /** The service at a host, if a manifest of it is known: any Kubernetes Service has a cluster-local one. */
    @Override
    public Optional<ServiceName> serviceAt(String host) {
        return Optional.ofNullable(hosts.get(host))
                .or(() -> ClusterLocalHost.service(host).filter(declared::containsKey));
    }

    private RevisionSettings undeclared() {
        return RevisionSettings.from(Map.of(), OptionalInt.empty(), defaults, (key, text) -> {});
    }
}
