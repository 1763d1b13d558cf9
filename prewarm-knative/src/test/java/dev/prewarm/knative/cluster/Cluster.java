package dev.prewarm.knative.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.SystemScheduler;
import dev.prewarm.Target;
import dev.prewarm.knative.RevisionName;
import dev.prewarm.knative.client.Addressing;
import dev.prewarm.knative.client.KnativeWarmupClient;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;

/**
 * The cluster, services on it, and what is seen of their pods.
 *
 * <p>Services are called by the name of their revision within the cluster, or, where {@code prewarm.cluster.ingress} gives the
 * address of an ingress, through that. Their image is {@code prewarm.cluster.image}: a function that sleeps SLEEP_MS a call
 * and serves {@code /warmup} as the handler kit does.
 */
final class Cluster implements AutoCloseable {
    private static final String SERVING = "serving.knative.dev/v1";
    private static final String NETWORKING = "networking.internal.knative.dev/v1alpha1";
    private static final String NAMESPACE = System.getProperty("prewarm.cluster.namespace", "default");
    private static final String IMAGE = System.getProperty("prewarm.cluster.image", "dev.local/prewarm-function:1");
    private static final String INGRESS = System.getProperty("prewarm.cluster.ingress", "");
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    final SystemScheduler scheduler = new SystemScheduler();
    final KubernetesClient kubernetes = new KubernetesClientBuilder().build();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<String, RevisionName> revisions = new ConcurrentHashMap<>();

    /** A service of the cluster: what is warmed and called. */
    record Deployed(Target target, RevisionName revision) {}

    /** Deploys a service, waits until it is ready, and gives its target. */
    Deployed deploy(String name, Duration sleep, int concurrency, Duration retention, Map<String, String> annotations) {
        kubernetes
                .resource(kubernetes
                        .getKubernetesSerialization()
                        .unmarshal(
                                """
                        apiVersion: serving.knative.dev/v1
                        kind: Service
                        metadata: {name: %s, namespace: %s}
                        spec:
                          template:
                            metadata: {annotations: %s}
                            spec:
                              containerConcurrency: %d
                              containers:
                                - image: %s
                                  env: [{name: SLEEP_MS, value: "%d"}]
                        """.formatted(
                                        name, NAMESPACE, quoted(annotations), concurrency, IMAGE, sleep.toMillis()),
                                GenericKubernetesResource.class))
                .serverSideApply();
        if (INGRESS.isEmpty()) {
            await(name + " has an ingress object", () -> object(NETWORKING, "Ingress", name) != null);
            sayIngressIsReady(name);
        }
        await(name + " is ready", () -> ready(object(SERVING, "Service", name)));
        GenericKubernetesResource service = object(SERVING, "Service", name);
        RevisionName revision = new RevisionName(NAMESPACE, service.get("status", "latestReadyRevisionName"));
        String host = INGRESS.isEmpty()
                ? "http://" + revision.revision() + "." + NAMESPACE + ".svc.cluster.local"
                : service.get("status", "url");
        revisions.put(name, revision);
        Target target = Target.builder(NAMESPACE + "/" + name, URI.create(host))
                .concurrency(concurrency)
                .retention(retention)
                .build();
        return new Deployed(target, revision);
    }

    private static String quoted(Map<String, String> annotations) {
        StringBuilder yaml = new StringBuilder("{");
        annotations.forEach((key, value) -> yaml.append("autoscaling.knative.dev/")
                .append(key)
                .append(": \"")
                .append(value)
                .append("\", "));
        return yaml.append("}").toString();
    }

