package dev.prewarm.knative.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.prewarm.knative.ManifestException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever bytes a file has, reading it gives flows or a ManifestException. */
final class ManifestFuzzTest {
    private static final int ROUNDS = 400;

    /** Kinds of everything that is read, so that there is something to damage where no folder of manifests is at hand. */
    private static final List<String> OWN = List.of("""
            apiVersion: serving.knative.dev/v1
            kind: Service
            metadata: {name: price, namespace: shop, annotations: {run.googleapis.com/minScale: '1'}}
            spec:
              template:
                metadata: {annotations: {autoscaling.knative.dev/target: '5', autoscaling.knative.dev/window: 10s}}
                spec: {containerConcurrency: 5, containers: [{image: example/price, ports: [{name: h2c}]}]}
            status: {url: 'http://price.example', address: {url: 'http://price.shop.svc.cluster.local'}}
            """, """
            apiVersion: flows.knative.dev/v1
            kind: Parallel
            metadata: {name: p}
            spec:
              branches:
                - filter: {uri: 'http://price.shop.svc.cluster.local/0'}
                  subscriber: {ref: &one {apiVersion: serving.knative.dev/v1, kind: Service, name: one}}
                - subscriber: {ref: *one}
              reply: {ref: {apiVersion: eventing.knative.dev/v1, kind: Broker, name: default}}
            ---
            apiVersion: eventing.knative.dev/v1
            kind: Trigger
            metadata: {name: t}
            spec: {broker: default, filter: {attributes: {type: a}}, subscriber: {ref: {group: flows.knative.dev, kind: Sequence, name: s}}}
            """, """
            apiVersion: messaging.knative.dev/v1
            kind: Subscription
            metadata: {name: s}
            spec:
              channel: {apiVersion: messaging.knative.dev/v1, kind: InMemoryChannel, name: c}
              subscriber: {uri: 'https://hooks.example/services/T0/B0'}
              reply: {ref: {apiVersion: messaging.knative.dev/v1, kind: Channel, name: d}}
            ---
            {"apiVersion": "v1", "kind": "List", "items": [{"apiVersion": "v1", "kind": "ConfigMap", "metadata":
              {"name": "config-autoscaler", "namespace": "knative-serving"}, "data": {"stable-window": "1m"}}]}
            """, """
            apiVersion: serving.kserve.io/v1alpha1
            kind: InferenceGraph
            metadata: {name: g}
            spec:
              nodes:
                root: {routerType: Splitter, steps: [{serviceName: a, weight: 20}, {nodeName: n, weight: 80}]}
                n: {routerType: Switch, steps: [{serviceUrl: 'http://b.default', condition: c}]}
            ---
            apiVersion: operator.knative.dev/v1beta1
            kind: KnativeServing
            metadata: {name: knative-serving}
            spec: {config: {autoscaler: {stable-window: 120s}, defaults: {container-concurrency: '8'}}}
            """);

    private static final List<String> PIECES = List.of(
            "{",
            "}",
            "[",
            "]",
            ": ",
            "- ",
            "&a ",
            "*a",
            "!!binary x",
            "!!set {a}",
            "'",
            "\"",
            "\n",
            "\t",
            "\u0000",
            "{{",
            "}}",
            "null",
            "~",
            "-1",
            "1e999",
            "99999999999999999999",
            ".inf",
            "0x1F",
            "2026-01-01",
            "yes",
            "---\n",
            "? ",
            "%YAML 9",
            "<<: *a",
            "\uFEFF",
            "\uD800",
            "é",
            "#",
            "|",
            ">",
            "http://[::1",
            "//",
            "..");

    @TempDir
    private Path folder;

    private static List<byte[]> seeds() throws IOException {
        List<byte[]> seeds = new ArrayList<>();
        OWN.forEach(text -> seeds.add(text.getBytes(StandardCharsets.UTF_8)));
        for (Path shared :
                List.of(Path.of("../../shared/data/knative-flows"), Path.of("../../shared/cases/manifests"))) {
            if (Files.isDirectory(shared)) {
                try (Stream<Path> files = Files.walk(shared)) {
                    for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                        seeds.add(Files.readAllBytes(file));
                    }
                }
            }
        }
        return seeds;
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void fromAnyBytesComeFlowsOrAManifestException(long seed) throws IOException {
        List<byte[]> seeds = seeds();
        SplittableRandom random = new SplittableRandom(seed);
        int read = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = damaged(seeds.get(random.nextInt(seeds.size())), seeds, random);
            Path file = Files.write(folder.resolve("f.yaml"), bytes);
            try {
                KnativeFlows.builder().read(file).build();
                read++;
            } catch (ManifestException e) {
                assertThat(e).hasMessageStartingWith(file.toString());
            } catch (RuntimeException | StackOverflowError e) {
                fail(
                        "seed " + seed + ", round " + round + ": " + e + "\n"
                                + new String(bytes, StandardCharsets.UTF_8),
                        e);
            }
        }
        assertThat(read).as("files that could still be read").isBetween(ROUNDS / 20, ROUNDS - ROUNDS / 20);
    }

    private static byte[] damaged(byte[] good, List<byte[]> others, SplittableRandom random) {
        byte[] bytes = good.clone();
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = random.nextInt(bytes.length + 1);
            bytes = switch (random.nextInt(6)) {
                case 0 -> spliced(bytes, at, 0, new byte[] {(byte) random.nextInt(256)});
                case 1 -> spliced(bytes, at, random.nextInt(20), new byte[0]);
                case 2 -> spliced(bytes, at, random.nextInt(3), piece(random));
                case 3 -> spliced(bytes, at, 1 + random.nextInt(12), piece(random));
                case 4 -> spliced(bytes, at, 0, part(bytes, random));
                default -> spliced(bytes, at, 0, part(others.get(random.nextInt(others.size())), random));
            };
        }
        return bytes;
    }

    private static byte[] piece(SplittableRandom random) {
        return PIECES.get(random.nextInt(PIECES.size())).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] part(byte[] bytes, SplittableRandom random) {
        int from = random.nextInt(bytes.length);
        int length = Math.min(bytes.length - from, random.nextInt(300));
        return Arrays.copyOfRange(bytes, from, from + length);
    }

    private static byte[] spliced(byte[] bytes, int at, int removed, byte[] added) {
        int from = Math.min(at, bytes.length);
        int to = Math.min(from + removed, bytes.length);
        byte[] result = new byte[bytes.length - (to - from) + added.length];
        System.arraycopy(bytes, 0, result, 0, from);
        System.arraycopy(added, 0, result, from, added.length);
        System.arraycopy(bytes, to, result, from + added.length, bytes.length - to);
        return result;
    }
}
