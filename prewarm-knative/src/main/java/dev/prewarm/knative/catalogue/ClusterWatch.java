package dev.prewarm.knative.catalogue;

import dev.prewarm.knative.manifest.ClusterScope;
import io.fabric8.knative.client.KnativeClient;
import io.fabric8.knative.serving.v1.Revision;
import io.fabric8.knative.serving.v1.Service;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The Services, Revisions and settings of a cluster, kept up to date by the Kubernetes client's informers: they list,
 * watch, and when a watch ends list again, with back-off, for as long as this is open.
 */
final class ClusterWatch implements AutoCloseable {
    private static final String SERVICE_LABEL = "serving.knative.dev/service";

    /** Is told what may have changed. */
    interface Observer {
        void onService(String namespace, String name);

        void onSettings();
    }

    private final ClusterScope scope;
    private final Observer observer;
    private final SharedIndexInformer<Service> services;
    private final SharedIndexInformer<Revision> revisions;
    private final List<SharedIndexInformer<ConfigMap>> settings = new ArrayList<>(2);
    private final List<String> problems = new ArrayList<>(2);

    ClusterWatch(KubernetesClient client, @Nullable String namespace, String servingNamespace, Observer observer) {
        this.scope = new ClusterScope(namespace);
        this.observer = observer;
        KnativeClient knative = client.adapt(KnativeClient.class);
        this.services = informer(knative.services());
        this.revisions = informer(knative.revisions());
        for (String name : List.of("config-autoscaler", "config-defaults")) {
            settings.add(client.configMaps()
                    .inNamespace(servingNamespace)
                    .withName(name)
                    .runnableInformer(0));
        }
    }

    private <T extends HasMetadata> SharedIndexInformer<T> informer(MixedOperation<T, ?, Resource<T>> operation) {
        return scope.of(operation).runnableInformer(0);
    }

    /**
     * Starts, and returns when everything has been listed.
     *
     * @throws CatalogueException if Services or Revisions cannot be listed in time
     */
    void start(Duration timeout) {
        services.addEventHandler(new ChangeHandler<>(service -> observer.onService(
                service.getMetadata().getNamespace(), service.getMetadata().getName())));
        revisions.addEventHandler(new ChangeHandler<>(this::onRevision));
        settings.forEach(informer -> informer.addEventHandler(new ChangeHandler<>(map -> observer.onSettings())));
        CompletableFuture<Void> listedServices = started(services);
        CompletableFuture<Void> listedRevisions = started(revisions);
        List<CompletableFuture<Void>> listedSettings =
                settings.stream().map(ClusterWatch::started).toList();
        require("services", listedServices, timeout);
        require("revisions", listedRevisions, timeout);
        for (CompletableFuture<Void> listed : listedSettings) {
            try {
                await(listed, timeout);
            } catch (ExecutionException | TimeoutException e) {
                problems.add("Knative's settings cannot be read (" + ClusterScope.reason(e)
                        + "): the defaults in its code are assumed; the client needs the role in docs/rbac.yaml");
            }
        }
    }

    private static <T> CompletableFuture<Void> started(SharedIndexInformer<T> informer) {
        // What fails at first is an error of the caller's; what worked once is tried again for ever.
        return informer.exceptionHandler((started, cause) -> started).start().toCompletableFuture();
    }

    private void require(String plural, CompletableFuture<Void> listed, Duration timeout) {
        try {
            await(listed, timeout);
        } catch (ExecutionException | TimeoutException e) {
            throw new CatalogueException(
                    "the Knative " + plural + " of " + scope + " cannot be listed and watched ("
                            + ClusterScope.reason(e)
                            + "); the cluster needs Knative Serving, and the client the role in docs/rbac.yaml",
                    e);
        }
    }

    private static void await(CompletableFuture<Void> listed, Duration timeout)
            throws ExecutionException, TimeoutException {
        try {
            listed.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CatalogueException("interrupted while the cluster was listed", e);
        }
    }

    private void onRevision(Revision revision) {
        Map<String, String> labels = revision.getMetadata().getLabels();
        String service = (labels == null) ? null : labels.get(SERVICE_LABEL);
        if (service != null) {
            observer.onService(revision.getMetadata().getNamespace(), service);
        }
    }

    List<Service> services() {
        return services.getStore().list();
    }

    @Nullable
    Service service(String namespace, String name) {
        return services.getStore().getByKey(namespace + "/" + name);
    }

    @Nullable
    Revision revision(String namespace, String name) {
        return revisions.getStore().getByKey(namespace + "/" + name);
    }

    /** What the ConfigMap of that name says; nothing if there is none. */
    Map<String, String> settings(String name) {
        for (SharedIndexInformer<ConfigMap> informer : settings) {
            for (ConfigMap map : informer.getStore().list()) {
                if (map.getMetadata().getName().equals(name) && map.getData() != null) {
                    return map.getData();
                }
            }
        }
        return Map.of();
    }

    /** Settings that could not be read when it started. */
    List<String> problems() {
        return problems;
    }

    /** Whether changes of Services and Revisions are being received right now. */
    boolean watching() {
        return services.isWatching() && revisions.isWatching();
    }

    @Override
    public void close() {
        services.close();
        revisions.close();
        settings.forEach(SharedIndexInformer::close);
    }
}
