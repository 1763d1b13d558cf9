package dev.prewarm.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.Target;
import dev.prewarm.Task;
import dev.prewarm.Workflow;
import dev.prewarm.strategy.Layer.Candidate;
import dev.prewarm.testing.FixedRunView;
import dev.prewarm.testing.FixedWarmth;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Which tasks that run at the same time are warmed, and when, of futures so few that the costs can be worked out by hand: the idle
 * seconds of the instances, and the price times the latest of the tasks, on average. X is when a warm-up must be sent not to be
 * late. Cold starts take 1 s, and delay the run by that, unless something else is said.
 */
class LayerTest {
    /** Tasks of a target each, which serves any number of calls, unless several are given one that serves a single call. */
    private static final class Given {
        private final Workflow.Builder builder = Workflow.builder("layer");
        private final List<Runnable> facts = new ArrayList<>();
        private final int futureCount;
        private boolean scaledByKnative;
        private Workflow workflow;
        private FixedRunView run;
        private FuturesByHand futures;
        private Places places;

        Given(int futures) {
            this.futureCount = futures;
        }

        private static Target target(String name, int concurrency) {
            return Target.builder(name, URI.create("http://" + name + ".test"))
                    .concurrency(concurrency)
                    .build();
        }

        /** It must be sent then, not to be late. */
        Given task(String id, double coldStart, double... latestSends) {
            return task(id, target(id, 0), coldStart, latestSends);
        }

        private Given task(String id, Target target, double coldStart, double... latestSends) {
            builder.task(id, target);
            double[] starts = Arrays.stream(latestSends).map(x -> x + coldStart).toArray();
            facts.add(() -> futures.start(id, starts).coldStart(id, coldStart).duration(id, 5));
            return this;
        }

        /** Two tasks that start together, of a target whose instances serve one call, and are kept for 60 s. */
        Given pair(String one, String other, double coldStart, double... latestSends) {
            Target target = target("single", 1);
            return task(one, target, coldStart, latestSends).task(other, target, coldStart, latestSends);
        }

        /** It is not known before 4.5 s have passed whether they are reached. */
        Given open(String... ids) {
            facts.add(() -> Arrays.stream(ids).forEach(id -> futures.resolved(id, 4.5)));
            return this;
        }

        Given scaledByKnative(boolean knative) {
            scaledByKnative = knative;
            return this;
        }

        Given slack(String id, double... seconds) {
            facts.add(() -> futures.slack(id, seconds));
            return this;
        }

        Given duration(String id, double... seconds) {
            facts.add(() -> futures.duration(id, seconds));
            return this;
        }

        private void build() {
            workflow = builder.build();
            futures = new FuturesByHand(workflow, futureCount);
            facts.forEach(Runnable::run);
            FixedRunView.Builder view = FixedRunView.of(workflow);
            for (Target target : workflow.targets()) {
                FixedWarmth cold = FixedWarmth.cold().keeping(Duration.ofSeconds(60));
                view.warmth(target.name(), scaledByKnative ? cold.onKnative() : cold);
            }
            run = view.build();
            places = new Places(run, futures);
        }

        Candidate candidate(String id, double price, boolean follows) {
            if (workflow == null) {
                build();
            }
            Task task = workflow.task(id);
            Exposure exposure = Exposure.of(run, futures, task, task.target().orElseThrow(), places);
            exposure.complete();
            return new Candidate(task, exposure, new Choice(exposure, price), futures.medianDuration(task), follows);
        }
    }

    private static List<String> ids(Layer layer) {
        return layer.members().stream().map(member -> member.task().id()).toList();
    }

    private static Layer only(List<Candidate> candidates) {
        List<Layer> layers = Layer.of(new ArrayList<>(candidates));
        assertThat(layers).hasSize(1);
        return layers.get(0);
    }

    private static List<Double> sends(Layer layer) {
        return layer.members().stream().map(layer::sendIn).toList();
    }

    // Which tasks are of one layer.

    private static List<Layer> layers(Given given, String... ids) {
        return Layer.of(new ArrayList<>(
                Arrays.stream(ids).map(id -> given.candidate(id, 5, false)).toList()));
    }

    /** The one starts at 5 s and takes 5 s. */
    @ParameterizedTest(name = "the other one starts after {0} s: {1} layers")
    @CsvSource({"5, 1", "9.999, 1", "10, 2", "11, 2"})
    void whatStartsOnceAnotherOneHasEndedIsOfTheNextLayer(double other, int layers) {
        Given given = new Given(1).task("one", 1, 4).task("other", 1, other - 1);
        assertThat(layers(given, "other", "one")).hasSize(layers);
    }

