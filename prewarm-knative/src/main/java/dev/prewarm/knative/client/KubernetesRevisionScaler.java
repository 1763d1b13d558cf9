package dev.prewarm.knative.client;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Maps;
import dev.prewarm.Scheduler;
import dev.prewarm.Target;
import dev.prewarm.knative.RevisionName;
import dev.prewarm.knative.ServiceName;
import io.fabric8.knative.client.KnativeClient;
import io.fabric8.knative.serving.v1.Revision;
import io.fabric8.knative.serving.v1.Service;
import io.fabric8.knative.serving.v1.ServiceStatus;
import io.fabric8.knative.serving.v1.TrafficTarget;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Sets floors by annotating revisions through the Kubernetes API; needs {@code knative-client} of fabric8.
 *
 * <p>A floor raises {@code autoscaling.knative.dev/min-scale}. Beside it stands one annotation for each owner, with its
 * floor and the instant when that lapses; {@code min-scale} is the highest of them and of what it was before, which is
 * restored when the last is gone. No floor is above {@code max-scale} or {@code activation-scale}, which Knative would refuse. The right to {@code get} services, and to {@code get}, {@code list} and {@code patch}
 * revisions, is needed in each namespace.
 *
 * <p>Safe for use by any thread. Patches are made in the order in which they were asked for, by one thread; one that meets
 * another writer is made anew, a dozen times at most, with pauses of up to half a second.
 */
