package dev.prewarm.shape;

import static dev.prewarm.shape.Told.describe;
import static dev.prewarm.shape.Told.shape;
import static dev.prewarm.shape.Told.trace;
import static dev.prewarm.shape.Told.workflow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What two processes have learned of one workflow, put together. */
class ShapeMergeTest {
    private static final List<String> RUNS = List.of(
            "a&b /a /b&c /c",
            "a&b /b&c /a /c",
            "a&b /b /a&c /c&d /d",
            "a /a&e /e&e /e&c /c",
            "a&b !a&f /b&c /f /c",
            "a&a&a /a /a /a&c /c");

    static LongStream seeds() {
        return LongStream.range(0, 100);
    }

    private static Shape learn(Shape shape, long first, Random random) {
        Shape learned = shape;
        for (int i = random.nextInt(90); i > 0; i--) {
            learned = learned.learn(first + i, trace(RUNS.get(random.nextInt(RUNS.size()))));
        }
        return learned;
    }

    /** Two that have begun with the same, and learned more. */
    private static List<Shape> twoOfOneOrigin(long seed) {
        Random random = new Random(seed);
        Shape origin = learn(Shape.unseen("w"), 1_000, random);
        return List.of(learn(origin, 2_000, random), learn(origin, 3_000, random));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void mergingWithItselfOrNothingChangesNothing(long seed) {
        for (Shape shape : twoOfOneOrigin(seed)) {
            assertThat(shape.merge(shape)).isEqualTo(shape);
            assertThat(shape.merge(Shape.unseen("w"))).isEqualTo(shape);
            assertThat(Shape.unseen("w").merge(shape)).isEqualTo(shape);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void theOrderOfTwoDoesNotMatterAndNothingCountsTwice(long seed) {
        List<Shape> both = twoOfOneOrigin(seed);
        Shape merged = both.get(0).merge(both.get(1));
        byte[] bytes = ShapeFormat.write(List.of(merged));

        assertThat(ShapeFormat.write(List.of(both.get(1).merge(both.get(0))))).isEqualTo(bytes);
        assertThat(merged.merge(merged)).isEqualTo(merged);
        assertThat(merged.merge(both.get(0)).runs()).isEqualTo(merged.runs());
        assertThat(merged.merge(both.get(0)).latest()).isEqualTo(merged.latest());
        assertThat(ShapeFormat.read(bytes)).containsExactly(merged);
    }

    /** The runs that the other has learned of are the older ones: then it is as if one had learned of all. */
    @Test
    void whatOneHasLearnedSinceTheOtherIsAllThatIsNew() {
        List<Shape> grown = new ArrayList<>(List.of(shape(1, RUNS.get(0))));
        for (int i = 1; i < RUNS.size(); i++) {
            grown.add(grown.get(i - 1).learn(1 + i, trace(RUNS.get(i))));
            assertThat(grown.get(i).merge(grown.get(i - 1))).isEqualTo(grown.get(i));
        }
    }

    @Test
    void ofTwoThatContradictEachOtherEachRunCountsOnce() {
        String run = "a /a";
        Shape one = shape(1, run, run).merge(shape(3, run));
        Shape other = shape(3, run).learn(2, trace(run)).learn(1, trace(run));

        assertThat(one.merge(other)).isEqualTo(other.merge(one));
        assertThat(one.merge(other).runs()).isEqualTo(3);
    }

    /** However often one of two saves what it has learned, the other's runs stay. */
    @Test
    void toMergeWithTheSameAgainPushesNothingOut() {
        String[] many = new String[Shape.MEMORY];
        Arrays.fill(many, "a /a&b /b");
        Shape one = shape(1, many);
        Shape store = shape(1_000, many).merge(one);
        assertThat(store.merge(one).merge(one)).isEqualTo(store);
        assertThat(store.latest().stream().filter(run -> run >= 1_000)).hasSize(Shape.MEMORY / 2);
    }

    @Test
    void eachAddsItsRuns() {
        Shape merged = shape(1, "a /a&b /b", "a /a&b /b").merge(shape(11, "a /a&c /c", "a /a&c /c"));

        assertThat(merged.runs()).isEqualTo(4);
        assertThat(describe(workflow(merged))).isEqualTo("a; b: a|0.50; c: a|0.50");
    }

    @Test
    void aJoinThatOneHasSeenWaitForEachOfTwoWaitsForBoth() {
        assertThat(describe(workflow(shape(1, "a&b /a /b&c /c").merge(shape(11, "a&b /b /a&c /c")))))
                .isEqualTo("a; b; c: a b");
    }

    @Test
    void theLatestOfBothAreRemembered() {
        Shape old = shape(1, "a /a&x /x");
        String[] many = new String[Shape.MEMORY];
        Arrays.fill(many, "a /a&b /b");
        Shape merged = old.merge(shape(11, many));

        assertThat(merged.latest().length()).isEqualTo(Shape.MEMORY);
        assertThat(merged.runs()).isEqualTo(Shape.MEMORY + 1);
        // The one run of the first process is its latest, too.
        assertThat(describe(workflow(merged))).isEqualTo("a; b: a|0.98; x: a|0.02");
    }

    @Test
    void stepsStayBounded() {
        StringBuilder one = new StringBuilder("s");
        StringBuilder other = new StringBuilder("s");
        for (int i = 0; i < 200; i++) {
            one.append("&a").append(i);
            other.append("&b").append(i);
        }
        Shape merged = shape(1, one.toString()).merge(shape(11, other.toString()));

        assertThat(merged.steps()).hasSize(Trace.MOST_STEPS).containsKeys("s", "a0", "b0");
        assertThat(merged.merge(merged)).isEqualTo(merged);
    }

    /** In the third of the 64 runs of one, c did not wait for b: that is forgotten for what the other has seen. */
    @Test
    void whatWasEarlyInForgottenRunsOnlyIsNotEarly() {
        String[] one = new String[Shape.MEMORY];
        Arrays.setAll(one, i -> (i % 2 == 0) ? "a&b /b /a&c /c" : "a&b /a /b&c /c");
        Shape other = shape(1_000, one);
        one[2] = "a&b /a&c /b /c";
        Shape early = shape(1, one);
        Shape merged = early.merge(other);

        assertThat(early.steps().get("c").early()).isNotZero();
        assertThat(merged.steps().get("c").early()).isZero();
        assertThat(merged.steps().get("c").arrived()).isZero();
        assertReadAgain(merged);
    }

    /** One knows another order of two runs, and of the older one only the half in which b did not run. */
    @Test
    void aStepHasCallsThoughNobodyKnowsThoseOfTheRunsThatAreLeft() {
        Shape one = shape(1, "a /a&b&b /b /b");
        for (int i = 0; i < StepShape.COUNTED; i++) {
            one = one.learn(100 + i, trace("a /a&b&b /b /b"));
        }
        one = one.learn(200, trace("a /a"));
        Shape other = shape(200, "a /a");
        for (int i = 0; i < Shape.MEMORY - 2; i++) {
            other = other.learn(300 + i, trace("a /a"));
        }
        Shape merged = one.merge(other.learn(1, trace("a /a")));

        assertThat(merged.steps().get("b").calls().asList()).containsExactly(2);
        assertReadAgain(merged);
    }

    private static void assertReadAgain(Shape shape) {
        assertThat(ShapeFormat.read(ShapeFormat.write(List.of(shape)))).containsExactly(shape);
    }

    @Test
    void twoWorkflowsAreNotMerged() {
        assertThatThrownBy(() -> Shape.unseen("w").merge(Shape.unseen("v")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("shapes of two workflows cannot be merged: w and v");
    }
}
