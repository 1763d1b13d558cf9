package dev.prewarm.knative.manifest;

import com.google.common.collect.ImmutableSet;
import org.jspecify.annotations.Nullable;

/** The ports of a revision's containers, whose names say what is spoken there. */
public final class ContainerPorts {
    /** Knative allows {@code h2c}; {@code grpc} is written by those who mean the same. */
    private static final ImmutableSet<String> HTTP2 = ImmutableSet.of("h2c", "grpc");

    private ContainerPorts() {}

    /** Whether a port of that name is for HTTP/2 without TLS. */
    public static boolean http2(@Nullable String name) {
        return name != null && HTTP2.contains(name);
    }

    /** Whether one of the containers of a service's template has such a port. */
    static boolean http2(Field containers) {
        for (Field container : containers.items()) {
            for (Field port : container.get("ports").items()) {
                if (http2(port.get("name").text().orElse(null))) {
                    return true;
                }
            }
        }
        return false;
    }
}
