package dev.prewarm.shape;

import static dev.prewarm.shape.Told.describe;
import static dev.prewarm.shape.Told.trace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prewarm.LogLines;
import dev.prewarm.UnreadableStatisticsException;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;

/** Shapes of many workflows, and as bytes. */
class ShapesTest {
    private static Shapes some() {
        Shapes shapes = Shapes.empty();
        shapes.learn("x", trace("a&b /a /b&c /c"));
        shapes.learn("x", trace("a&b /b&c /a /c"));
        shapes.learn("x", trace("a&b /a&c /b /c&d&d !d /d"));
        shapes.learn("x", trace("a&b /a&c /b /c&d&d !d /d"));
        shapes.learn("y", trace("a /a&a /a&e /e"));
        return shapes;
    }

    private static String workflow(Shapes shapes, String name) {
        Shapes.Known known = shapes.find(name).orElseThrow();
        return describe(known.structure().workflow(known.shape(), Told::target));
    }

    @Test
    void areTheSameAfterTheyWereKept() throws Exception {
        Shapes read = Shapes.fromBytes(some().toBytes());

        assertThat(workflow(read, "x")).isEqualTo(workflow(some(), "x")).contains("any 1");
        assertThat(workflow(read, "y")).isEqualTo("a x2 at most 1; e: a");
        assertThat(read.toBytes()).isEqualTo(some().toBytes());
    }

    @Test
    void goOnLearningAfterTheyWereKept() throws Exception {
        Shapes read = Shapes.fromBytes(some().toBytes());
        read.learn("y", trace("a /a&f /f"));

        assertThat(workflow(read, "y")).isEqualTo("a at most 1; e: a|0.50; f: a|0.50");
    }

    @Test
    void damagedBytesAreRefusedOrReadAsSomethingThatIsPossible() {
        byte[] bytes = some().toBytes();
        Random random = new Random(1);
        for (int i = 0; i < 2_000; i++) {
            byte[] damaged = (i % 2 == 0) ? bytes.clone() : Arrays.copyOf(bytes, random.nextInt(bytes.length));
            if (damaged.length > 0) {
                damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            }
            try {
                assertThat(Shapes.fromBytes(damaged).size()).isLessThanOrEqualTo(2);
            } catch (UnreadableStatisticsException e) {
                assertThat(e).hasMessageContaining("shapes");
            }
        }
    }

    @Test
    void anotherVersionIsRefused() {
        byte[] bytes = some().toBytes();
        bytes[3] = 9;

        assertThatThrownBy(() -> Shapes.fromBytes(bytes))
                .isInstanceOf(UnreadableStatisticsException.class)
                .hasMessage("the format version of its shapes is 9, but this release reads only 1");
    }

    @Test
    void forgetTheWorkflowThatHasNotRunForTheLongest() {
        Shapes shapes = Shapes.empty();
        for (int i = 0; i < Shapes.MOST_WORKFLOWS; i++) {
            shapes.learn("w" + i, trace("a /a"));
        }
        shapes.learn("w0", trace("a /a"));
        shapes.learn("more", trace("a /a"));

        assertThat(shapes.size()).isEqualTo(Shapes.MOST_WORKFLOWS);
        assertThat(shapes.find("w0")).isPresent();
        assertThat(shapes.find("w1")).isEmpty();
    }

    @Test
    void aStructureIsKeptAsLongAsItIsTheSame() {
        Shapes shapes = Shapes.empty();
        shapes.learn("w", trace("a /a&b /b"));
        Structure first = shapes.find("w").orElseThrow().structure();
        shapes.learn("w", trace("a /a&b /b"));
        assertThat(shapes.find("w").orElseThrow().structure()).isSameAs(first);

        shapes.learn("w", trace("a /a"));
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
            executor.execute(() -> {
                try {
                    start.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                for (int run = 0; run < each; run++) {
                    shapes.learn("w", trace("a /a&b /b"));
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
                shapes.learn("w", trace("a" + run + " /a" + run));
            }
            assertThat(log.lines()).singleElement().asString().contains("workflow w has steps");
            assertThat(shapes.find("w").orElseThrow().shape().steps()).hasSize(Shape.MEMORY);
        }
    }
}
