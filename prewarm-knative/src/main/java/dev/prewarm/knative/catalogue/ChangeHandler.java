package dev.prewarm.knative.catalogue;

import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.util.function.Consumer;

/** Treats all kinds of change alike. */
record ChangeHandler<T>(Consumer<T> consumer) implements ResourceEventHandler<T> {
    @Override
    public void onAdd(T object) {
        consumer.accept(object);
    }

    @Override
    public void onUpdate(T before, T after) {
        consumer.accept(after);
    }

    @Override
    public void onDelete(T object, boolean stateUnknown) {
        consumer.accept(object);
    }
}
