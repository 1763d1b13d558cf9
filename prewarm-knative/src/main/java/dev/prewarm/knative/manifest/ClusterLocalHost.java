package dev.prewarm.knative.manifest;

import dev.prewarm.knative.ServiceName;
import dev.prewarm.knative.text.DnsLabel;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/** The host of a service within the cluster, such as {@code resize.shop.svc.cluster.local}. */
public final class ClusterLocalHost {
    private ClusterLocalHost() {}

    /**
     * What such a host would name if it is that of a Knative Service: any Kubernetes Service has one. It may be shortened to
     * {@code name.namespace}, and have a dot at its end.
     */
    public static Optional<ServiceName> service(String host) {
        String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        String[] labels = name.toLowerCase(Locale.ROOT).split("\\.", 4);
        boolean local = labels.length == 2 || (labels.length >= 3 && labels[2].equals("svc"));
        return (local && DnsLabel.is(labels[0]) && DnsLabel.is(labels[1]))
                ? Optional.of(new ServiceName(labels[1], labels[0]))
                : Optional.empty();
    }

    /** The address of a service at its host. */
    public static URI uri(ServiceName service) {
        return URI.create("http://" + service.name() + "." + service.namespace() + ".svc.cluster.local");
    }
}
