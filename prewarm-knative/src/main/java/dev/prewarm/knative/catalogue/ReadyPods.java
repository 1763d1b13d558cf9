package dev.prewarm.knative.catalogue;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import dev.prewarm.Cancellable;
import dev.prewarm.Scheduler;
import dev.prewarm.SystemScheduler;
import dev.prewarm.knative.manifest.ClusterScope;
import dev.prewarm.knative.text.DnsLabel;
import io.fabric8.knative.client.KnativeClient;
import io.fabric8.knative.serving.v1.Service;
import io.fabric8.knative.serving.v1.ServiceStatus;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The number of ready pods of each Knative Service, told whenever it changes: what other processes have warmed or use, and
 * what the platform has taken away, without a request to any service.
 *
 * <pre>{@code
 * try (ReadyPods ready = ReadyPods.builder(kubernetes).namespace("shop").open(prewarmer::ready)) { … }
 * }</pre>
 *
 * <p>Counted is what Knative's autoscaler counts, {@code status.actualScale} of the PodAutoscaler of each revision that gets
 * traffic by the Service's {@code status.traffic}; of several, the least. The services' names are {@code namespace/name}, as
 * those of the catalogue's targets. While a watch is interrupted nothing is known, and 0 is told of every service; within half
 * a second after it is back, the numbers are told anew. Needs {@code list} and {@code watch} of {@code services} and {@code
 * podautoscalers} ({@code docs/rbac.yaml}).
 *
 * <p>Safe for use by any thread. The consumer is called by {@link Builder#open} and after that by the scheduler, one call at a
 * time, without a lock; it must return at once. What it throws is logged.
 */
public final class ReadyPods implements AutoCloseable {
    private static final System.Logger LOGGER = System.getLogger(ReadyPods.class.getName());
    private static final String VERSION = "autoscaling.internal.knative.dev/v1alpha1";
    private static final String SERVICE_LABEL = "serving.knative.dev/service";
    /** How soon it is noticed that the watch has ended, or is back. */
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);

    private final ObjIntConsumer<String> consumer;
    private final SharedIndexInformer<GenericKubernetesResource> autoscalers;
    private final SharedIndexInformer<Service> services;
    private final Scheduler scheduler;
    private final @Nullable SystemScheduler ownScheduler;
    private final Coalesced telling;
    /** Touched by {@link Builder#open}, and after that by the scheduler alone. */
    private final Map<String, Integer> told = new HashMap<>();

    private volatile boolean listed;
    private volatile @Nullable Cancellable next;
    private volatile boolean open = true;

    private ReadyPods(Builder builder, ObjIntConsumer<String> consumer) {
        this.consumer = consumer;
        ClusterScope scope = new ClusterScope(builder.namespace);
        this.autoscalers = scope.of(builder.client.genericKubernetesResources(VERSION, "PodAutoscaler"))
                .runnableInformer(0);
        this.services =
                scope.of(builder.client.adapt(KnativeClient.class).services()).runnableInformer(0);
        this.ownScheduler = (builder.scheduler == null) ? new SystemScheduler() : null;
        this.scheduler = (builder.scheduler == null) ? requireNonNull(ownScheduler) : builder.scheduler;
        this.telling = new Coalesced(scheduler, this::tell);
    }

    /**
     * Starts to count.
     *
     * @param client stays the caller's, and must stay open as long as this
     */
    @SuppressWarnings("exports") // optional: the module is required by whoever uses this
    public static Builder builder(KubernetesClient client) {
        return new Builder(client);
    }

    private void start(ClusterScope scope, Duration timeout) {
        autoscalers.addEventHandler(new ChangeHandler<>(changed -> changed()));
        services.addEventHandler(new ChangeHandler<>(changed -> changed()));
        CompletableFuture<Void> listedAutoscalers = started(autoscalers);
        CompletableFuture<Void> listedServices = started(services);
        require("PodAutoscalers", listedAutoscalers, scope, timeout);
        require("Services", listedServices, scope, timeout);
        tell();
        listed = true;
        // What has changed since it was told.
        telling.request();
        next = scheduler.schedule(LOOK_EVERY, this::look);
    }

    private static CompletableFuture<Void> started(SharedIndexInformer<?> informer) {
        // What fails at first is an error of the caller's; what worked once is tried again for ever.
        return informer.exceptionHandler((started, cause) -> started).start().toCompletableFuture();
    }

    private static void require(String kind, CompletableFuture<Void> listed, ClusterScope scope, Duration timeout) {
        try {
            listed.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CatalogueException("interrupted while the cluster was listed", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new CatalogueException(
                    "the " + kind + " of " + scope + " cannot be listed and watched (" + ClusterScope.reason(e)
                            + "); the cluster needs Knative Serving, and the client the role in docs/rbac.yaml",
                    e);
        }
    }

    private void changed() {
        if (listed) {
            telling.request();
        }
    }

    private void look() {
        try {
            tell();
        } finally {
            if (open) {
                next = scheduler.schedule(LOOK_EVERY, this::look);
            }
        }
    }

    /** Tells what is another number than was told last. */
    private void tell() {
        if (!open) {
            return;
        }
        Map<String, Integer> now = (autoscalers.isWatching() && services.isWatching())
                ? count(autoscalers.getStore().list(), services.getStore()::getByKey)
                : Map.of();
        told.keySet().forEach(service -> {
            if (!now.containsKey(service)) {
                tell(service, 0);
            }
        });
        now.forEach((service, pods) -> {
            if (!pods.equals(told.get(service))) {
                tell(service, pods);
            }
        });
        told.clear();
        told.putAll(now);
    }

    private void tell(String service, int pods) {
        if (!open) {
            return;
        }
        try {
            consumer.accept(service, pods);
        } catch (RuntimeException e) {
            LOGGER.log(System.Logger.Level.WARNING, "the consumer of ready pods failed", e);
        }
    }

    /**
     * By service, those that have any.
     *
     * @param services finds one by {@code namespace/name}
     */
    static Map<String, Integer> count(
            List<GenericKubernetesResource> autoscalers, Function<String, @Nullable Service> services) {
        Map<String, Integer> least = new HashMap<>();
        for (GenericKubernetesResource autoscaler : autoscalers) {
            Map<String, String> labels = autoscaler.getMetadata().getLabels();
            String label = (labels == null) ? null : labels.get(SERVICE_LABEL);
            if (label == null || "Unreachable".equals(autoscaler.get("spec", "reachability"))) {
                continue;
            }
            String service = autoscaler.getMetadata().getNamespace() + "/" + label;
            if (getsTraffic(autoscaler.getMetadata().getName(), services.apply(service))) {
                Number scale = autoscaler.get("status", "actualScale");
                int pods = (scale == null) ? 0 : Math.max(0, scale.intValue());
                least.merge(service, pods, Math::min);
            }
        }
        least.values().removeIf(pods -> pods == 0);
        return least;
    }

    /** Knative calls a revision reachable also if it only has a tag, or is the latest and never became ready. */
    private static boolean getsTraffic(String revision, @Nullable Service service) {
        ServiceStatus status = (service == null) ? null : service.getStatus();
        return status == null || ServiceReader.traffic(status).contains(revision);
    }

    /** Stops, and tells nothing more but for a call that is under way; what was told last is not taken back. The client stays open. */
    @Override
    public void close() {
        open = false;
        Cancellable look = next;
        if (look != null) {
            look.cancel();
        }
        autoscalers.close();
        services.close();
        if (ownScheduler != null) {
            ownScheduler.close();
        }
    }

    /** Opens {@link ReadyPods}. Not thread-safe. */
    public static final class Builder {
        private final KubernetesClient client;
        private @Nullable String namespace;
        private @Nullable Scheduler scheduler;
        private Duration timeout = Duration.ofSeconds(30);

        private Builder(KubernetesClient client) {
            this.client = requireNonNull(client, "client");
        }

        /** Counts those of one namespace only; by default all, which needs a role in all. */
        public Builder namespace(String namespace) {
            this.namespace = DnsLabel.check("namespace", namespace);
            return this;
        }

        /** The timers; by default it has its own, and closes it. */
        public Builder scheduler(Scheduler scheduler) {
            this.scheduler = requireNonNull(scheduler, "scheduler");
            return this;
        }

        /** How long the first list may take; 30 s by default, at least 1 ms. */
        public Builder timeout(Duration timeout) {
            checkArgument(timeout.toMillis() >= 1, "timeout: %s, but at least 1 ms is needed", timeout);
            this.timeout = timeout;
            return this;
        }

        /**
         * Lists the pods' numbers, tells them, and starts to watch.
         *
         * @param consumer is told a service's name, {@code namespace/name}, and how many pods are ready: usually {@code
         *     prewarmer::ready}
         * @throws CatalogueException if they, or the Services, cannot be listed: no answer in time, no permission, no Knative
         */
        public ReadyPods open(ObjIntConsumer<String> consumer) {
            ReadyPods pods = new ReadyPods(this, requireNonNull(consumer, "consumer"));
            try {
                pods.start(new ClusterScope(namespace), timeout);
            } catch (RuntimeException e) {
                pods.close();
                throw e;
            }
            return pods;
        }
    }
}
