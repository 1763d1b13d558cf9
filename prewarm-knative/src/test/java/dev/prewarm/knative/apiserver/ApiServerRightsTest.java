package dev.prewarm.knative.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.prewarm.Target;
import dev.prewarm.knative.CodeBlocks;
import dev.prewarm.knative.catalogue.CatalogueException;
import dev.prewarm.knative.catalogue.KnativeCatalogue;
import dev.prewarm.knative.catalogue.ReadyPods;
import dev.prewarm.knative.client.KubernetesRevisionScaler;
import dev.prewarm.knative.flow.KnativeFlows;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the published roles allow, by a service account's token: enough, and nothing in vain. */
@Tag("api-server")
final class ApiServerRightsTest {
    private final ApiServer server = new ApiServer();

    @AfterEach
    void close() {
        server.close();
    }

    /** A client with the published roles, except for one verb of one resource. */
    private KubernetesClient clientWithout(String resource, String verb) throws IOException {
        List<HasMetadata> roles = new ArrayList<>(load(Files.readString(Path.of("../docs/rbac.yaml"))));
        roles.addAll(load(
                CodeBlocks.of(Path.of("../docs/annotation-warmups.md"), "yaml").get(0)));
        for (HasMetadata object : roles) {
            if (object instanceof ClusterRole role) {
                role.setRules(without(role.getRules(), resource, verb));
            } else if (object instanceof Role role) {
                role.setRules(without(role.getRules(), resource, verb));
            }
            server.admin.resource(object).forceConflicts().serverSideApply();
        }
        server.admin
                .resource(new RoleBindingBuilder()
                        .withNewMetadata()
                        .withName("prewarm-annotations")
                        .withNamespace(ApiServer.NAMESPACE)
                        .endMetadata()
                        .withNewRoleRef("rbac.authorization.k8s.io", "Role", "prewarm-annotations")
                        .addNewSubject("", "ServiceAccount", "prewarm", "default")
                        .build())
                .serverSideApply();
        server.admin
                .resource(new ServiceAccountBuilder()
                        .withNewMetadata()
                        .withName("prewarm")
                        .withNamespace("default")
                        .endMetadata()
                        .build())
                .serverSideApply();
        KubernetesClient client = server.client(server.admin
                .serviceAccounts()
                .inNamespace("default")
                .withName("prewarm")
                .tokenRequest(new TokenRequestBuilder()
                        .withNewSpec()
                        .withExpirationSeconds(3_600L)
                        .endSpec()
                        .build())
                .getStatus()
                .getToken());
        // What is written is obeyed a moment later.
        for (HasMetadata object : roles) {
            if (object instanceof ClusterRole role) {
                role.getRules().forEach(rule -> awaitRights(client, null, rule, resource, verb));
            } else if (object instanceof Role role) {
                role.getRules()
                        .forEach(rule -> awaitRights(client, role.getMetadata().getNamespace(), rule, resource, verb));
            }
        }
        return client;
    }

    private void awaitRights(
            KubernetesClient client, String namespace, PolicyRule rule, String withoutResource, String withoutVerb) {
        for (String resource : rule.getResources()) {
            for (String verb : List.of("get", "list", "watch", "patch")) {
                boolean cut = resource.equals(withoutResource) && verb.equals(withoutVerb);
                if (cut || rule.getVerbs().contains(verb)) {
                    server.await(
                            verb + " " + resource + (cut ? " is denied" : " is allowed"),
                            () -> allowed(client, namespace, rule, resource, verb) != cut);
                }
            }
        }
    }

    private static boolean allowed(
            KubernetesClient client, String namespace, PolicyRule rule, String resource, String verb) {
        return client.authorization()
                .v1()
                .selfSubjectAccessReview()
                .create(new SelfSubjectAccessReviewBuilder()
                        .withNewSpec()
                        .withNewResourceAttributes()
                        .withGroup(rule.getApiGroups().get(0))
                        .withResource(resource)
                        .withName(
                                rule.getResourceNames().isEmpty()
                                        ? null
                                        : rule.getResourceNames().get(0))
                        .withNamespace(namespace)
                        .withVerb(verb)
                        .endResourceAttributes()
                        .endSpec()
                        .build())
                .getStatus()
                .getAllowed();
    }

    private List<HasMetadata> load(String yaml) {
        return server.admin
                .load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
                .items();
    }

    /** The rules, but that verb of that resource. */
    private static List<PolicyRule> without(List<PolicyRule> rules, String resource, String verb) {
        List<PolicyRule> left = new ArrayList<>();
        for (PolicyRule rule : rules) {
            for (String each : rule.getResources()) {
                List<String> verbs = new ArrayList<>(rule.getVerbs());
                if (each.equals(resource)) {
                    verbs.remove(verb);
                }
                left.add(new PolicyRuleBuilder(rule)
                        .withResources(each)
                        .withVerbs(verbs.isEmpty() ? List.of("none") : verbs)
                        .build());
            }
        }
        return left;
    }

    private static KnativeCatalogue open(KubernetesClient client) {
        return KnativeCatalogue.builder(client).timeout(Duration.ofSeconds(60)).open();
    }

    private static KubernetesRevisionScaler scaler(KubernetesClient client) {
        return KubernetesRevisionScaler.builder(client, "orders-0")
                .namespaces(Set.of(ApiServer.NAMESPACE))
                .build();
    }

