package dev.prewarm.server.service;

import dev.prewarm.Target;
import dev.prewarm.knative.ServiceName;
import dev.prewarm.knative.catalogue.TargetResolver;
import java.net.URI;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the targets of a task's calls, of those that may be called: declared in the configuration, in the cluster's catalogue, or
 * allowed by a pattern. What is found nowhere is remembered for people to see, and never called. Safe for use by any thread.
 */
public final class Services {
    private static final int MOST_REFUSED = 200;

    private final Map<String, Target> declared = new LinkedHashMap<>();
    private final Map<Origin, Target> byOrigin = new HashMap<>();
    private final List<AllowedAddress> allowed;
    private final List<TaskRule> rules;
    private final @Nullable TargetResolver catalogue;
    private final String namespace;
    private final Set<String> refused = Collections.synchronizedSet(new LinkedHashSet<>());

    /**
     * Those that may be called.
     *
     * @param declared targets of the configuration; of several with one name the last holds
     * @param allowed patterns of addresses
     * @param rules in the order in which they are tried
     * @param catalogue the cluster's; null without one
     * @param namespace that of names without one
     */
    public Services(
            List<Target> declared,
            List<AllowedAddress> allowed,
            List<TaskRule> rules,
            @Nullable TargetResolver catalogue,
            String namespace) {
        declared.forEach(target -> this.declared.put(target.name(), target));
        for (Target target : this.declared.values()) {
            Origin.of(target.uri()).ifPresent(origin -> byOrigin.putIfAbsent(origin, target));
        }
        this.allowed = List.copyOf(allowed);
        this.rules = List.copyOf(rules);
        this.catalogue = catalogue;
        this.namespace = namespace;
    }

    /**
     * The targets of a task, each once: of what its run said; else of the first rule that covers it; else of what the task itself said
     * when it ran last.
     *
     * @param said with the run; null if nothing was, empty if it calls nothing
     * @param learned from the task's last start; null if nothing was said
     */
    public List<Target> of(String workflow, String task, @Nullable List<String> said, @Nullable List<String> learned) {
        List<String> calls = said;
        if (calls == null) {
            calls = rules.stream()
                    .filter(rule -> rule.covers(workflow, task))
                    .findFirst()
                    .map(rule -> rule.callsOf(task))
                    .orElse(learned);
        }
        if (calls == null || calls.isEmpty()) {
            return List.of();
        }
        Set<Target> targets = new LinkedHashSet<>();
        for (String call : calls) {
            Optional<Target> target = find(call);
            if (target.isEmpty()) {
                refuse(call);
            } else {
                targets.add(target.get());
            }
        }
        return List.copyOf(targets);
    }

    /** The target of an address or a name; empty if it may not be called, or there is none. */
    public Optional<Target> find(String call) {
        if (call.contains("://")) {
            return Origin.of(call).flatMap(this::at);
        }
        Target known = declared.get(call);
        if (known != null) {
            return Optional.of(known);
        }
        String name = (call.indexOf('/') < 0) ? namespace + "/" + call : call;
        known = declared.get(name);
        if (known != null || catalogue == null) {
            return Optional.ofNullable(known);
        }
        try {
            return catalogue.resolve(ServiceName.parse(name));
        } catch (IllegalArgumentException e) {
            // No name that Knative could know.
            return Optional.empty();
        }
    }

    private Optional<Target> at(Origin origin) {
        Target known = byOrigin.get(origin);
        if (known != null) {
            return Optional.of(known);
        }
        if (catalogue != null && origin.hasDefaultPort()) {
            Optional<Target> target = catalogue.serviceAt(origin.host()).flatMap(catalogue::resolve);
            if (target.isPresent()) {
                return target;
            }
        }
        return allowed.stream().anyMatch(pattern -> pattern.covers(origin))
                ? Optional.of(Target.of(origin.toString(), origin.uri()))
                : Optional.empty();
    }

    /** Whether a request may go to this address: the last check, by whoever sends. */
    public boolean permits(URI uri) {
        return Origin.of(uri).filter(origin -> at(origin).isPresent()).isPresent();
    }

    private void refuse(String call) {
        synchronized (refused) {
            if (refused.size() < MOST_REFUSED) {
                // Of what looks like an address no more is kept than where it leads: the rest may be secret.
                String unreadable = call.contains("://") ? "an address that cannot be read" : call;
                refused.add(Origin.of(call).map(Origin::toString).orElse(unreadable));
            }
        }
    }

    /** Addresses and names that events asked for and that may not be called; the first few hundred. */
    public List<String> refused() {
        synchronized (refused) {
            return List.copyOf(refused);
        }
    }
}
