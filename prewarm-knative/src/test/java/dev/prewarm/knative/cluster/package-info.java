/**
 * Runs on a cluster with Knative, the one that KUBECONFIG names: only with {@code -Pcluster}. They measure by the clock, and
 * so assert on it as little as they can; what they measured is written to {@code docs/real-knative.md} if the system
 * property {@code prewarm.cluster.page} names that.
 */
package dev.prewarm.knative.cluster;
