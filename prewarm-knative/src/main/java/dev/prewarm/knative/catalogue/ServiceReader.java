package dev.prewarm.knative.catalogue;

import com.google.common.collect.ImmutableList;
import dev.prewarm.Target;
import dev.prewarm.knative.ServiceName;
import dev.prewarm.knative.manifest.AutoscalerSettings;
import dev.prewarm.knative.manifest.ContainerPorts;
import dev.prewarm.knative.manifest.RevisionSettings;
import io.fabric8.knative.serving.v1.Revision;
import io.fabric8.knative.serving.v1.RevisionSpec;
import io.fabric8.knative.serving.v1.Service;
import io.fabric8.knative.serving.v1.ServiceStatus;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes a {@link KnativeService} of the objects of the Kubernetes API. */
final class ServiceReader {
    private final AutoscalerSettings settings;
    private final ServiceAddress address;
    private final Function<String, @Nullable Revision> revisions;
    private final List<String> problems = new ArrayList<>();

    /** @param revisions finds those of the service's namespace by name */
    ServiceReader(AutoscalerSettings settings, ServiceAddress address, Function<String, @Nullable Revision> revisions) {
        this.settings = settings;
        this.address = address;
        this.revisions = revisions;
    }

    KnativeService read(ServiceName name, Service service) {
        ServiceStatus status = service.getStatus();
        URI localUri = (status == null || status.getAddress() == null)
                ? null
                : uri("status.address.url", status.getAddress().getUrl());
        URI publicUri = (status == null) ? null : uri("status.url", status.getUrl());
        ImmutableList<String> traffic = (status == null) ? ImmutableList.of() : traffic(status);
        RevisionSettings least = RevisionSettings.leastOf(settings(service, traffic));
        URI chosen = (address == ServiceAddress.PUBLIC) ? publicUri : localUri;
        return new KnativeService(
                name,
                status != null && ready(status),
                traffic,
                localUri,
                publicUri,
                (chosen == null) ? null : target(name, least, chosen),
                least.scaling(),
                http2(service),
                ImmutableList.copyOf(problems));
    }

    private @Nullable Target target(ServiceName name, RevisionSettings least, URI uri) {
        try {
            return least.target(name, uri);
        } catch (IllegalArgumentException e) {
            problems.add(String.valueOf(e.getMessage()));
            return null;
        }
    }

    private static boolean http2(Service service) {
        return service.getSpec() != null
                && service.getSpec().getTemplate() != null
                && service.getSpec().getTemplate().getSpec() != null
                && service.getSpec().getTemplate().getSpec().getContainers().stream()
                        .flatMap(container -> container.getPorts().stream())
                        .anyMatch(port -> ContainerPorts.http2(port.getName()));
    }

    /** The revisions that get a share of the traffic; those that only have a tag get none. */
    static ImmutableList<String> traffic(ServiceStatus status) {
        ImmutableList<String> names = status.getTraffic().stream()
                .filter(part -> part.getRevisionName() != null && part.getPercent() != null && part.getPercent() > 0)
                .map(part -> part.getRevisionName())
                .distinct()
                .collect(ImmutableList.toImmutableList());
        return (names.isEmpty() && status.getLatestReadyRevisionName() != null)
                ? ImmutableList.of(status.getLatestReadyRevisionName())
                : names;
    }

    private List<RevisionSettings> settings(Service service, List<String> traffic) {
        List<RevisionSettings> all = new ArrayList<>();
        for (String name : traffic) {
            Revision revision = revisions.apply(name);
            if (revision != null) {
                all.add(settingsOf(revision.getMetadata(), revision.getSpec()));
            }
        }
        if (all.isEmpty()) {
            // No revision is known yet: the next one will be made of the template.
            boolean template = service.getSpec() != null && service.getSpec().getTemplate() != null;
            all.add(
                    template
                            ? settingsOf(
                                    service.getSpec().getTemplate().getMetadata(),
                                    service.getSpec().getTemplate().getSpec())
                            : settingsOf(null, null));
        }
        return all;
    }

    private RevisionSettings settingsOf(@Nullable ObjectMeta metadata, @Nullable RevisionSpec spec) {
        Map<String, String> annotations =
                (metadata == null || metadata.getAnnotations() == null) ? Map.of() : metadata.getAnnotations();
        Long concurrency = (spec == null) ? null : spec.getContainerConcurrency();
        return RevisionSettings.from(
                annotations, concurrency(concurrency), settings, (key, text) -> problems.add(key + ": " + text));
    }

    private OptionalInt concurrency(@Nullable Long concurrency) {
        if (concurrency == null) {
            return OptionalInt.empty();
        }
        if (concurrency < 0 || concurrency > Integer.MAX_VALUE) {
            problems.add("containerConcurrency: " + concurrency + " is out of range; the default is assumed");
            return OptionalInt.empty();
        }
        return OptionalInt.of(concurrency.intValue());
    }

    private static boolean ready(ServiceStatus status) {
        return status.getConditions().stream()
                .anyMatch(condition -> "Ready".equals(condition.getType()) && "True".equals(condition.getStatus()));
    }

    private @Nullable URI uri(String field, @Nullable String text) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            // The text is not quoted: it may carry a password.
            problems.add(field + ": not a URI");
            return null;
        }
    }
}