    @Test
    void theFirstEndOfALayerCloses() {
        // From 1 to 11 s, from 2 to 4 s, from 5 to 10 s, from 9 to 14 s, and from 11 to 16 s.
        Given given = new Given(1)
                .task("long", 1, 0)
                .task("short", 1, 1)
                .task("afterShort", 1, 4)
                .task("duringThat", 1, 8)
                .task("atTheEnd", 1, 10)
                .duration("long", 10)
                .duration("short", 2);
        List<Layer> layers = layers(given, "atTheEnd", "duringThat", "afterShort", "short", "long");
        assertThat(layers)
                .extracting(LayerTest::ids)
                .containsExactly(List.of("long", "short"), List.of("afterShort", "duringThat"), List.of("atTheEnd"));
        assertThat(layers).extracting(Layer::start).containsExactly(1.0, 5.0, 11.0);
    }

    // How many of them are warmed.

    @Test
    void aTaskAloneIsWarmedAtItsOwnBestInstant() {
        Layer layer = only(List.of(new Given(2).task("t", 1, 4, 8).candidate("t", 5, false)));
        assertThat(layer.choose(5)).isEqualTo(1);
        assertThat(sends(layer)).containsExactly(4.0);
    }

    /**
     * X is 4 or 8 s at a price of 5. Sent after 4 s each idles for 2 s on average, after 8 s they cost 5 / 2 together, and left cold
     * 5. Alone 4 s is best, and two are still worth it; for three to five that costs more than nothing is worth. From six on
     * m / (m + 5) is above 1/2, so that 8 s is tried for all.
     */
    @ParameterizedTest(name = "{0} of {1} warmed after {2} s; {3} of them follow")
    @CsvSource({
        "2, 2, 4, 0",
        "0, 3, 4, 0",
        "0, 5, 4, 0",
        "6, 6, 8, 0",
        "9, 9, 8, 0",
        // Those that use places on the others' instances cost nothing, and count for nothing.
        "3, 3, 4, 1",
        "5, 5, 4, 3",
        "0, 6, 4, 1",
        "7, 7, 8, 1",
    })
    void theMoreThereAreTheLaterTheyAreWarmedAndOnlyIfThatIsWorthIt(int warmed, int tasks, double sendIn, int follow) {
        Given given = new Given(2);
        IntStream.range(0, tasks).forEach(i -> given.task("t" + i, 1, 4, 8));
        Layer layer = only(IntStream.range(0, tasks)
                .mapToObj(i -> given.candidate("t" + i, 5, i >= tasks - follow))
                .toList());
        assertThat(layer.choose(5)).isEqualTo(warmed);
        assertThat(sends(layer)).containsOnly(sendIn);
    }

    /**
     * At a price of 2 the dear one is best sent after 8 s: late by 1 s in the first future, which costs 1, where nothing costs 2.
     * What the cheap one saves, in the first future only, is nothing then, whatever it costs to let it idle in the second.
     */
    @ParameterizedTest(name = "the cheap one idles for {0} s in the second future")
    @CsvSource({"1", "0.1", "0"})
    void oneIsLeftColdWhereAnotherOneIsLateAllTheSame(double idle) {
        Given given =
                new Given(2).task("cheap", 1, 4, 4 + idle).slack("cheap", 0, 5).task("dear", 1, 4, 8);
        Layer layer = only(List.of(given.candidate("cheap", 2, false), given.candidate("dear", 2, false)));
        assertThat(layer.choose(2)).isEqualTo(1);
        assertThat(ids(layer)).containsExactly("dear", "cheap");
        assertThat(sends(layer)).containsExactly(8.0, 4.0);
    }

    /**
     * At a price of 60 X is 4, 6, 8 or 8 s for the dear one, whose cold start takes 1.5 s, and 4 s or 6 s three times for the others.
     * All after 6 s cost 60 × 1.5 / 4, and 1 of idling. For m tasks that is tried if m / (m + 60) is from 1/4 to 1/2: of 128 tasks with
     * m = 32. With 129 tasks it goes on from 16 after 129: one is warmed, since others are late after 8 s.
     */
    @ParameterizedTest(name = "{1} of {0} warmed")
    @CsvSource({"128, 128", "129, 1"})
    void ofMoreThan128TasksFewerInstantsAreTried(int tasks, int warmed) {
        Given given = new Given(4).task("t0", 1.5, 4, 6, 8, 8);
        IntStream.range(1, tasks).forEach(i -> given.task("t" + i, 1, 4, 6, 6, 6));
        Layer layer = only(IntStream.range(0, tasks)
                .mapToObj(i -> given.candidate("t" + i, 60, false))
                .toList());
        assertThat(layer.choose(60)).isEqualTo(warmed);
        assertThat(layer.sendIn(layer.members().get(tasks - 1))).isEqualTo((warmed == tasks) ? 6 : 4);
    }

    // Whether one warm-up is alone.