public final class KubernetesRevisionScaler implements RevisionScaler, AutoCloseable {
    private static final System.Logger LOGGER = System.getLogger(KubernetesRevisionScaler.class.getName());
    private static final String CLOSED = "the scaler is closed";
    private static final int REPEATED = 12;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(10);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);
    private static final int CONFLICT = 409;
    private static final int NOT_FOUND = 404;

    private final KubernetesClient kubernetes;
    private final KnativeClient knative;
    private final FloorAnnotations annotations;
    private final Function<Target, ServiceName> service;
    /** Null for all. */
    private final @Nullable ImmutableSet<String> namespaces;

    /** Between patches that meet another writer's: of many that begin together, one gets through each time. */
    private final Backoff backoff;

    private final SchedulerInUse clock;
    private final ExecutorService writer;
    private final ExecutorService readers;
    private volatile boolean closed;

    private KubernetesRevisionScaler(Builder builder) {
        this.kubernetes = builder.kubernetes;
        this.knative = builder.kubernetes.adapt(KnativeClient.class);
        this.annotations = builder.annotations;
        this.service = builder.service;
        this.namespaces = builder.everywhere ? null : builder.namespaces();
        this.backoff = new Backoff(REPEATED, FIRST_PAUSE, LONGEST_PAUSE, builder.owner.hashCode());
        this.clock = SchedulerInUse.of(builder.scheduler);
        this.writer = Executors.newSingleThreadExecutor(task -> Threads.daemon(task, "prewarm-knative-annotate"));
        this.readers = Executors.newFixedThreadPool(2, task -> Threads.daemon(task, "prewarm-knative-look"));
    }

    /**
     * A builder.
     *
     * @param kubernetes not closed by the scaler
     * @param owner who sets the floors: the same name after a restart, and another for each process that runs at the same
     *     time, such as the name of its pod in a StatefulSet. 1 to 40 lower-case letters, digits and inner hyphens
     */
    @SuppressWarnings("exports") // optional: the module is required by whoever uses this
    public static Builder builder(KubernetesClient kubernetes, String owner) {
        return new Builder(kubernetes, owner);
    }

    @Override
    public CompletionStage<RevisionName> hold(Target target, int instances, Instant until) {
        return hold(target, instances, until, () -> true);
    }

    @Override
    public CompletionStage<RevisionName> hold(Target target, int instances, Instant until, BooleanSupplier wanted) {
        // What the service keeps by the cluster's own settings, no annotation says.
        int floor = Math.max(instances, target.minScale());
        return on(writer, () -> {
            checkWanted(wanted);
            RevisionName revision = revisionOf(service.apply(target));
            checkArgument(
                    namespaces == null || namespaces.contains(revision.namespace()),
                    "namespace %s is not among those whose revisions are scaled: %s",
                    revision.namespace(),
                    namespaces);
            try {
                set(revision, floor, until, wanted);
            } finally {
                if (closed) {
                    removeAtTheEnd(revision, until);
                }
            }
            return revision;
        });
    }

    private void set(RevisionName revision, int floor, Instant until, BooleanSupplier wanted) {
        boolean there = patch(revision, found -> {
            checkWanted(wanted);
            return annotations.hold(found, floor, wall(until), clock.scheduler().wallClock());
        });
        if (!there) {
            throw new IllegalStateException("no revision " + revision);
        }
    }

    /** What others, and a later process, go by. Instants in this process are of a clock that is never stepped. */
    private Instant wall(Instant instant) {
        return instant.plus(wallAhead());
    }

    /** In full seconds: what passes between two looks at the clocks is nothing. */
    private Duration wallAhead() {
        Scheduler clocks = clock.scheduler();
        return Duration.ofSeconds(
                Math.round(Duration.between(clocks.now(), clocks.wallClock()).toMillis() / 1e3));
    }

    private void checkWanted(BooleanSupplier wanted) {
        if (closed) {
            throw new IllegalStateException(CLOSED);
        }
        if (!wanted.getAsBoolean()) {
            throw new CancellationException("the floor is not wanted any more");
        }
    }

    /** Removes what was being set when this was closed: nobody else would. */
    private void removeAtTheEnd(RevisionName revision, Instant lapses) {
        try {
            patch(
                    revision,
                    found -> annotations.release(found, clock.scheduler().wallClock()));
        } catch (KubernetesClientException e) {
            LOGGER.log(
                    Level.WARNING,
                    "The floor at " + revision + " could not be removed at the end; it lapses at " + lapses,
                    e);
        }
    }

    /** The revision that gets most of the service's traffic. */
    private RevisionName revisionOf(ServiceName name) {
        Service found = knative.services()
                .inNamespace(name.namespace())
                .withName(name.name())
                .get();
        ServiceStatus status = (found == null) ? null : found.getStatus();
        if (status == null) {
            throw new IllegalStateException("no Knative Service " + name + ", or it has no status yet");
        }
        String revision = status.getTraffic().stream()
                .filter(traffic -> traffic.getRevisionName() != null && traffic.getPercent() != null)
                .max(Comparator.comparing(TrafficTarget::getPercent))
                .map(TrafficTarget::getRevisionName)
                .orElse(status.getLatestReadyRevisionName());
        if (revision == null) {
            throw new IllegalStateException("no revision of " + name + " is ready");
        }
        return new RevisionName(name.namespace(), revision);
    }

    @Override
    public CompletionStage<Integer> readyInstances(RevisionName revision) {
        return scale(revision).thenApply(RevisionScale::ready);
    }

    @Override
    public CompletionStage<RevisionScale> scale(RevisionName revision) {
        return on(readers, () -> {
            Revision found = resource(revision).get();
            if (found == null) {
                return new RevisionScale(0, Integer.MAX_VALUE);
            }
            Integer replicas =
                    (found.getStatus() == null) ? null : found.getStatus().getActualReplicas();
            return new RevisionScale((replicas == null) ? 0 : replicas, FloorAnnotations.most(annotationsOf(found)));
        });
    }

    @Override
    public CompletionStage<Void> release(RevisionName revision) {
        return on(writer, () -> {
                    patch(
                            revision,
                            found ->
                                    annotations.release(found, clock.scheduler().wallClock()));
                    return revision;
                })
                .thenAccept(released -> {});
    }

    @Override
    public CompletionStage<Optional<Instant>> releaseLapsed(Instant now) {
        return on(writer, () -> {
            Failures failures = new Failures();
            Optional<Instant> next = Optional.empty();
            for (Revision revision : revisions(failures)) {
                Instant lapsesAt = annotations.lapsesAt(annotationsOf(revision)).orElse(null);
                if (lapsesAt == null) {
                    continue;
                }
                if (!lapsesAt.isAfter(wall(now))) {
                    failures.collect(() -> removeLapsed(revision.getMetadata(), wall(now)));
                } else if (next.isEmpty() || lapsesAt.isBefore(next.get())) {
                    next = Optional.of(lapsesAt);
                }
            }
            failures.rethrow();
            return next.map(lapsesAt -> lapsesAt.minus(wallAhead()));
        });
    }

    private void removeLapsed(ObjectMeta revision, Instant now) {
        // At the end, the floors that are still wanted go first: a later start finds those that have lapsed.
        if (!closed) {
            patch(
                    new RevisionName(revision.getNamespace(), revision.getName()),
                    found -> annotations.release(found, now));
        }
    }

    /** All that can be listed. */
    private List<Revision> revisions(Failures failures) {
        if (namespaces == null) {
            return knative.revisions().inAnyNamespace().list().getItems();
        }
        List<Revision> found = new ArrayList<>();
        for (String namespace : namespaces) {
            failures.collect(() -> found.addAll(
                    knative.revisions().inNamespace(namespace).list().getItems()));
        }
        return found;
    }

    /** Changes the annotations as the function says; returns false if there is no such revision. */
    private boolean patch(RevisionName name, Function<Map<String, String>, Map<String, @Nullable String>> change) {
        for (int retry = 0; ; retry++) {
            Revision found = resource(name).get();
            if (found == null) {
                return false;
            }
            Map<String, @Nullable String> changes = change.apply(annotationsOf(found));
            if (changes.isEmpty()) {
                return true;
            }
            // With the version, the patch fails where somebody else has changed the revision since it was read.
            Map<String, Object> metadata =
                    Map.of("resourceVersion", found.getMetadata().getResourceVersion(), "annotations", changes);
            try {
                resource(name)
                        .patch(
                                PatchContext.of(PatchType.JSON_MERGE),
                                kubernetes.getKubernetesSerialization().asJson(Map.of("metadata", metadata)));
                return true;
            } catch (KubernetesClientException e) {
                if (e.getCode() == NOT_FOUND) {
                    return false;
                }
                Duration pause =
                        (e.getCode() == CONFLICT) ? backoff.before(retry).orElse(null) : null;
                if (pause == null || !passed(pause)) {
                    throw e;
                }
            }
        }
    }

    /** Waits; returns false if that is interrupted, as it is at the end. */
    private static boolean passed(Duration pause) {
        try {
            // Nobody counts it down. What it waits for is the others' real time, whatever the clock of the floors.
            return !new CountDownLatch(1).await(pause.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Resource<Revision> resource(RevisionName name) {
        return knative.revisions().inNamespace(name.namespace()).withName(name.revision());
    }

    private static Map<String, String> annotationsOf(Revision revision) {
        Map<String, String> annotations = revision.getMetadata().getAnnotations();
        // A null that an API server keeps for what has been removed is nothing.
        return (annotations == null) ? Map.of() : Maps.filterValues(annotations, Objects::nonNull);
    }

    private static <T> CompletionStage<T> on(ExecutorService executor, Callable<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            executor.execute(() -> {
                try {
                    result.complete(work.call());
                } catch (Throwable t) {
                    // Also an error, as where two releases of the Kubernetes client are mixed: somebody waits for the
                    // end.
                    result.completeExceptionally(t);
                }
            });
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(new IllegalStateException(CLOSED, e));
        }
        return result;
    }

    /**
     * Sets no more floors, and waits at most 5 s until those have been removed whose removal was asked for, and the one that is being
     * set. Close the warm-up client first, so that the removal of its floors is among them.
     */
    @Override
    public void close() {
        closed = true;
        try {
            // By itself, so that what is asked for when its present work is done is still taken.
            writer.execute(writer::shutdown);
        } catch (RejectedExecutionException e) {
            // It was closed before.
        }
        readers.shutdown();
        try {
            if (!writer.awaitTermination(5, TimeUnit.SECONDS)) {
                writer.shutdownNow();
            }
        } catch (InterruptedException e) {
            writer.shutdownNow();
            Thread.currentThread().interrupt();
        }
        readers.shutdownNow();
        clock.close();
    }

    /** Builds a {@link KubernetesRevisionScaler}. Not thread-safe. */
    public static final class Builder {
        private final KubernetesClient kubernetes;
        private final String owner;
        private final FloorAnnotations annotations;
        private Function<Target, ServiceName> service = target -> ServiceName.parse(target.name());
        private ImmutableSet<String> namespaces = ImmutableSet.of();
        private boolean everywhere;
        private @Nullable Scheduler scheduler;

        private Builder(KubernetesClient kubernetes, String owner) {
            this.kubernetes = requireNonNull(kubernetes, "kubernetes");
            this.owner = requireNonNull(owner, "owner");
            this.annotations = new FloorAnnotations(owner);
        }

        /**
         * Which Knative Service a target is; by default the one whose {@code namespace/name} is the target's name. Another one for
         * each: targets that share a service would replace each other's floors.
         */
        public Builder service(Function<Target, ServiceName> service) {
            this.service = requireNonNull(service, "service");
            return this;
        }

        /** Where revisions are scaled, and lapsed floors looked for; by default the Kubernetes client's namespace. */
        public Builder namespaces(Set<String> namespaces) {
            this.namespaces = ImmutableSet.copyOf(namespaces);
            this.everywhere = false;
            return this;
        }

        /** Revisions are scaled, and lapsed floors looked for, in all namespaces: the rights are needed in the whole cluster. */
        public Builder allNamespaces() {
            this.everywhere = true;
            return this;
        }

        private ImmutableSet<String> namespaces() {
            String own = kubernetes.getNamespace();
            return !namespaces.isEmpty() ? namespaces : ImmutableSet.of((own == null) ? "default" : own);
        }

        /** The clock, by whose {@linkplain Scheduler#wallClock time of day} floors lapse; by default the system's. */
        public Builder scheduler(Scheduler scheduler) {
            this.scheduler = requireNonNull(scheduler, "scheduler");
            return this;
        }

        /** The scaler, with its threads ready to start. */
        public KubernetesRevisionScaler build() {
            return new KubernetesRevisionScaler(this);
        }
    }
}
