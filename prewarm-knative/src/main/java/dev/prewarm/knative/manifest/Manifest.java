package dev.prewarm.knative.manifest;

import com.google.common.collect.ImmutableList;
import dev.prewarm.knative.ServiceName;
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

    /** A Knative Service. */
    record Service(Field field, ObjectKey key, Map<String, String> annotations, OptionalInt concurrency)
            implements Manifest {
        /** What names it. */
        public ServiceName name() {
            return key.serviceName(field.at("metadata", "name"));
        }
    }

    /** One of Knative Serving's own settings. */
    record Settings(Field field, ObjectKey key, Map<String, String> data) implements Manifest {}
}
