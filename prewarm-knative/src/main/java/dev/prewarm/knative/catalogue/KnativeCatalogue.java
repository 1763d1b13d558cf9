package dev.prewarm.knative.catalogue;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import dev.prewarm.Target;
import dev.prewarm.knative.Scaling;
import dev.prewarm.knative.ServiceName;
import dev.prewarm.knative.manifest.AutoscalerSettings;
import dev.prewarm.knative.manifest.ClusterLocalHost;
import dev.prewarm.knative.text.DnsLabel;
import io.fabric8.knative.serving.v1.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The Knative Services of a cluster, with what matters for warming each, kept up to date until closed.
 *
 * <pre>{@code
 * try (KnativeCatalogue catalogue = KnativeCatalogue.builder(client).namespace("shop").open()) {
 *     Target resize = catalogue.target("shop/resize");
 * }
 * }</pre>
 *
 * <p>A target's settings are those of the revisions that get the service's traffic; with several, the least of each. An
 * annotation of the revision goes before Knative's ConfigMap {@code config-autoscaler} (or {@code config-defaults}),
 * and that before the default in Knative's code. They are:
 *
 * <ul>
 *   <li><b>concurrency</b>: {@code containerConcurrency}.
 *   <li><b>min-scale</b>: the annotation; at least 1 where the platform never scales to zero: {@code
 *       enable-scale-to-zero} is false, or an autoscaler other than Knative's own is responsible.
 *   <li><b>scaling</b>: {@code containerConcurrency} or {@code target}, times {@code target-utilization-percentage}; and
 *     {@code activation-scale}. See {@link #scaling}.
 *   <li><b>retention</b>: {@code window + scale-down-delay + last + 1 s}, the last second for ticks and rounding.
 *     {@code last} is {@code scale-to-zero-pod-retention-period}, but at least {@code scale-to-zero-grace-period} where
 *     the activator is not in the path of a single instance, that is where {@code 0 <= target-burst-capacity <= c},
 *     {@code c} being what the instance serves: {@code containerConcurrency} and {@code target}, whichever is less.
 *     Stock Knative: 60 + 0 + 0 + 1 s.
 * </ul>
 *
 * <p>A watch that ends is opened again after listing anew, with back-off; meanwhile the catalogue answers what it knew
 * last. It needs {@code io.fabric8:knative-client} and an HTTP client for it, such as {@code
 * io.fabric8:kubernetes-httpclient-jdk}, and the role in {@code docs/rbac.yaml}. Safe for use by any thread.
 */
public final class KnativeCatalogue implements TargetResolver, AutoCloseable {
    private static final System.Logger LOGGER = System.getLogger(KnativeCatalogue.class.getName());

    private final ServiceAddress address;
    private final CatalogueListener listener;
    private final ClusterWatch watch;
    private final Map<ServiceName, KnativeService> services = new ConcurrentHashMap<>();
    /** The service at each host; of several that have one address, the one that was looked at last. */
    private final Map<String, ServiceName> hosts = new ConcurrentHashMap<>();
    /** Changes are made, and told, one at a time. */
    private final ReentrantLock changing = new ReentrantLock();

    private volatile ImmutableList<String> problems = ImmutableList.of();
    private volatile boolean open;
    private AutoscalerSettings settings = AutoscalerSettings.CODE_DEFAULTS;

    private KnativeCatalogue(Builder builder) {
        this.address = builder.address;
        this.listener = builder.listener;
        this.watch = new ClusterWatch(
                builder.client, builder.namespace, builder.servingNamespace, new ClusterWatch.Observer() {
                    @Override
                    public void onService(String namespace, String name) {
                        whileChanging(() -> refresh(namespace, name));
                    }

                    @Override
                    public void onSettings() {
                        whileChanging(KnativeCatalogue.this::refreshAll);
                    }
                });
    }

    /**
     * Starts a catalogue of a cluster.
     *
     * @param client stays the caller's, and must stay open as long as the catalogue
     */
    @SuppressWarnings("exports") // optional: the module is required by whoever uses this
    public static Builder builder(KubernetesClient client) {
        return new Builder(client);
    }

    private void start(Duration timeout) {
        watch.start(timeout);
        changing.lock();
        try {
            open = true;
            refreshAll();
        } finally {
            changing.unlock();
        }
    }

    private void whileChanging(Runnable change) {
        changing.lock();
        try {
            if (open) {
                change.run();
            }
        } finally {
            changing.unlock();
        }
    }

    private void refreshAll() {
        List<String> found = new ArrayList<>(watch.problems());
        settings = AutoscalerSettings.from(
                watch.settings("config-autoscaler"),
                watch.settings("config-defaults"),
                (key, text) -> found.add(key + ": " + text));
        problems = ImmutableList.copyOf(found);
        for (Service service : watch.services()) {
            refresh(service.getMetadata().getNamespace(), service.getMetadata().getName());
        }
    }

    private void refresh(String namespace, String name) {
        ServiceName id = new ServiceName(namespace, name);
        Service service = watch.service(namespace, name);
        if (service == null) {
            replace(id, null);
        } else {
            ServiceReader reader =
                    new ServiceReader(settings, address, revision -> watch.revision(namespace, revision));
            replace(id, reader.read(id, service));
        }
    }

    private void replace(ServiceName id, @Nullable KnativeService after) {
        KnativeService before = (after == null) ? services.remove(id) : services.put(id, after);
        Set<String> held = hostsOf(after);
        held.forEach(host -> hosts.put(host, id));
        Sets.difference(hostsOf(before), held).forEach(host -> leave(host, id));
        tell(before, after);
    }

    private static Set<String> hostsOf(@Nullable KnativeService service) {
        if (service == null) {
            return ImmutableSet.of();
        }
        return Stream.of(service.localUri(), service.publicUri())
                .flatMap(address -> address.map(URI::getHost).stream())
                .collect(ImmutableSet.toImmutableSet());
    }

    /** Takes a host from a service that has it no longer; another one may have taken it over, or has it too and gets it. */
    private void leave(String host, ServiceName id) {
        hosts.computeIfPresent(host, (at, holder) -> holder.equals(id) ? anyAt(at) : holder);
    }

    private @Nullable ServiceName anyAt(String host) {
        return services.values().stream()
                .filter(service -> hostsOf(service).contains(host))
                .map(KnativeService::name)
                .findAny()
                .orElse(null);
    }

    private void tell(@Nullable KnativeService before, @Nullable KnativeService after) {
        try {
            if (before == null && after != null) {
                listener.onAdded(after);
            } else if (before != null && after == null) {
                listener.onRemoved(before);
            } else if (before != null && after != null && !before.equals(after)) {
                listener.onChanged(before, after);
            }
        } catch (RuntimeException e) {
            LOGGER.log(System.Logger.Level.WARNING, "a listener of the Knative catalogue failed", e);
        }
    }

    /** All services, by name. */
    public List<KnativeService> services() {
        return services.values().stream()
                .sorted(Comparator.comparing(service -> service.name().toString()))
                .collect(ImmutableList.toImmutableList());
    }

    /** The service, if it is in the catalogue. */
    public Optional<KnativeService> find(ServiceName service) {
        return Optional.ofNullable(services.get(requireNonNull(service, "service")));
    }

    /**
     * The target of a service.
     *
     * @param name {@code namespace/name}
     * @throws IllegalArgumentException if the catalogue has no such service, or it has no address yet
     */
    public Target target(String name) {
        ServiceName service = ServiceName.parse(name);
        return resolve(service)
                .orElseThrow(() -> new IllegalArgumentException(
                        services.containsKey(service)
                                ? "Knative Service " + name + " has no " + address
                                        + " address yet; wait until it is ready"
                                : "no Knative Service " + name + " in the catalogue, which has " + services.size()
                                        + "; is it in a namespace that the catalogue covers?"));
    }

    /**
     * How a target of this catalogue is scaled, for {@code KnativeWarmupClient.Builder.scaling}; empty for any other target.
     */
    public Optional<Scaling> scaling(Target target) {
        return ServiceName.find(target.name()).flatMap(this::find).map(KnativeService::scaling);
    }

    @Override
    public Optional<Target> resolve(ServiceName service) {
        return find(service).flatMap(KnativeService::target);
    }

    @Override
    public Optional<ServiceName> serviceAt(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        return Optional.ofNullable(hosts.get(lower))
                .or(() -> ClusterLocalHost.service(lower).filter(services::containsKey));
    }

    /** Knative's settings that cannot be read, whose defaults are assumed; usually none. */
    public List<String> problems() {
        return problems;
    }

    /** Whether changes are being received right now; false for a while when a watch has ended. */
    public boolean watching() {
        return watch.watching();
    }

    /**
     * Stops watching, and does not wait for a listener that is being told; the catalogue still answers what it knew last. The client stays
     * open.
     */
    @Override
    public void close() {
        open = false;
        watch.close();
    }

    /** Opens a {@link KnativeCatalogue}. Not thread-safe. */
    public static final class Builder {
        private final KubernetesClient client;
        private @Nullable String namespace;
        private String servingNamespace = "knative-serving";
        private ServiceAddress address = ServiceAddress.CLUSTER_LOCAL;
        private CatalogueListener listener = new CatalogueListener() {};
        private Duration timeout = Duration.ofSeconds(30);

        private Builder(KubernetesClient client) {
            this.client = requireNonNull(client, "client");
        }

        /** Covers one namespace only; by default all, which needs a role in all. */
        public Builder namespace(String namespace) {
            this.namespace = DnsLabel.check("namespace", namespace);
            return this;
        }

        /** Where Knative Serving is installed, with its ConfigMaps; {@code knative-serving} by default. */
        public Builder servingNamespace(String namespace) {
            this.servingNamespace = DnsLabel.check("namespace", namespace);
            return this;
        }

        /** The address of targets; {@link ServiceAddress#CLUSTER_LOCAL} by default. */
        public Builder address(ServiceAddress address) {
            this.address = requireNonNull(address, "address");
            return this;
        }

        /** Is told what changes. */
        public Builder listener(CatalogueListener listener) {
            this.listener = requireNonNull(listener, "listener");
            return this;
        }

        /** How long each first list may take; 30 s by default, at least 1 ms. */
        public Builder timeout(Duration timeout) {
            checkArgument(timeout.toMillis() >= 1, "timeout: %s, but at least 1 ms is needed", timeout);
            this.timeout = timeout;
            return this;
        }

        /**
         * Lists the cluster's services and starts to watch them.
         *
         * @throws CatalogueException if they cannot be listed: no answer in time, no permission, no Knative
         */
        public KnativeCatalogue open() {
            KnativeCatalogue catalogue = new KnativeCatalogue(this);
            try {
                catalogue.start(timeout);
            } catch (RuntimeException e) {
                catalogue.close();
                throw e;
            }
            return catalogue;
        }
    }
}