    /** On a cluster without an ingress nobody else says so, and the Route would wait for it. */
    private void sayIngressIsReady(String name) {
        GenericKubernetesResource ingress = object(NETWORKING, "Ingress", name);
        String balancer =
                "{\"ingress\":[{\"domainInternal\":\"activator-service.knative-serving.svc.cluster.local\"}]}";
        StringBuilder conditions = new StringBuilder();
        for (String type : List.of("LoadBalancerReady", "NetworkConfigured", "Ready")) {
            conditions
                    .append(conditions.isEmpty() ? "" : ",")
                    .append("{\"type\":\"" + type
                            + "\",\"status\":\"True\",\"lastTransitionTime\":\"2026-01-01T00:00:00Z\"}");
        }
        kubernetes
                .genericKubernetesResources(NETWORKING, "Ingress")
                .inNamespace(NAMESPACE)
                .withName(name)
                .subresource("status")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"status\":{\"observedGeneration\":"
                                + ingress.getMetadata().getGeneration()
                                + ",\"conditions\":[" + conditions + "],\"publicLoadBalancer\":" + balancer
                                + ",\"privateLoadBalancer\":" + balancer + "}}");
    }

    private GenericKubernetesResource object(String version, String kind, String name) {
        return kubernetes
                .genericKubernetesResources(version, kind)
                .inNamespace(NAMESPACE)
                .withName(name)
                .get();
    }

    private static boolean ready(GenericKubernetesResource object) {
        List<Map<String, Object>> conditions = (object == null) ? null : object.get("status", "conditions");
        return conditions != null
                && conditions.stream()
                        .anyMatch(one -> "Ready".equals(one.get("type")) && "True".equals(one.get("status")));
    }

    /** A builder of a client that reaches the services of this cluster. */
    KnativeWarmupClient.Builder client() {
        KnativeWarmupClient.Builder builder = KnativeWarmupClient.builder().scheduler(scheduler);
        return INGRESS.isEmpty() ? builder : builder.addressing(Addressing.ingress(URI.create(INGRESS)));
    }

    /** Calls a service and waits for its answer. */
    HttpResponse<String> call(Target target, String path) {
        URI uri = INGRESS.isEmpty() ? target.uri() : URI.create(INGRESS);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri.resolve(path));
        if (!INGRESS.isEmpty()) {
            request.header("Host", target.uri().getRawAuthority());
        }
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError("a call of " + target.name() + " failed", e);
        }
    }

    /** Calls a service so many times at once: how long each answer took, in seconds, in order. */
    List<Double> callAtOnce(Target target, String path, int calls) {
        ExecutorService callers = Executors.newFixedThreadPool(calls);
        try {
            List<CompletableFuture<Double>> answers = new ArrayList<>();
            for (int i = 0; i < calls; i++) {
                answers.add(CompletableFuture.supplyAsync(
                        () -> {
                            Instant sentAt = scheduler.now();
                            assertThat(call(target, path).statusCode()).isEqualTo(200);
                            return since(sentAt);
                        },
                        callers));
            }
            return answers.stream().map(CompletableFuture::join).sorted().toList();
        } finally {
            callers.shutdownNow();
        }
    }

    /** Pods of a service that are ready now, by the readiness of their containers. */
    long podsReady(Deployed service) {
        return pods(service).stream().filter(Cluster::ready).count();
    }

    List<Pod> pods(Deployed service) {
        return kubernetes
                .pods()
                .inNamespace(NAMESPACE)
                .withLabel("serving.knative.dev/revision", service.revision().revision())
                .list()
                .getItems();
    }

    static boolean ready(Pod pod) {
        return pod.getMetadata().getDeletionTimestamp() == null
                && pod.getStatus() != null
                && pod.getStatus().getConditions().stream()
                        .anyMatch(one -> "Ready".equals(one.getType()) && "True".equals(one.getStatus()));
    }

    /** The replicas that Knative wants of a service now. */
    int replicas(Deployed service) {
        Integer replicas = kubernetes
                .apps()
                .deployments()
                .inNamespace(NAMESPACE)
                .withName(service.revision().revision() + "-deployment")
                .get()
                .getSpec()
                .getReplicas();
        return (replicas == null) ? 1 : replicas;
    }

    /** Waits until nothing of a service is left but pods that end. */
    void awaitZero(Deployed service) {
        await(
                service.target().name() + " is at zero",
                Duration.ofMillis(500),
                () -> replicas(service) == 0 && podsReady(service) == 0);
    }

    void await(String what, BooleanSupplier condition) {
        await(what, Duration.ofMillis(100), condition);
    }

    private void await(String what, Duration lookEvery, BooleanSupplier condition) {
        Instant deadline = scheduler.now().plus(PATIENCE);
        while (!condition.getAsBoolean()) {
            assertThat(scheduler.now()).as("time to wait until " + what).isBefore(deadline);
            pause(lookEvery);
        }
    }

    void pause(Duration duration) {
        CompletableFuture<Void> over = new CompletableFuture<>();
        scheduler.schedule(duration, () -> over.complete(null));
        over.join();
    }

    double since(Instant instant) {
        return Duration.between(instant, scheduler.now()).toMillis() / 1e3;
    }

    /** An instant of the wall clock, also of another process here, on the scheduler's scale. */
    Instant onScale(Instant wallClock) {
        return scheduler.now().minus(Duration.between(wallClock, scheduler.wallClock()));
    }

    /** What runs there, for the page: Knative Serving's and Kubernetes' versions. */
    String versions() {
        return "Knative Serving " + servingVersion() + ", Kubernetes "
                + kubernetes.getKubernetesVersion().getGitVersion().replaceFirst("^v", "");
    }

    String servingVersion() {
        String version = kubernetes
                .apps()
                .deployments()
                .inNamespace("knative-serving")
                .withName("controller")
                .get()
                .getMetadata()
                .getLabels()
                .get("app.kubernetes.io/version");
        return (version == null || version.equals("devel"))
                ? System.getProperty("prewarm.cluster.serving", "of unknown version")
                : version;
    }

    @Override
    public void close() {
        kubernetes.close();
        scheduler.close();
    }
}
