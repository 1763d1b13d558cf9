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
        return Shapes.of(shapes.all().stream()
                .map(shape -> Shape.fromBytes(shape.toBytes()))
                .toList());
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
        assertThat(read.all()).isEqualTo(some().all());
    }

    @Test
    void goOnLearningAfterTheyWereKept() {
        Shapes read = kept(some());
        read.learn("y", 6, trace("a /a&f /f"));

        assertThat(workflow(read, "y")).isEqualTo("a at most 1; e: a|0.50; f: a|0.50");
    }

    @Test
    void damagedBytesAreRefusedOrReadAsSomethingThatIsPossible() {
        byte[] bytes = some().all().get(0).toBytes();
        Random random = new Random(1);
        for (int i = 0; i < 2_000; i++) {
            byte[] damaged = (i % 2 == 0) ? bytes.clone() : Arrays.copyOf(bytes, random.nextInt(bytes.length));
            if (damaged.length > 0) {
                damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            }
            try {
                Shape read = Shape.fromBytes(damaged);
                Shape possible = read.merge(read);
                assertThat(possible.merge(possible)).isEqualTo(possible);
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageStartingWith("a shape is malformed: ");
            }
        }
    }

    @Test
    void aRunThatWasLearnedOfIsNotLearnedOfAgain() {
        Shapes shapes = some();
        shapes.learn("y", 5, trace("z /z"));

        assertThat(shapes.all()).isEqualTo(some().all());
    }

    @Test
    void ofMoreWorkflowsThanAreKeptTheLatestAreTaken() {
        List<Shape> many = IntStream.rangeClosed(0, Shapes.MOST_WORKFLOWS)
                .mapToObj(i -> new Shape("w" + i, 1, ImmutableLongArray.of(i), ImmutableMap.of()))
                .toList();

        assertThat(Shapes.of(many).all()).isEqualTo(many.subList(1, many.size()));
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
