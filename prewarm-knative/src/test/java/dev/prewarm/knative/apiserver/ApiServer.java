package dev.prewarm.knative.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.SystemScheduler;
import dev.prewarm.knative.ClusterObjects;
import io.fabric8.knative.serving.v1.Revision;
import io.fabric8.knative.serving.v1.RevisionBuilder;
import io.fabric8.knative.serving.v1.Service;
import io.fabric8.knative.serving.v1.ServiceBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** The API server under test, and its administrator's view of it. */
final class ApiServer implements AutoCloseable {
    static final String NAMESPACE = "shop";
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private final SystemScheduler scheduler = new SystemScheduler();
    private final Config config = Config.fromKubeconfig(new File(environment("KUBECONFIG")));
    final KubernetesClient admin =
            new KubernetesClientBuilder().withConfig(config).build();

    /** Connects, with nothing left of what an earlier test made. */
    ApiServer() {
        for (String type : new String[] {"services", "revisions"}) {
            admin.genericKubernetesResources("serving.knative.dev/v1", capital(type))
                    .inNamespace(NAMESPACE)
                    .delete();
        }
        admin.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(NAMESPACE)
                        .endMetadata()
                        .build())
                .serverSideApply();
    }

    private static String capital(String plural) {
        return Character.toUpperCase(plural.charAt(0)) + plural.substring(1, plural.length() - 1);
    }

    private static String environment(String name) {
        String value = System.getenv(name);
        assertThat(value)
                .as("%s in the environment: .ci/api-server start prints it", name)
                .isNotEmpty();
        return value;
    }

    /** A client of somebody who has this token, and nothing else. */
    KubernetesClient client(String token) {
        return new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(config)
                        .withOauthToken(token)
                        .withAutoOAuthToken(null)
                        .build())
                .build();
    }

    File accountsKey() {
        return new File(environment("PREWARM_API_SERVER_ACCOUNTS_KEY"));
    }

    /** Makes an object, with its status. */
    void create(HasMetadata object) {
        admin.resource(object).create();
        admin.resource(object).updateStatus();
    }

    /** Makes a ready Service with one revision, of so many calls at a time. */
    void createService(String name, Long concurrency, Map<String, String> annotations) {
        Service service = ClusterObjects.service(name).build();
        create(new ServiceBuilder(service)
                .editSpec()
                .withNewTemplate()
                .withNewSpec()
                .withContainerConcurrency(concurrency)
                .addNewContainer()
                .withImage("example.test/" + name)
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build());
        Revision revision = new RevisionBuilder(ClusterObjects.revision(name, 1, concurrency, annotations))
                .editSpec()
                .addNewContainer()
                .withImage("example.test/" + name)
                .endContainer()
                .endSpec()
                .build();
        create(revision);
    }

    /** Ends the server without letting it say goodbye, and starts it again. */
    void crashAndResume() {
        run("crash");
        run("resume");
    }

    private static void run(String command) {
        try {
            Process process = new ProcessBuilder(environment("PREWARM_API_SERVER_SCRIPT"), command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as("exit code of %s", command).isZero();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Waits until the condition holds. */
    void await(String what, BooleanSupplier condition) {
        var deadline = scheduler.now().plus(PATIENCE);
        while (!condition.getAsBoolean()) {
            assertThat(scheduler.now()).as("time to wait until " + what).isBefore(deadline);
            LockSupport.parkNanos(20_000_000);
        }
    }

    @Override
    public void close() {
        admin.close();
        scheduler.close();
    }
}
