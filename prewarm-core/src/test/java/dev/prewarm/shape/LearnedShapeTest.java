package dev.prewarm.shape;

import static dev.prewarm.shape.Told.describe;
import static dev.prewarm.shape.Told.learned;
import static dev.prewarm.shape.Told.trace;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Collections;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is learned from runs that are written down. */
class LearnedShapeTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = ';',
            value = {
                "a chain; a /a&b /b&c /c; a, b: a, c: b",
                "parallel steps, and the join after the last of them; a /a&b&c /b /c&d /d; a, b: a, c: a, d: b?0.95 c",
                "parallel calls of one kind; a /a&b&b&b /b /b /b&c /c; a, b x3: a, c: b",
                "rounds of a loop; a /a&b /b&b /b&b /b&c /c; a, b x3 at most 1: a, c: b",
                "a pool of two; a /a&b&b /b&b /b&b /b /b&c /c; a, b x4 at most 2: a, c: b",
                "a kind at two places; a /a&b /b&a /a; a, a#2: b, b: a",
                "a loop of two steps; a /a&b /b&a /a&b /b; a, a#2: b, b#2: a#2, b: a",
                "each item by itself; a&a /a&b /b /a&b /b; a x2, a~first, b x2: a~first",
                "each item by itself after another; c /c&a&a /a&b /b /a&b /b&d /d; a x2: c, a~first: c, b x2: a~first, c, d: b",
                "what ended in one moment; a&b /a&/b&c /c; a, b, c: a b",
                "what started and ended within a moment; a /a&b&/b&c /c; a, b: a, c: b",
                "a step that was given up triggers nothing; a&b /a&~b&c /c; a, b, c: a",
                "a step on nothing that ended; a b /a /b; a, b",
                "a failure and what comes of it; a !a&b /b; a, b: a?0.05 failed",
            })
    void ofOneRun(String what, String run, String expected) {
        assertThat(describe(learned(run.strip())).replace("; ", ", ")).isEqualTo(expected.strip());
    }

    @Test
    void whatIsNeverTheLastIsTakenToBeWaitedForUntilThatIsSeenToBeWrong() {
        assertThat(describe(learned("a /a&b&c /b /c&d /d"))).isEqualTo("a; b: a; c: a; d: b?0.95 c");
        assertThat(describe(learned("a /a&b&c /b /c&d /d", "a /a&b&c /c&d /b /d")))
                .isEqualTo("a; b: a; c: a; d: c");
        assertThat(describe(learned("a /a&b&c /b /c&d /d", "a /a&b&c /c /b&d /d")))
                .isEqualTo("a; b: a; c: a; d: b c");
    }

    @Test
    void whatHasFailedOrWasGivenUpIsNotTakenToBeWaitedFor() {
        assertThat(describe(learned("a /a&b&c !b /c&d /d"))).isEqualTo("a; b: a; c: a; d: c");
        assertThat(describe(learned("a /a&b&c ~b /c&d /d"))).isEqualTo("a; b: a; c: a; d: c");
        assertThat(describe(learned("a /a&b&c /b /c&d /d", "a /a&b&c !b /c&d /d")))
                .isEqualTo("a; b: a; c: a; d: c");
    }

    @Test
    void aJoinWaitsForAllThatWereTheLast() {
        assertThat(describe(learned("a&b /a /b&c /c", "a&b /b /a&c /c"))).isEqualTo("a; b; c: a b");
    }

    @Test
    void aJoinOfAnyIsOneThatStartedWhileAPredecessorRan() {
        assertThat(describe(learned("a&b /a&c /b /c", "a&b /b&c /a /c"))).isEqualTo("a; b; c: a b any 1");
    }

    @Test
    void aJoinOfAnyTwoIsFoundAsSoonAsAllThreeAreKnown() {
        assertThat(describe(learned(
                        "a&b&c /a /b&d /c /d", "a&b&c /a /c&d /b /d", "a&b&c /b /a&d /c /d", "a&b&c /b /c&d /a /d")))
                .isEqualTo("a; b; c; d: a b c any 2");
    }

    @Test
    void whatOnlyEndedInTheSameMomentOnceIsNotWaitedFor() {
        assertThat(describe(learned("a&b /a&/b&c /c", "a&b /a&c /b /c"))).isEqualTo("a; b; c: a");
    }

    @Test
    void aBranchIsAsProbableAsItWas() {
        assertThat(describe(learned("a /a&b /b", "a /a", "a /a", "a /a&b /b"))).isEqualTo("a; b: a?0.50");
    }

    @Test
    void branchesThatNeverRanTogetherAreAlternatives() {
        assertThat(describe(learned("a /a&b /b", "a /a&c /c", "a /a&c /c", "a /a&c /c")))
                .isEqualTo("a; b: a|0.25; c: a|0.75");
        assertThat(describe(learned("a /a&b /b", "a /a&c /c", "a /a&b&c /b /c", "a /a&c /c")))
                .isEqualTo("a; b: a?0.50; c: a?0.75");
    }

    @Test
    void aStepThatMayBePassedOverLeavesTheOtherWay() {
        assertThat(describe(learned("a /a&b /b&c /c", "a /a&c /c"))).isEqualTo("a; b: a?0.50; c: a b");
    }

    @Test
    void whatFollowsSuccessAndFailureFollowsEither() {
        assertThat(describe(learned("a /a&b /b", "a !a&b /b"))).isEqualTo("a; b: a over");
    }

    @Test
    void theRarestEdgeOfACycleIsLeftOut() {
        assertThat(describe(learned("a /a&b /b", "a /a&b /b", "b /b&a /a"))).isEqualTo("a; b: a");
    }

    @Test
    void theWidthIsTheMedian() {
        assertThat(describe(learned("a /a&b&b /b /b", "a /a&b&b&b /b /b /b", "a /a&b&b&b&b /b /b /b /b")))
                .isEqualTo("a; b x3: a");
    }

    @Test
    void whatNoLongerComesIsForgotten() {
        String[] runs = new String[Shape.MEMORY + 1];
        Arrays.fill(runs, "a /a&b /b");
        runs[0] = "a /a&c /c&b /b";

        assertThat(describe(learned(Arrays.copyOf(runs, Shape.MEMORY)))).contains("c: a");
        assertThat(describe(learned(runs))).isEqualTo("a; b: a");
    }

    @Test
    void aLoopWithoutEndIsBounded() {
        String rounds = String.join("", Collections.nCopies(100, "&a /a&b /b"));

        assertThat(learned(rounds.substring(1)).tasks()).hasSize(2 * Trace.MOST_OF_A_KIND);
    }

    @Test
    void stepsAreBounded() {
        Trace trace = new Trace();
        IntStream.range(0, 300).forEach(i -> trace.started("k" + i));
        assertThat(trace.nodes()).hasSize(Trace.MOST_STEPS);
        assertThat(trace.started("one more")).isNull();
        assertThat(trace.started("k255")).isNotNull();
    }

    @Test
    void newStepsDisplaceTheOldestWhenThereAreTooMany() {
        Shape shape = Shape.unseen("w");
        for (int run = 0; run < 20; run++) {
            Trace trace = new Trace();
            int first = 50 * run;
            IntStream.range(first, first + 50).forEach(i -> trace.started("k" + i));
            shape = shape.learn(run, trace);
        }

        assertThat(shape.steps()).hasSize(Trace.MOST_STEPS).containsKey("k999").doesNotContainKey("k0");
    }

    @Test
    void aKindThatLooksLikeASecondPlaceIsNotMistakenForIt() {
        Trace trace = trace("a /a&b /b&a");

        assertThat(trace.nodes()).extracting(node -> node.id).containsExactly("a", "b", "a#2");
        assertThat(trace.started("a#2")).isNull();
    }
}
