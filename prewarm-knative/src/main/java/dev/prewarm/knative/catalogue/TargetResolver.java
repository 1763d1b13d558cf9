package dev.prewarm.knative.catalogue;

import dev.prewarm.Target;
import dev.prewarm.knative.ServiceName;
import java.util.Optional;

/**
 * Finds the target of a Knative Service to which a flow refers. A {@link KnativeCatalogue} is one, which knows the
 * cluster. Must be safe for use by any thread.
 */
@FunctionalInterface
public interface TargetResolver {
    /**
     * The target of this service; empty if there is no such service, whose tasks become local ones then.
     *
     * @return a target whose name is unique to the service
     */
    Optional<Target> resolve(ServiceName service);

    /**
     * The Knative Service that answers at this host; empty, the default, if that is not known.
     *
     * @param host of an absolute URI, in lower case, without port
     */
    default Optional<ServiceName> serviceAt(String host) {
        return Optional.empty();
    }
}
