package dev.prewarm.knative.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** When pods became ready and ceased to be, by a watch of them and our own clock. */
final class ReadyInstants implements Watcher<Pod>, AutoCloseable {
    private final Cluster cluster;
    private final Watch watch;
    private final Map<String, Instant> readyAt = new ConcurrentHashMap<>();
    private final Map<String, Instant> goneAt = new ConcurrentHashMap<>();
    private final Map<String, String> revisions = new ConcurrentHashMap<>();

    ReadyInstants(Cluster cluster, Set<String> namespaces) {
        this.cluster = cluster;
        this.watch = cluster.kubernetes
                .pods()
                .inNamespace(namespaces.iterator().next())
                .withLabel("serving.knative.dev/revision")
                .watch(this);
    }

    @Override
    public void eventReceived(Action action, Pod pod) {
        String name = pod.getMetadata().getName();
        if (action != Action.DELETED && Cluster.ready(pod)) {
            revisions.put(name, pod.getMetadata().getLabels().get("serving.knative.dev/revision"));
            readyAt.putIfAbsent(name, cluster.scheduler.now());
        } else if (readyAt.containsKey(name)) {
            goneAt.putIfAbsent(name, cluster.scheduler.now());
        }
    }

    @Override
    public void onClose(WatcherException cause) {
        // A run whose watch ended early has too few pods, which its table shows.
    }

    /** The pods of a revision that became ready since then: when. */
    List<Instant> since(Instant from, String revision) {
        List<Instant> found = new ArrayList<>();
        readyAt.forEach((pod, at) -> {
            if (!at.isBefore(from) && revision.equals(revisions.get(pod))) {
                found.add(at);
            }
        });
        return found;
    }

    /**
     * Seconds for which the pods of a revision that became ready since then were not called yet, or, those that never
     * were, were ready at all.
     *
     * @param firstCalledAt by pod
     */
    double idle(Instant from, String revision, Map<String, Instant> firstCalledAt) {
        double seconds = 0;
        for (Map.Entry<String, Instant> pod : readyAt.entrySet()) {
            if (!pod.getValue().isBefore(from) && revision.equals(revisions.get(pod.getKey()))) {
                Instant gone = goneAt.getOrDefault(pod.getKey(), cluster.scheduler.now());
                Instant used = firstCalledAt.getOrDefault(pod.getKey(), gone);
                seconds += Math.max(0, Duration.between(pod.getValue(), used).toMillis() / 1e3);
            }
        }
        return seconds;
    }

    @Override
    public void close() {
        watch.close();
    }
}