    /**
     * At a price of 1/2 the single one is best sent after 4.5 s, late by 1/2 s in the first of two futures. Where nothing is
     * sent along by 0.2 s later, that makes another instance start in that future, which is kept for 60 s: 60 / 2 = 30, where nothing
     * costs 1/2. With both after 4.5 s the other one idles for the difference.
     */
    @ParameterizedTest(name = "the other one after {0} s: {1} warmed, after {2} and {3} s")
    @CsvSource({"4.5, 2, 4.5, 4.5", "4.7, 2, 4.5, 4.7", "4.75, 2, 4.5, 4.5", "6, 0, 4.5, 6", "3, 2, 4.5, 3"})
    void aWarmUpThatIsLateMustNotBeSentAlone(double other, int warmed, double single, double otherSent) {
        Given given = new Given(2).pair("single", "its twin", 1, 4, 4.5).task("other", 1, other);
        Layer layer = only(List.of(given.candidate("single", 0.5, false), given.candidate("other", 0.5, false)));
        assertThat(layer.choose(0.5)).isEqualTo(warmed);
        for (Candidate member : layer.members()) {
            boolean isSingle = member.task().id().equals("single");
            assertThat(layer.sendIn(member)).as(member.task().id()).isEqualTo(isSingle ? single : otherSent);
        }
    }

    /**
     * After 4.5 s it is late by 1/2 s in one future, and alone: 30 beside that, as above. After 4 s it idles for 1/4 s on average, which
     * is less than nothing costs at a price of 5, and more than at one of 1/5.
     */
    @ParameterizedTest(name = "at a price of {0}: {1} warmed, after {2} s")
    @CsvSource({"5, 1, 4", "0.5, 1, 4", "0.2, 0, 4.5"})
    void whatIsDecidedForItselfMustNotBeLateAlone(double price, int warmed, double sendIn) {
        Given given = new Given(2).pair("single", "its twin", 1, 4, 4.5);
        Layer layer = only(List.of(given.candidate("single", price, false)));
        assertThat(layer.choose(price)).isEqualTo(warmed);
        assertThat(sends(layer)).containsExactly(sendIn);
    }

    @Test
    void twoOfATargetThatAreSentTogetherAreNotAlone() {
        Given given = new Given(2).pair("one", "other", 1, 4, 4.5);
        Layer both = only(List.of(given.candidate("one", 0.5, false), given.candidate("other", 0.5, false)));
        assertThat(both.choose(0.5)).isEqualTo(2);
        assertThat(sends(both)).containsExactly(4.5, 4.5);
    }

    /** The nearest in time counts, whichever is costlier. */
    @Test
    void ofThoseThatAreSentLaterTheFirstCounts() {
        Given given = new Given(2)
                .pair("single", "its twin", 1, 4, 4.5)
                .task("soon", 1, 4.6)
                .task("later", 1, 7);
        Layer layer = only(List.of(
                given.candidate("single", 0.5, false),
                given.candidate("soon", 0.5, false),
                given.candidate("later", 0.5, false)));
        assertThat(layer.choose(0.5)).isEqualTo(3);
        assertThat(layer.members().stream().map(layer::sendIn)).containsExactlyInAnyOrder(4.5, 4.6, 7.0);
    }

    // What the platform makes beyond what is needed.

    /**
     * Reached in four of five futures, at a price of 6. In vain each costs C + W = 61, in one of five futures: 24.4 for two. That is
     * more than the 6 × 4 / 5 of a cold start; but not where Knative makes 0.3 × 60 = 18 beyond each of two calls that wait: then nothing
     * costs 2 × 18 × 4 / 5 more, which are 33.6. The second one is warmed as well, since it costs as much then as the first.
     */
    @ParameterizedTest(name = "scaled by Knative: {0}, {1} warmed")
    @CsvSource({"false, 0", "true, 2"})
    void whatKnativeMakesBeyondWhatIsNeededIsWorthAWarmUp(boolean knative, int warmed) {
        Given given = new Given(5)
                .pair("one", "other", 1, 4, 4, 4, 4, FuturesByHand.NEVER)
                .open("one", "other")
                .scaledByKnative(knative);
        Layer layer = only(List.of(given.candidate("one", 6, false), given.candidate("other", 6, false)));
        assertThat(layer.choose(6)).isEqualTo(warmed);
    }

    /**
     * X is 4 or 8 s at a price of 1. After 8 s both are late in the first future, which costs 1 / 2; but 18 more for each where Knative
     * makes instances that nobody needs, so that idling for 2 s each is cheaper.
     */
    @ParameterizedTest(name = "scaled by Knative: {0}, sent after {1} s")
    @CsvSource({"false, 8", "true, 4"})
    void whatWouldBeMadeInVainIsAvoidedByWarmingEarlier(boolean knative, double sendIn) {
        Given given = new Given(2).pair("one", "other", 1, 4, 8).scaledByKnative(knative);
        Layer layer = only(List.of(given.candidate("one", 1, false), given.candidate("other", 1, false)));
        assertThat(layer.choose(1)).isEqualTo(2);
        assertThat(sends(layer)).containsExactly(sendIn, sendIn);
    }
}
