package dev.prewarm.knative.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Folders of manifests as they are found, where they are at hand: the services and the edges of each workflow. */
final class SharedCasesTest {
    private static final Path CASES = Path.of("../../shared/cases/manifests");

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            bom                 |                     | shop/sequence/s: one                                          | 0
            channel-chain       |                     | shop/channel/c1: one -> two; shop/channel/c2: two; shop/sequence/pre: one -> two, zero -> one | 0
            cloudrun            | api 80 61 https://api-abc-uc.a.run.app |                                            | 0
            h2c                 | grpc 0 61 http://grpc.shop.svc.cluster.local |                                      | 1
            inference-graph     |                     | ml/inferencegraph/pets: kind-of-pet -> breed ?                | 0
            kustomize-patch     | price 5 61 http://price.shop.svc.cluster.local |                                    | 1
            long-uri            |                     | shop/sequence/s: one -> hooks.example.com                     | 1
            operator-config     | price 8 151 http://price.shop.svc.cluster.local |                                   | 0
            route-ref           | one 0 61 http://one.shop.svc.cluster.local | shop/sequence/s: one -> one#2, one#2 -> one/x, one/x -> one/y | 0
            trigger-chain       |                     | shop/broker/default: broker/default -> charge ?, broker/default -> check ?, broker/default -> ship ? | 3
            two-revisions-files | colour 0 61 http://colour.shop.svc.cluster.local |                                  | 0
            """)
    void whatAFolderSays(String folder, String services, String workflows, int findings) throws IOException {
        assumeTrue(Files.isDirectory(CASES), "no " + CASES + ": skipped");
        KnativeFlows flows = KnativeFlows.builder().read(CASES.resolve(folder)).build();
        List<String> seen = new ArrayList<>();
        flows.services()
                .forEach((name, target) -> seen.add(name.name() + " " + target.concurrency() + " "
                        + target.retention().toSeconds() + " " + target.uri()));
        assertThat(String.join("; ", seen)).isEqualTo((services == null) ? "" : services);
        List<String> shapes = new ArrayList<>();
        flows.workflows().forEach(workflow -> {
            List<String> edges = WorkflowShape.edges(workflow);
            shapes.add(workflow.name() + ": "
                    + (edges.isEmpty() ? workflow.tasks().get(0).id() : String.join(", ", edges)));
        });
        assertThat(String.join("; ", shapes)).isEqualTo((workflows == null) ? "" : workflows);
        assertThat(flows.findings()).hasSize(findings);
    }
}
