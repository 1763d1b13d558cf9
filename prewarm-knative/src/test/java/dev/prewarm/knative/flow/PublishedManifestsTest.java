package dev.prewarm.knative.flow;

import static dev.prewarm.knative.flow.WorkflowShape.edges;
import static dev.prewarm.knative.flow.WorkflowShape.roots;
import static dev.prewarm.knative.flow.WorkflowShape.tasks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.prewarm.Target;
import dev.prewarm.Task;
import dev.prewarm.Workflow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Reads the manifests that Knative's own documentation publishes, sample by sample; skipped where they are not at hand.
 */
final class PublishedManifestsTest {
    private static final String SEQUENCES = "docs__versioned__eventing__flows__sequence__";
    private static final String PARALLELS = "code-samples__eventing__parallel__";
    private static final String BOOKSTORE = "code-samples__eventing__bookstore-sample-app__";

    private Path directory;

    @BeforeEach
    void findManifests() {
        directory = Stream.of("../shared/data/knative-flows", "../../shared/data/knative-flows")
                .map(Path::of)
                .filter(Files::isDirectory)
                .findFirst()
                .orElse(Path.of("absent"));
        assumeTrue(Files.isDirectory(directory), "no manifests at ../shared/data/knative-flows");
    }

    private List<Path> files(String prefix) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .sorted()
                    .toList();
        }
    }

    private KnativeFlows read(String prefix) throws IOException {
        KnativeFlows.Builder builder = KnativeFlows.builder();
        for (Path file : files(prefix)) {
            builder.read(file);
        }
        return builder.build();
    }

    private static List<String> workflowNames(KnativeFlows flows) {
        return flows.workflows().stream().map(Workflow::name).toList();
    }

    private static List<String> findings(KnativeFlows flows) {
        return flows.findings().stream()
                .map(finding -> finding.file().replaceFirst(".*__", "") + " " + finding.field() + ": " + finding.text())
                .toList();
    }

    @Test
    void aTerminalSequenceIsAChainOfItsSteps() throws IOException {
        KnativeFlows flows = read(SEQUENCES + "sequence-terminal__");
        Workflow sequence = flows.workflow("default/sequence/sequence");

        assertThat(workflowNames(flows)).containsExactly("default/sequence/sequence");
        assertThat(tasks(sequence))
                .containsExactly("first=default/first", "second=default/second", "third=default/third");
        assertThat(edges(sequence)).containsExactly("first -> second", "second -> third");
        assertThat(flows.services()).hasSize(3);
        assertThat(flows.findings()).isEmpty();
    }

    @Test
    void aReplyToTheEventDisplayFollowsTheLastStep() throws IOException {
        KnativeFlows flows = read(SEQUENCES + "sequence-reply-to-event-display__");
        Workflow sequence = flows.workflow("default/sequence/sequence");

        assertThat(workflowNames(flows)).containsExactly("default/sequence/sequence");
        assertThat(edges(sequence)).containsExactly("first -> second", "second -> third", "third -> event-display");
        assertThat(sequence.task("event-display").target()).isPresent();
        assertThat(flows.findings()).isEmpty();
    }

    @Test
    void aReplyToASequenceChainsTheTwo() throws IOException {
        KnativeFlows flows = read(SEQUENCES + "sequence-reply-to-sequence__");

        assertThat(workflowNames(flows))
                .containsExactly("default/sequence/first-sequence", "default/sequence/second-sequence");
        assertThat(edges(flows.workflow("default/sequence/first-sequence")))
                .containsExactly(
                        "fifth -> sixth",
                        "first -> second",
                        "fourth -> fifth",
                        "second -> third",
                        "sixth -> event-display",
                        "third -> fourth");
        assertThat(edges(flows.workflow("default/sequence/second-sequence")))
                .containsExactly("fifth -> sixth", "fourth -> fifth", "sixth -> event-display");
        assertThat(flows.findings()).isEmpty();
    }

    @Test
    void aReplyToABrokerReachesTheDisplayByItsTriggerAndIsCutWhereItLeadsBack() throws IOException {
        KnativeFlows flows = read(SEQUENCES + "sequence-with-broker-trigger__");
        Workflow broker = flows.workflow("default/broker/default");

        assertThat(workflowNames(flows))
                .containsExactlyInAnyOrder("default/broker/default", "default/sequence/sequence");
        assertThat(edges(flows.workflow("default/sequence/sequence")))
                .containsExactly("first -> second", "second -> third", "third -> sequence-display ?");
        assertThat(roots(broker)).containsExactly("broker/default");
        assertThat(edges(broker))
                .containsExactly(
                        "broker/default -> first ?",
                        "broker/default -> sequence-display ?",
                        "first -> second",
                        "second -> third");
        assertThat(findings(flows))
                .containsExactlyInAnyOrder(
                        "display-trigger.yaml spec.subscriber: an event that it answers with would go back to Broker"
                                + " default/default; whether it answers with one is not known: not followed",
                        "sequence.yaml spec.reply: leads back to default/broker/default: the cycle is cut here in workflow"
                                + " default/broker/default",
                        "trigger.yaml spec.subscriber: leads back to default/sequence/sequence: the cycle is cut here in"
                                + " workflow default/sequence/sequence");
    }

    @Test
    void branchesWithAFilterEachAreConditionalAndShareTheReply() throws IOException {
        KnativeFlows flows = read(PARALLELS + "multiple-branches__");
        Workflow parallel = flows.workflow("default/parallel/odd-even-parallel");

        assertThat(workflowNames(flows)).containsExactly("default/parallel/odd-even-parallel");
        assertThat(roots(parallel)).containsExactly("even-filter", "odd-filter");
        assertThat(edges(parallel))
                .containsExactly(
                        "even-filter -> even-transformer ?",
                        "even-transformer -> event-display",
                        "odd-filter -> odd-transformer ?",
                        "odd-transformer -> event-display");
        assertThat(parallel.task("event-display").needs()).isEqualTo(1);
        assertThat(parallel.tasks()).allMatch(task -> task.target().isPresent());
        assertThat(flows.findings()).isEmpty();
    }

    @Test
    void aSwitcherThatFiltersTwoBranchesByUriIsOneTarget() throws IOException {
        KnativeFlows flows = read(PARALLELS + "mutual-exclusivity__");
        Workflow parallel = flows.workflow("default/parallel/me-odd-even-parallel");

        assertThat(workflowNames(flows)).containsExactly("default/parallel/me-odd-even-parallel");
        assertThat(tasks(parallel))
                .containsExactly(
                        "me-even-odd-switcher/0=default/me-even-odd-switcher",
                        "me-even-odd-switcher/1=default/me-even-odd-switcher",
                        "me-even-transformer=default/me-even-transformer",
                        "me-event-display=default/me-event-display",
                        "me-odd-transformer=default/me-odd-transformer");
        assertThat(edges(parallel))
                .containsExactly(
                        "me-even-odd-switcher/0 -> me-even-transformer ?",
                        "me-even-odd-switcher/1 -> me-odd-transformer ?",
                        "me-even-transformer -> me-event-display",
                        "me-odd-transformer -> me-event-display");
        assertThat(flows.findings()).isEmpty();
    }

    @Test
    void theBookstoresSequenceGoesOnThroughItsBroker() throws IOException {
        KnativeFlows flows = read(BOOKSTORE);
        Workflow sequence = flows.workflow("default/sequence/sequence");

        assertThat(workflowNames(flows))
                .containsExactlyInAnyOrder("default/broker/bookstore-broker", "default/sequence/sequence");
        assertThat(tasks(sequence))
                .containsExactly(
                        "bad-word-filter=default/bad-word-filter",
                        "event-display=local",
                        "node-server-svc/insert=local",
                        "sentiment-analysis-app=default/sentiment-analysis-app");
        assertThat(edges(sequence))
                .containsExactly(
                        "bad-word-filter -> sentiment-analysis-app",
                        "sentiment-analysis-app -> event-display",
                        "sentiment-analysis-app -> node-server-svc/insert ?");
    }

    @Test
    void theBookstoresBrokerStartsWhatItsTriggersName() throws IOException {
        Workflow broker = read(BOOKSTORE).workflow("default/broker/bookstore-broker");

        assertThat(roots(broker)).containsExactly("broker/bookstore-broker");
        assertThat(edges(broker))
                .containsExactly(
                        "bad-word-filter -> sentiment-analysis-app",
                        "broker/bookstore-broker -> bad-word-filter ?",
                        "broker/bookstore-broker -> event-display",
                        "broker/bookstore-broker -> node-server-svc/insert ?");
    }

    @Test
    void whatTheBookstoresManifestsDoNotTellIsReported() throws IOException {
        assertThat(findings(read(BOOKSTORE)))
                .contains(
                        "func.yaml : not a Kubernetes manifest (it has no apiVersion or no kind): passed over",
                        "100-slack-sink-camel-pipe.yaml : camel.apache.org/v1 Pipe is not read: what it does with events is"
                                + " not known",
                        "100-broker.yaml : no Trigger of Broker default/badword-broker is known: who takes its events is not"
                                + " known",
                        "200-broker.yaml spec.subscriber: v1 Service default/node-server-svc is not a Knative Service: a"
                                + " local task",
                        "200-log-trigger.yaml spec.subscriber: v1 Service default/event-display is not a Knative Service: a"
                                + " local task");
    }

    @Test
    void theBookstoreSwitchesScaleToZeroOffSoThatNothingIsEverCold() throws IOException {
        assertThat(read(BOOKSTORE)
                        .workflow("default/sequence/sequence")
                        .task("bad-word-filter")
                        .target()
                        .orElseThrow())
                .returns(1, Target::minScale);
    }

    @Test
    void allManifestsAreReadAndOnlyKnativeServicesAreTargets() throws IOException {
        Map<String, KnativeFlows> samples = new TreeMap<>();
        List<Path> all = files("");
        for (Path file : all) {
            String name = file.getFileName().toString();
            String sample = name.startsWith(BOOKSTORE) ? BOOKSTORE : name.replaceFirst("__[^_]*$", "__");
            if (!samples.containsKey(sample)) {
                samples.put(sample, read(sample));
            }
        }
        Set<String> targets = samples.values().stream()
                .flatMap(flows -> Stream.concat(
                        flows.workflows().stream()
                                .flatMap(workflow -> workflow.tasks().stream())
                                .map(Task::target)
                                .flatMap(Optional::stream),
                        flows.services().values().stream()))
                .map(Target::name)
                .collect(Collectors.toSet());

        assertThat(all).hasSize(46);
        assertThat(samples).hasSize(7);
        assertThat(samples.get(BOOKSTORE).services()).isEmpty();
        assertThat(targets)
                .containsExactlyInAnyOrder(
                        "default/first",
                        "default/second",
                        "default/third",
                        "default/fourth",
                        "default/fifth",
                        "default/sixth",
                        "default/event-display",
                        "default/sequence-display",
                        "default/even-filter",
                        "default/odd-filter",
                        "default/even-transformer",
                        "default/odd-transformer",
                        "default/me-even-odd-switcher",
                        "default/me-even-transformer",
                        "default/me-odd-transformer",
                        "default/me-event-display",
                        "default/bad-word-filter",
                        "default/sentiment-analysis-app");
    }
}