    private static Throwable hold(KubernetesClient client) {
        Target target = Target.of("shop/resize", URI.create("http://resize.shop.svc.cluster.local"));
        try (KubernetesRevisionScaler scaler = scaler(client)) {
            return catchThrowable(() -> {
                var revision = scaler.hold(target, 2, Instant.parse("2100-01-01T00:00:00Z"))
                        .toCompletableFuture()
                        .join();
                scaler.releaseLapsed(Instant.EPOCH).toCompletableFuture().join();
                scaler.release(revision).toCompletableFuture().join();
            });
        }
    }

    @Test
    void thePublishedRolesAreEnough() throws IOException {
        server.createService("resize", 1L, Map.of());
        try (KubernetesClient client = clientWithout("nothing", "nothing")) {
            try (KnativeCatalogue catalogue = open(client)) {
                assertThat(catalogue.services()).hasSize(1);
                assertThat(catalogue.problems()).isEmpty();
            }
            assertThat(KnativeFlows.builder().readCluster(client, null).build().services())
                    .hasSize(1);
            assertThat(hold(client)).isNull();
        }
    }

    @ParameterizedTest
    @CsvSource({"services, list", "services, watch", "revisions, list", "revisions, watch"})
    void withoutAVerbTheCatalogueSaysWhatItNeeds(String resource, String verb) throws IOException {
        try (KubernetesClient client = clientWithout(resource, verb)) {
            assertThatThrownBy(() -> open(client).close())
                    .isInstanceOf(CatalogueException.class)
                    .hasMessageContaining("the Knative " + resource)
                    .hasMessageContaining("status 403")
                    .hasMessageContaining("docs/rbac.yaml");
        }
    }

    @ParameterizedTest
    @CsvSource({"podautoscalers, list", "podautoscalers, watch", "services, list", "services, watch"})
    void withoutAVerbReadyPodsSayWhatTheyNeed(String resource, String verb) throws IOException {
        try (KubernetesClient client = clientWithout(resource, verb)) {
            assertThatThrownBy(() -> ReadyPods.builder(client)
                            .open((service, pods) -> {})
                            .close())
                    .isInstanceOf(CatalogueException.class)
                    .hasMessageContaining("status 403")
                    .hasMessageContaining("docs/rbac.yaml");
        }
    }

    @ParameterizedTest
    @CsvSource({"configmaps, list", "configmaps, watch"})
    void withoutKnativesSettingsTheCatalogueWorksAndSaysSo(String resource, String verb) throws IOException {
        try (KubernetesClient client = clientWithout(resource, verb);
                KnativeCatalogue catalogue = open(client)) {
            assertThat(catalogue.problems().toString()).contains("403").contains("docs/rbac.yaml");
        }
    }

    @ParameterizedTest
    @CsvSource({"sequences", "parallels", "brokers", "triggers", "channels", "subscriptions"})
    void withoutAVerbTheFlowsSayWhatTheyNeed(String resource) throws IOException {
        try (KubernetesClient client = clientWithout(resource, "list")) {
            assertThatThrownBy(() -> KnativeFlows.builder().readCluster(client, null))
                    .isInstanceOf(CatalogueException.class)
                    .hasMessageContaining(resource)
                    .hasMessageContaining("status 403")
                    .hasMessageContaining("docs/rbac.yaml");
        }
    }

    @ParameterizedTest
    @CsvSource({"services, get", "revisions, get", "revisions, list", "revisions, patch"})
    void withoutAVerbNoFloorIsSet(String resource, String verb) throws IOException {
        server.createService("resize", 1L, Map.of());
        try (KubernetesClient client = clientWithout(resource, verb)) {
            // The catalogue's role has some of these verbs as well.
            server.admin
                    .rbac()
                    .clusterRoleBindings()
                    .withName("prewarm-catalogue")
                    .delete();
            assertThat(hold(client)).hasMessageContaining("forbidden");
        }
    }

    @Test
    void anExpiredTokenIsSaidToBeOne() throws Exception {
        try (KubernetesClient client = server.client(expiredToken())) {
            assertThatThrownBy(() -> open(client).close())
                    .isInstanceOf(CatalogueException.class)
                    .hasMessageMatching("(?s).*(status 401|credentials).*");
        }
    }

    /** Of the server's own making, but for the time. */
    private String expiredToken() throws IOException, GeneralSecurityException {
        String pem = Files.readString(server.accountsKey().toPath());
        byte[] key = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
        String content = encoded("{\"alg\":\"RS256\"}") + "."
                + encoded("{\"iss\":\"https://kubernetes.default.svc\",\"aud\":[\"https://kubernetes.default.svc\"],"
                        + "\"sub\":\"system:serviceaccount:default:prewarm\",\"iat\":1000000000,\"nbf\":1000000000,"
                        + "\"exp\":1000003600,\"kubernetes.io\":{\"namespace\":\"default\",\"serviceaccount\":"
                        + "{\"name\":\"prewarm\",\"uid\":\"00000000-0000-0000-0000-000000000000\"}}}");
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(key)));
        signature.update(content.getBytes(StandardCharsets.US_ASCII));
        return content + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
    }

    private static String encoded(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }
}
