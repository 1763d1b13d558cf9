package dev.prewarm.knative.manifest;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.prewarm.knative.ServiceName;
import java.net.URI;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** A document of which flows are made. */
public sealed interface Manifest {
    /** Where it stands. */
    Field field();

    /** What it describes. */
    ObjectKey key();

    /** One step after the other, then the reply. */
    record Sequence(
            Field field,
            ObjectKey key,
            ImmutableList<Destination> steps,
            @Nullable Destination reply) implements Manifest {}

    /** All branches at once; the reply of those that have none of their own. */
    record Parallel(
            Field field,
            ObjectKey key,
            ImmutableList<Branch> branches,
            @Nullable Destination reply) implements Manifest {}

    /** What gets the event if the filter, itself a service, answers with one. */
    record Branch(
            @Nullable Destination filter,
            Destination subscriber,
            @Nullable Destination reply) {}

    /** Passes events on to its triggers' subscribers. */
    record Broker(Field field, ObjectKey key) implements Manifest {}

    /** Subscribes to those events of a broker that match, if it is filtered. */
    record Trigger(Field field, ObjectKey key, ObjectKey broker, boolean filtered, Destination subscriber)
            implements Manifest {}

    /** Passes events on to its subscribers. */
    record Channel(Field field, ObjectKey key) implements Manifest {}

    /** Hands a channel's events to the subscriber, and its answers, or the events where there is none, to the reply. */
    record Subscription(
            Field field,
            ObjectKey key,
            ObjectKey channel,
            @Nullable Destination subscriber,
            @Nullable Destination reply)
            implements Manifest {}

    /** KServe's graph of models, by the names of its nodes; it begins at the one called {@code root}. */
    record InferenceGraph(Field field, ObjectKey key, ImmutableMap<String, Node> nodes) implements Manifest {
        /** How a node hands a request to its steps. */
        public enum Router {
            SEQUENCE,
            SPLITTER,
            ENSEMBLE,
            SWITCH
        }

        /** A node and its steps, of which there is at least one. */
        public record Node(Field field, Router router, ImmutableList<Step> steps) {}

        /**
         * A step: one of a service, a URI and another node.
         *
         * @param conditional whether it depends on the data
         * @param weight its part of the requests of a splitter
         */
        public record Step(
                Field field,
                @Nullable String service,
                @Nullable URI uri,
                @Nullable String node,
                boolean conditional,
                int weight) {}
    }

    /**
     * A Knative Service.
     *
     * @param http2 whether its port is for HTTP/2 without TLS
     * @param addresses where it answers, if the cluster has said so already: within the cluster, and at the ingress
     */
    record Service(
            Field field,
            ObjectKey key,
            Map<String, String> annotations,
            OptionalInt concurrency,
            boolean http2,
            ImmutableList<URI> addresses)
            implements Manifest {
        /** What names it. */
        public ServiceName name() {
            return key.serviceName(field.at("metadata", "name"));
        }

        /** Whether the other one is the same as far as warming is concerned. */
        boolean alike(Service other) {
            return annotations.equals(other.annotations)
                    && concurrency.equals(other.concurrency)
                    && http2 == other.http2
                    && addresses.equals(other.addresses);
        }
    }

    /**
     * Settings of Knative Serving, under the name of the ConfigMap that has them.
     *
     * @param data where they stand
     */
    record Settings(Field field, ObjectKey key, Field data) implements Manifest {}
}
