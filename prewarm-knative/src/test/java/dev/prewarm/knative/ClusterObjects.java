package dev.prewarm.knative;

import io.fabric8.knative.serving.v1.Revision;
import io.fabric8.knative.serving.v1.RevisionBuilder;
import io.fabric8.knative.serving.v1.Service;
import io.fabric8.knative.serving.v1.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.util.Map;

/** Objects as Knative Serving keeps them in a cluster. */
public final class ClusterObjects {
    private ClusterObjects() {}

    /** A Service in namespace shop whose traffic all goes to revision {@code name-00001}. */
    public static ServiceBuilder service(String name) {
        String revision = name + "-00001";
        return new ServiceBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .endSpec()
                .withNewStatus()
                .withUrl("https://" + name + ".shop.example.com")
                .withNewAddress()
                .withUrl("http://" + name + ".shop.svc.cluster.local")
                .endAddress()
                .withLatestReadyRevisionName(revision)
                .addNewTraffic()
                .withRevisionName(revision)
                .withPercent(100L)
                .endTraffic()
                .addNewCondition()
                .withType("Ready")
                .withStatus("True")
                .endCondition()
                .endStatus();
    }

    /** Such a Service, made. */
    public static Service readyService(String name) {
        return service(name).build();
    }

    /** A Revision of a Service in namespace shop. */
    public static Revision revision(String service, int number, Long concurrency, Map<String, String> annotations) {
        return new RevisionBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName("%s-%05d".formatted(service, number))
                .addToLabels("serving.knative.dev/service", service)
                .withAnnotations(annotations)
                .endMetadata()
                .withNewSpec()
                .withContainerConcurrency(concurrency)
                .endSpec()
                .build();
    }

    /** Settings of Knative Serving. */
    public static ConfigMap config(String name, Map<String, String> data) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace("knative-serving")
                .withName(name)
                .endMetadata()
                .withData(data)
                .build();
    }
}
