package dev.prewarm.knative.flow;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.prewarm.Target;
import dev.prewarm.Workflow;
import dev.prewarm.knative.ManifestException;
import dev.prewarm.knative.ManifestFinding;
import dev.prewarm.knative.Scaling;
import dev.prewarm.knative.ServiceName;
import dev.prewarm.knative.catalogue.CatalogueException;
import dev.prewarm.knative.catalogue.KnativeCatalogue;
import dev.prewarm.knative.catalogue.TargetResolver;
import dev.prewarm.knative.manifest.Field;
import dev.prewarm.knative.manifest.Manifest;
import dev.prewarm.knative.manifest.ManifestReader;
import dev.prewarm.knative.manifest.ObjectKey;
import dev.prewarm.knative.manifest.Templates;
import dev.prewarm.knative.manifest.YamlDocuments;
import dev.prewarm.knative.text.DnsLabel;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Knative's flows as workflows: Sequences, Parallels, Brokers with their Triggers, channels with their Subscriptions, and
 * KServe's InferenceGraphs, read from manifests or from a cluster.
 *
 * <pre>{@code
 * KnativeFlows flows = KnativeFlows.builder().read(Path.of("flows.yaml")).build();
 * Workflow review = flows.workflow("default/sequence/review");
 * flows.findings().forEach(System.out::println);
 * }</pre>
 *
 * <p>Each flow gives a workflow that is named {@code namespace/kind/name}, with one task for each place in the
 * manifests at which a service is named; several tasks may share a target. Steps follow one another; a reply follows
 * the last step, or each branch's subscriber; a reply to another flow goes on with that flow's tasks. Filters are
 * certain, what they let pass is a branch, as is what a filtered Trigger gets. Flows never join: a task that several
 * others lead to starts with the first. Where it is not certain what starts first, a local task stands for the flow
 * itself.
 *
 * <p>Only a {@code serving.knative.dev} Service has a target. What else a flow calls becomes a local task. Whatever the
 * manifests do not tell is listed in {@link #findings()}; a cycle is cut where it leads back, and listed too.
 *
 * <p>YAML needs {@code org.yaml:snakeyaml}, a cluster {@code io.fabric8:knative-client} on the class path. Immutable
 * and safe for use by any thread.
 */
public final class KnativeFlows {
    /** Beyond this, manifests describe no flows that people wrote. */
    private static final long MAX_WORK = 200_000;

    private final ImmutableMap<String, Workflow> workflows;
    private final ImmutableList<ManifestFinding> findings;
    private final ImmutableMap<ServiceName, Target> services;
    private final DeclaredServices declared;

    private KnativeFlows(Builder builder) {
        Set<ManifestFinding> found = new LinkedHashSet<>();
        ManifestReader reader = new ManifestReader(builder.namespace, found::add);
        found.addAll(builder.findings);
        builder.documents.forEach(reader::read);
        List<Manifest> manifests = reader.manifests();
        this.declared = new DeclaredServices(manifests, found::add);
        TargetResolver resolver = (builder.resolver == null) ? declared : builder.resolver;
        FlowGraph graph = new FlowGraph(manifests, resolver, declared, builder.branchProbability, found::add);
        Map<String, Workflow> named = new LinkedHashMap<>();
        long[] work = new long[1];
        graph.flows().forEach((key, flow) -> {
            LongConsumer limit =
                    done -> countWork(work, done, key, manifests.get(0).field());
            FlowTraversal traversal = new FlowTraversal(flow, link -> found.add(cut(flow, link)), limit);
            FlowWorkflow.of(flow, traversal).ifPresent(workflow -> named.put(workflow.name(), workflow));
        });
        this.workflows = ImmutableMap.copyOf(named);
        this.services = services(manifests, resolver);
        this.findings = ImmutableList.copyOf(found);
    }

    private static void countWork(long[] work, long done, ObjectKey flow, Field where) {
        work[0] += done;
        if (work[0] > MAX_WORK) {
            throw where.wrong("the workflows of these manifests have more than " + MAX_WORK
                    + " tasks and dependencies in all (reached at " + flow + "); read fewer manifests together");
        }
    }

    private static ManifestFinding cut(FlowNode flow, FlowNode.Link link) {
        return link.field()
                .finding("leads back to " + link.to() + ": the cycle is cut here in workflow "
                        + FlowWorkflow.nameOf(flow));
    }

    private static ImmutableMap<ServiceName, Target> services(List<Manifest> manifests, TargetResolver resolver) {
        Map<ServiceName, Target> services = new LinkedHashMap<>();
        for (Manifest manifest : manifests) {
            if (manifest instanceof Manifest.Service service) {
                resolver.resolve(service.name()).ifPresent(target -> services.put(service.name(), target));
            }
        }
        return ImmutableMap.copyOf(services);
    }

    /** Starts reading. */
    public static Builder builder() {
        return new Builder();
    }

    /** The workflows, in the order of the flows' documents. */
    public List<Workflow> workflows() {
        return workflows.values().asList();
    }

    /** The workflow of that name, such as {@code default/sequence/review}, if there is one. */
    public Optional<Workflow> find(String name) {
        return Optional.ofNullable(workflows.get(requireNonNull(name, "name")));
    }

    /**
     * The workflow of that name, such as {@code default/sequence/review}.
     *
     * @throws IllegalArgumentException if there is none; the message lists those that there are
     */
    public Workflow workflow(String name) {
        return find(name)
                .orElseThrow(() -> new IllegalArgumentException(
                        "no workflow is named \"" + name + "\"; there are " + shortList(workflows.keySet())));
    }

    private static String shortList(ImmutableSet<String> names) {
        return names.size() <= 20 ? names.toString() : names.asList().subList(0, 20) + " and more";
    }

    /** The Knative Services that the manifests describe and that have a target, referred to by a flow or not. */
    public Map<ServiceName, Target> services() {
        return services;
    }

    /**
     * How a target is scaled by its manifest, or else by Knative's defaults, for {@code KnativeWarmupClient.Builder.scaling};
     * empty if it is named unlike a Knative Service.
     */
    public Optional<Scaling> scaling(Target target) {
        return ServiceName.find(target.name()).map(declared::scaling);
    }

    /** What the manifests do not tell, or a workflow cannot show. */
    public List<ManifestFinding> findings() {
        return findings;
    }

    /** Reads manifests into {@link KnativeFlows}. Not thread-safe. */
    public static final class Builder {
        private final List<Field> documents = new ArrayList<>();
        private final List<ManifestFinding> findings = new ArrayList<>();
        private String namespace = "default";
        private @Nullable TargetResolver resolver;
        private double branchProbability = 0.5;
        private int maxCharacters = 2_000_000;

        private Builder() {}

        /** The namespace of manifests that name none; {@code default} by default. */
        public Builder namespace(String namespace) {
            this.namespace = DnsLabel.check("namespace", namespace);
            return this;
        }

        /**
         * Finds the targets, usually a {@link KnativeCatalogue}. By default each service is at {@code
         * http://name.namespace.svc.cluster.local}, with the settings of its manifest or Knative's defaults.
         */
        public Builder resolver(TargetResolver resolver) {
            this.resolver = requireNonNull(resolver, "resolver");
            return this;
        }

        /**
         * How probable a step is that depends on what an event carries: above 0, to 1; 0.5, the default, stands for not
         * knowing. It is a prior; what happens is counted.
         */
        public Builder branchProbability(double probability) {
            checkArgument(
                    probability > 0 && probability <= 1,
                    "branch probability: %s, but above 0 and at most 1 is allowed",
                    probability);
            this.branchProbability = probability;
            return this;
        }

        /** The longest text that is read at once; 2,000,000 characters by default. */
        public Builder maxCharacters(int characters) {
            checkArgument(characters >= 1, "max characters: %s, but at least 1 is needed", characters);
            this.maxCharacters = characters;
            return this;
        }

        /**
         * Reads YAML (or JSON) text of one or more documents.
         *
         * @param file the name by which findings and exceptions call it
         * @throws dev.prewarm.knative.ManifestException if it is not YAML, or beyond the limits
         */
        public Builder read(String file, String yaml) {
            try {
                documents.addAll(YamlDocuments.parse(requireNonNull(file, "file"), yaml, maxCharacters));
            } catch (ManifestException e) {
                if (yaml.length() > maxCharacters || !Templates.in(yaml)) {
                    throw e;
                }
                findings.add(Field.root(file, 1, null).finding(Templates.PASSED_OVER));
            }
            return this;
        }

        /**
         * Reads a file, or the files of a directory (not of those below) that end in .yaml, .yml or .json, by name.
         *
         * @throws IOException if it cannot be read
         * @throws dev.prewarm.knative.ManifestException if one is not YAML in UTF-8, or beyond the limits
         */
        public Builder read(Path path) throws IOException {
            if (!Files.isDirectory(path)) {
                return readFile(path);
            }
            try (Stream<Path> files = Files.list(path)) {
                for (Path file : files.filter(Builder::isManifest).sorted().toList()) {
                    readFile(file);
                }
            }
            return this;
        }

        private static boolean isManifest(Path file) {
            String name = file.getFileName().toString();
            return name.endsWith(".yaml") || name.endsWith(".yml") || name.endsWith(".json");
        }

        private Builder readFile(Path file) throws IOException {
            // Four bytes is the most that a character takes in UTF-8: what is larger need not be read to be refused.
            if (Files.size(file) > 4L * maxCharacters) {
                throw Field.root(file.toString(), 1, null)
                        .wrong(Files.size(file) + " bytes, but at most " + maxCharacters
                                + " characters are allowed; split it");
            }
            try {
                return read(file.toString(), Files.readString(file));
            } catch (CharacterCodingException e) {
                throw Field.root(file.toString(), 1, null).wrong("not text in UTF-8");
            }
        }

        /**
         * Reads the flows, Brokers, Triggers and Services of a namespace of a cluster. Knative's own settings are not
         * read: a {@link KnativeCatalogue} as {@link #resolver} knows them.
         *
         * @param namespace null for all namespaces
         * @throws CatalogueException if the cluster does not answer, or does not permit it
         */
        @SuppressWarnings("exports") // optional: the module is required by whoever uses this
        public Builder readCluster(KubernetesClient client, @Nullable String namespace) {
            ClusterManifests cluster = ClusterManifests.read(client, namespace);
            documents.addAll(cluster.documents());
            findings.addAll(cluster.findings());
            return this;
        }

        /**
         * Makes the workflows.
         *
         * @throws dev.prewarm.knative.ManifestException if a manifest is wrong, or the flows are too large together: the message
         *     says file, document and field
         */
        public KnativeFlows build() {
            return new KnativeFlows(this);
        }
    }
}
