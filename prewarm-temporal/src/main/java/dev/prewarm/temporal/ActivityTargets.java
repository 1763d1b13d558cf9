package dev.prewarm.temporal;

import static java.util.Objects.requireNonNull;

import dev.prewarm.Target;
import io.temporal.common.metadata.POJOActivityInterfaceMetadata;
import io.temporal.common.metadata.POJOActivityMethodMetadata;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Which service is called by an activity of which type, as Temporal does not know that. Immutable.
 *
 * <pre>{@code
 * ActivityTargets targets = ActivityTargets.builder()
 *         .target("Resize", resizer)
 *         .annotated(Labels.class, services::get)
 *         .build();
 * }</pre>
 */
public final class ActivityTargets {
    private final Map<String, Target> byType;
    private final Function<String, Optional<Target>> others;

    private ActivityTargets(Builder builder) {
        byType = Map.copyOf(builder.byType);
        others = builder.others;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** The service of an activity type; empty if it calls none that could be warmed. */
    Optional<Target> find(String type) {
        Target target = byType.get(type);
        return (target != null) ? Optional.of(target) : others.apply(type);
    }

    /** Builds {@link ActivityTargets}. Not thread-safe. */
    public static final class Builder {
        private final Map<String, Target> byType = new HashMap<>();
        private Function<String, Optional<Target>> others = type -> Optional.empty();

        private Builder() {}

        /**
         * Activities of this type call that service.
         *
         * @param type the activity's type, by default its method's name with a capital letter; {@code child:Type} stands for a child
         *     workflow, and {@code service/operation} for a Nexus operation
         * @throws IllegalArgumentException if the type is blank, or has another target already
         */
        public Builder target(String type, Target target) {
            if (type.isBlank()) {
                throw new IllegalArgumentException("a blank activity type for target " + target);
            }
            Target other = byType.putIfAbsent(type, requireNonNull(target, "target"));
            if (other != null && !other.equals(target)) {
                throw new IllegalArgumentException(
                        "activity type " + type + " is given two targets: " + other + " and " + target);
            }
            return this;
        }

        /**
         * The activities of an interface call the services that {@link CallsTarget} names on its methods, or on itself; a method
         * without one calls none.
         *
         * @param targets the target of that name; null if there is none
         * @throws IllegalArgumentException if it is no activity interface, or names a target that there is not
         */
        public Builder annotated(Class<?> activities, Function<String, Target> targets) {
            for (POJOActivityMethodMetadata method :
                    POJOActivityInterfaceMetadata.newInstance(activities).getMethodsMetadata()) {
                CallsTarget own = method.getMethod().getAnnotation(CallsTarget.class);
                CallsTarget named = (own != null) ? own : activities.getAnnotation(CallsTarget.class);
                if (named != null) {
                    Target target = targets.apply(named.value());
                    if (target == null) {
                        throw new IllegalArgumentException(
                                activities.getName() + "." + method.getMethod().getName() + " calls \"" + named.value()
                                        + "\", but there is no target of that name");
                    }
                    target(method.getActivityTypeName(), target);
                }
            }
            return this;
        }

        /** What finds the services of all other activity types; asked when a workflow's shape has changed. */
        public Builder resolver(Function<String, Optional<Target>> resolver) {
            others = requireNonNull(resolver, "resolver");
            return this;
        }

        public ActivityTargets build() {
            return new ActivityTargets(this);
        }
    }
}
