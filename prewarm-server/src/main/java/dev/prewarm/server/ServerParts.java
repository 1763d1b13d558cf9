package dev.prewarm.server;

import static com.google.common.base.Preconditions.checkArgument;

import dev.prewarm.PrewarmStrategy;
import dev.prewarm.Scheduler;
import dev.prewarm.Target;
import dev.prewarm.knative.catalogue.CatalogueException;
import dev.prewarm.knative.catalogue.KnativeCatalogue;
import dev.prewarm.knative.catalogue.ServiceAddress;
import dev.prewarm.knative.client.KnativeWarmupClient;
import dev.prewarm.knative.client.KubernetesRevisionScaler;
import dev.prewarm.knative.client.WarmupMode;
import dev.prewarm.server.config.ConfigException;
import dev.prewarm.server.config.ServerConfig;
import dev.prewarm.server.service.AllowedAddress;
import dev.prewarm.server.service.Glob;
import dev.prewarm.server.service.Services;
import dev.prewarm.server.service.TaskRule;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes the server's parts as the settings say. */
final class ServerParts {
    private ServerParts() {}

    /**
     * Looks whether the parts can be made here; nothing is started, and nobody asked.
     *
     * @throws ConfigException if one cannot
     */
    static void check(ServerConfig config) {
        services(config, null);
        warmups(config.warmups());
        checkSetting(
                !config.warmups().mode().equals("annotation") || hasCluster(config.kubernetes()),
                "warmups.mode: annotation needs the cluster, but kubernetes.enabled is false, or the server runs in none");
        if (config.listen().tokenFile() != null) {
            TokenFile.read(Path.of(config.listen().tokenFile()));
        }
        if (config.listen().tls() != null) {
            PemFiles.context(config.listen().tls());
        }
    }

    static PrewarmStrategy strategy(ServerConfig.Strategy strategy) {
        return switch (strategy.name()) {
            case "nextHop" -> PrewarmStrategy.nextHop();
            case "fullPath" -> PrewarmStrategy.fullPath();
            case "none" -> PrewarmStrategy.none();
            default -> PrewarmStrategy.costAware(strategy.price());
        };
    }

    static Services services(ServerConfig config, @Nullable KnativeCatalogue catalogue) {
        List<Target> targets = new ArrayList<>();
        for (int i = 0; i < config.services().size(); i++) {
            ServerConfig.Service service = config.services().get(i);
            targets.add(setting("services[" + i + "]", () -> target(service)));
        }
        List<AllowedAddress> allowed = new ArrayList<>();
        for (int i = 0; i < config.allow().size(); i++) {
            String pattern = config.allow().get(i);
            allowed.add(setting("allow[" + i + "]", () -> AllowedAddress.of(pattern)));
        }
        List<TaskRule> rules = config.tasks().stream()
                .map(rule -> new TaskRule(Glob.of(rule.match()), rule.calls()))
                .toList();
        String namespace = Optional.ofNullable(config.kubernetes().namespace()).orElse("default");
        return new Services(targets, allowed, rules, catalogue, namespace);
    }

    private static Target target(ServerConfig.Service service) {
        URI uri;
        try {
            uri = new URI(service.url());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("url of " + service.name() + " is no address: " + service.url(), e);
        }
        checkArgument(
                uri.getPort() == -1 || AllowedAddress.isPort(uri.getPort()),
                "url of %s has port %s, but 1 to 65535 is allowed: %s",
                service.name(),
                uri.getPort(),
                service.url());
        Target.Builder target = Target.builder(service.name(), uri);
        if (service.concurrency() != null) {
            target.concurrency(service.concurrency());
        }
        service.retentionDuration().ifPresent(target::retention);
        if (service.minScale() != null) {
            target.minScale(service.minScale());
        }
        service.coldStartDuration().ifPresent(target::coldStart);
        return target.build();
    }

    /** A client for the cluster; null where there is none to talk to. */
    static @Nullable KubernetesClient kubernetes(ServerConfig.Kubernetes settings) {
        return hasCluster(settings) ? new KubernetesClientBuilder().build() : null;
    }

    private static boolean hasCluster(ServerConfig.Kubernetes settings) {
        boolean inCluster = System.getenv("KUBERNETES_SERVICE_HOST") != null;
        return settings.enabled().equals("true") || (settings.enabled().equals("auto") && inCluster);
    }

    static KnativeCatalogue catalogue(ServerConfig.Kubernetes settings, KubernetesClient kubernetes) {
        KnativeCatalogue.Builder builder = KnativeCatalogue.builder(kubernetes)
                .address(settings.address().equals("public") ? ServiceAddress.PUBLIC : ServiceAddress.CLUSTER_LOCAL);
        if (settings.namespace() != null) {
            builder.namespace(settings.namespace());
        }
        try {
            return builder.open();
        } catch (CatalogueException e) {
            throw new ConfigException(
                    "kubernetes: the cluster's services cannot be listed: " + e.getMessage()
                            + "; set kubernetes.enabled to false to do without",
                    e);
        }
    }

    /** What sets floors, in the namespace that is covered, or in all; null where services are warmed by requests. */
    static @Nullable KubernetesRevisionScaler scaler(ServerConfig config, @Nullable KubernetesClient kubernetes) {
        if (kubernetes == null || !config.warmups().mode().equals("annotation")) {
            return null;
        }
        KubernetesRevisionScaler.Builder builder = KubernetesRevisionScaler.builder(kubernetes, "prewarm-server");
        String namespace = config.kubernetes().namespace();
        return ((namespace == null) ? builder.allNamespaces() : builder.namespaces(Set.of(namespace))).build();
    }

    /** @param scaler not closed by the client */
    static KnativeWarmupClient client(
            ServerConfig.Warmups settings, Services services, @Nullable KubernetesRevisionScaler scaler) {
        KnativeWarmupClient.Builder builder = warmups(settings).allowing(services::permits);
        return switch (settings.mode()) {
            case "cancelledRequests" ->
                builder.mode(WarmupMode.CANCELLED_REQUEST).build();
            case "annotation" -> {
                checkArgument(scaler != null, "annotation needs the cluster");
                yield builder.mode(WarmupMode.REVISION_ANNOTATION)
                        .revisionScaler(scaler)
                        .build();
            }
            default -> builder.build();
        };
    }

    private static KnativeWarmupClient.Builder warmups(ServerConfig.Warmups settings) {
        return setting(
                "warmups",
                () -> KnativeWarmupClient.builder()
                        .path(settings.path())
                        .requestTimeout(settings.timeoutDuration())
                        .seed(ProcessHandle.current().pid()));
    }

    /** The token that everybody has to show, as it is now; null for none. */
    static @Nullable Supplier<String> token(ServerConfig.Listen listen, Scheduler scheduler) {
        if (listen.tokenFile() != null) {
            return new TokenFile(Path.of(listen.tokenFile()), scheduler);
        }
        String token = listen.token();
        return (token == null || token.isEmpty()) ? null : () -> token;
    }

    private static void checkSetting(boolean right, String message) {
        if (!right) {
            throw new ConfigException(message);
        }
    }

    private static <T> T setting(String where, Supplier<T> maker) {
        try {
            T made = maker.get();
            checkArgument(made != null, "nothing was made");
            return made;
        } catch (IllegalArgumentException e) {
            throw new ConfigException("in " + where + ", " + e.getMessage(), e);
        }
    }
}
