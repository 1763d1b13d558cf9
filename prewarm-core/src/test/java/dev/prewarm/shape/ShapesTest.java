package dev.prewarm.shape;

import static dev.prewarm.shape.Told.describe;
import static dev.prewarm.shape.Told.trace;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableLongArray;
import dev.prewarm.LogLines;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Shapes of many workflows, and as bytes. */
class ShapesTest {
    private long runs;

    private void learn(Shapes shapes, String name, String events) {
        shapes.learn(name, ++runs, trace(events));
    }

    private static Shapes some() {
        Shapes shapes = Shapes.empty();
        shapes.learn("x", 1, trace("a&b /a /b&c /c"));
        shapes.learn("x", 2, trace("a&b /b&c /a /c"));
        shapes.learn("x", 3, trace("a&b /a&c /b /c&d&d !d /d"));
        shapes.learn("x", 4, trace("a&b /a&c /b /c&d&d !d /d"));
        shapes.learn("y", 5, trace("a /a&a /a&e /e"));
        return shapes;
    }

    private static Shapes kept(Shapes shapes) {
        return Shapes.from(Shapes.Snapshot.fromBytes(shapes.snapshot().toBytes()));
    }

    private static String workflow(Shapes shapes, String name) {
        Shapes.Known known = shapes.find(name).orElseThrow();
        return describe(known.structure().workflow(known.shape(), Told::target));
    }

    @Test
    void areTheSameAfterTheyWereKept() {
        Shapes read = kept(some());

        assertThat(workflow(read, "x")).isEqualTo(workflow(some(), "x")).contains("any 1");
        assertThat(workflow(read, "y")).isEqualTo("a x2 at most 1; e: a");
        assertThat(read.snapshot()).isEqualTo(some().snapshot());
    }

    @Test
    void goOnLearningAfterTheyWereKept() {
        Shapes read = kept(some());
        read.learn("y", 6, trace("a /a&f /f"));

        assertThat(workflow(read, "y")).isEqualTo("a at most 1; e: a|0.50; f: a|0.50");
    }

    @Test
    void damagedBytesAreRefusedOrReadAsSomethingThatIsPossible() {
        byte[] bytes = some().snapshot().toBytes();
        Random random = new Random(1);
        try (LogLines quiet = new LogLines(Level.OFF)) {
            for (int i = 0; i < 2_000; i++) {
                byte[] damaged = (i % 2 == 0) ? bytes.clone() : Arrays.copyOf(bytes, random.nextInt(bytes.length));
                if (damaged.length > 0) {
                    damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
                }
                assertRefusedOrPossible(damaged);
            }
            assertThat(quiet.lines()).isEmpty();
        }
    }

    private static void assertRefusedOrPossible(byte[] damaged) {
        try {
            Shapes.Snapshot read = Shapes.Snapshot.fromBytes(damaged);
            Shapes.Snapshot possible = read.merge(read);
            assertThat(possible.merge(possible)).isEqualTo(possible);
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageStartingWith("a shape is malformed: ");
        }
    }

    /** As a faulty writer would leave them. */
    @Test
    void aShapeThatCannotBeCostsNoOther() {
        Shape good = Told.shape(1, "a /a&b /b");
        StepShape step = good.steps().get("a");
        StepShape early = new StepShape("a", step.ran(), step.edges(), 0, 1, step.calls(), 1, 0);
        StepShape unseen = new StepShape("a", 0, step.edges(), 0, 0, step.calls(), 1, 0);
        try (LogLines log = new LogLines(Level.WARNING)) {
            assertThat(ShapeFormat.read(ShapeFormat.write(List.of(
                            impossible("early", early),
                            impossible("x\ud800", step),
                            impossible("x\ud801", step),
                            impossible("unseen", unseen),
                            impossible(" ", step),
                            good))))
                    .extracting(Shape::name)
                    .containsExactly("x?", "w");
            assertThat(log.lines())
                    .hasSize(4)
                    .contains("the shape of workflow early was kept with an error and is learned anew: an impossible"
                            + " step");
        }
    }

