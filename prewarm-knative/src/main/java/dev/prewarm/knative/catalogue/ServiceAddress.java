package dev.prewarm.knative.catalogue;

/** Which of a Knative Service's two addresses its target has. */
public enum ServiceAddress {
    /**
     * {@code status.address.url}, such as {@code http://resize.shop.svc.cluster.local}: reachable within the cluster.
     */
    CLUSTER_LOCAL,
    /**
     * {@code status.url}, such as {@code https://resize.shop.example.com}: reachable where the cluster's ingress is.
     * Equal to the other for services whose visibility is cluster-local.
     */
    PUBLIC
}