    private static Shape impossible(String name, StepShape step) {
        return new Shape(name, 1, ImmutableLongArray.of(1), ImmutableMap.of("a", step));
    }

    @Test
    void aRunThatWasLearnedOfIsNotLearnedOfAgain() {
        Shapes shapes = some();
        shapes.learn("y", 5, trace("z /z"));

        assertThat(shapes.snapshot()).isEqualTo(some().snapshot());
    }

    @Test
    void ofMoreWorkflowsThanAreKeptTheLatestAreTaken() {
        Shapes.Snapshot some = manyFrom(0, 600);
        Shapes.Snapshot others = manyFrom(400, 1_000 + 200);
        Shapes.Snapshot merged = some.merge(others);

        assertThat(merged).isEqualTo(others.merge(some)).isEqualTo(merged.merge(merged));
        // Of the first 400, which only one has, none is among the latest 1,000 of both.
        assertThat(merged.workflows()).hasSize(Shapes.MOST_WORKFLOWS).contains("w599", "w1199", "w1198");
        assertThat(Shapes.from(merged).snapshot()).isEqualTo(merged);
        assertThat(merged.merge(Shapes.Snapshot.empty())).isEqualTo(merged);
    }

    private Shapes.Snapshot manyFrom(int first, int end) {
        Shapes shapes = Shapes.empty();
        IntStream.range(first, end).forEach(i -> learn(shapes, "w" + i, "a /a"));
        return shapes.snapshot();
    }

    @Test
    void forgetTheWorkflowThatHasNotRunForTheLongest() {
        Shapes shapes = Shapes.empty();
        for (int i = 0; i < Shapes.MOST_WORKFLOWS; i++) {
            learn(shapes, "w" + i, "a /a");
        }
        learn(shapes, "w0", "a /a");
        learn(shapes, "more", "a /a");

        assertThat(shapes.size()).isEqualTo(Shapes.MOST_WORKFLOWS);
        assertThat(shapes.find("w0")).isPresent();
        assertThat(shapes.find("w1")).isEmpty();
    }

    @Test
    void aStructureIsKeptAsLongAsItIsTheSame() {
        Shapes shapes = Shapes.empty();
        learn(shapes, "w", "a /a&b /b");
        Structure first = shapes.find("w").orElseThrow().structure();
        learn(shapes, "w", "a /a&b /b");
        assertThat(shapes.find("w").orElseThrow().structure()).isSameAs(first);

        learn(shapes, "w", "a /a");
        assertThat(shapes.find("w").orElseThrow().structure()).isNotSameAs(first);
    }

    @Test
    void runsThatEndAtTheSameTimeAreAllLearned() throws Exception {
        Shapes shapes = Shapes.empty();
        int threads = 4;
        int each = 250;
        CountDownLatch start = new CountDownLatch(1);
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        for (int i = 0; i < threads; i++) {
            long first = (long) i * each;
            executor.execute(() -> {
                try {
                    start.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                for (int run = 0; run < each; run++) {
                    shapes.learn("w", first + run, trace("a /a&b /b"));
                }
            });
        }
        start.countDown();
        executor.shutdown();

        assertThat(executor.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        assertThat(shapes.find("w").orElseThrow().shape().runs()).isEqualTo((long) threads * each);
    }

    @Test
    void aWorkflowWhoseStepsAreAlwaysNewIsSaidOnce() {
        try (LogLines log = new LogLines(Level.WARNING)) {
            Shapes shapes = Shapes.empty();
            for (int run = 0; run < 200; run++) {
                learn(shapes, "w", "a" + run + " /a" + run);
            }
            assertThat(log.lines()).singleElement().asString().contains("workflow w has steps");
            assertThat(shapes.find("w").orElseThrow().shape().steps()).hasSize(Shape.MEMORY);
        }
    }
}
