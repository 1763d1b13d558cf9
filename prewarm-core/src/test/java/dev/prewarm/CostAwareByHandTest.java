package dev.prewarm;

import static dev.prewarm.TaskOption.after;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prewarm.forecast.LearnedStatistics;
import dev.prewarm.testing.RecordingWarmupClient;
import dev.prewarm.testing.VirtualScheduler;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Decisions of the cost-aware strategy that can be worked out by hand, once much has been learned. */
class CostAwareByHandTest {
    private static final int LEARNED = 128;
    private static final Duration RETENTION = Duration.ofSeconds(60);

    private final VirtualScheduler scheduler = new VirtualScheduler();
    private final Instant start = scheduler.now();
    private final LearnedStatistics statistics = LearnedStatistics.empty();
    /** What the client says of the platform. */
    private boolean scaledByKnative;

    private static Target target(String name) {
        return Target.builder(name, URI.create("http://" + name + ".test"))
                .retention(RETENTION)
                .build();
    }

    /** A local step, and the service that comes after it. */
    private static Workflow stepThenService(TaskOption after) {
        return Workflow.builder("pair")
                .localTask("step")
                .task("service", target("service"), after)
                .build();
    }

    private void learn(Workflow workflow, String task, double... seconds) {
        for (int i = 0; i < LEARNED; i++) {
            statistics.of(workflow).warm(workflow.task(task)).add(seconds[i % seconds.length]);
        }
    }

    private void learnColdStart(String target, double seconds) {
        for (int i = 0; i < LEARNED; i++) {
            statistics.of(target(target)).coldStarts().add(1, seconds);
        }
    }

    private static Duration seconds(double seconds) {
        return Duration.ofNanos(Math.round(seconds * 1e9));
    }

    private record Sent(String target, double seconds) {}

    private Prewarmer prewarmer(WarmupClient client, double price) {
        return Prewarmer.builder(client)
                .scheduler(scheduler)
                .statistics(statistics)
                .strategy(PrewarmStrategy.costAware(price))
                .strict()
                .build();
    }

    /** What has been sent, and when, by the time the first task has run for so many seconds. */
    private List<Sent> sentWhileFirstRuns(Workflow workflow, double price, double coldStart, double seconds) {
        RecordingWarmupClient client = RecordingWarmupClient.of(scheduler, seconds(coldStart));
        Prewarmer prewarmer = prewarmer(scaledByKnative ? new OnKnative(client) : client, price);
        WorkflowRun run = prewarmer.start(workflow);
        run.started(workflow.tasks().get(0).id());
        scheduler.advance(seconds(seconds));
        return client.requests().stream()
                .map(sent -> new Sent(
                        sent.request().target().name(),
                        Duration.between(start, sent.at()).toNanos() / 1e9))
                .toList();
    }

    @Test
    void aCertainServiceIsWarmedItsColdStartBefore() {
        Workflow workflow = stepThenService(after("step"));
        learn(workflow, "step", 7);
        learn(workflow, "service", 5);
        learnColdStart("service", 1);
        assertThat(sentWhileFirstRuns(workflow, 10, 1, 6.9)).containsExactly(new Sent("service", 6));
    }

    @Test
    void aColdStartLongerThanTheStepBeforeIsBegunBeforeThatStep() {
        // The shape of the video application of ORION: X = 3 + 1 − 3.5, while the first task runs, which is warm.
        Workflow workflow = Workflow.builder("video")
                .localTask("split")
                .task("extract", target("extract"), after("split"))
                .task("classify", target("classify"), after("extract"))
                .build();
        learn(workflow, "split", 3);
        learn(workflow, "extract", 1);
        learn(workflow, "classify", 9);
        learnColdStart("extract", 0.5);
        learnColdStart("classify", 3.5);
        assertThat(sentWhileFirstRuns(workflow, 10, 3.5, 0.6)).containsExactly(new Sent("classify", 0.5));
    }

    /**
     * With a cold start of 1 s: of a first task that is called 1.5 s after the start of its run, 0.5 s are waited; if it is
     * called after 0.7 s the warm-up is 0.3 s late, and saves the rest; after 0.05 s it would save nothing worth it.
     */
    @ParameterizedTest(name = "called after {0} s: sent {1}")
    @CsvSource({"1.5, 0.5", "0.7, 0", "0.05, never", "0, never"})
    void aTaskThatCouldStartAndIsQueuedIsWarmedMeanwhile(double queued, String sent) {
        Workflow workflow =
                Workflow.builder("one").task("service", target("service")).build();
        learn(workflow, "service", 5);
        learnColdStart("service", 1);
        for (int i = 0; i < LEARNED; i++) {
            statistics.of(workflow).queueing(workflow.task("service")).add(queued);
        }
        RecordingWarmupClient client = RecordingWarmupClient.of(scheduler, seconds(1));
        WorkflowRun run = prewarmer(client, 10).start(workflow);
        scheduler.advance(seconds(queued));
        run.started("service");
        scheduler.advance(seconds(5));
        assertThat(client.requests())
                .extracting(request -> Duration.between(start, request.at()).toNanos() / 1e9)
                .isEqualTo(sent.equals("never") ? List.of() : List.of(Double.parseDouble(sent)));
    }

    @ParameterizedTest(name = "at {0}: sent after {1} s")
    @CsvSource({"0.5, 9", "0.9, 9", "1.1, 5", "2, 5"})
    void oneOfTwoInstantsIsChosenByTheFractile(double price, double sentAt) {
        // X is 5 or 9 s, each in half the futures, and being 4 s late saves 1 of 5 s: the fractile h / (h + b) is 1/2
        // at
        // a price of 1. Once 6 s have passed it is known to be 9.
        Workflow workflow = stepThenService(after("step"));
        learn(workflow, "step", 10, 14);
        learn(workflow, "service", 5);
        learnColdStart("service", 5);
        assertThat(sentWhileFirstRuns(workflow, price, 5, 13.9)).containsExactly(new Sent("service", sentAt));
    }

    @ParameterizedTest(name = "{0} calls an instance, sent after {1} s")
    @CsvSource({"0, 9", "1, 5", "2, 9"})
    void beingLateIsDearWhereTheWaitingWarmUpTakesTheOnlyPlace(int concurrency, double sentAt) {
        // As above at a price of 0.5. Where an instance serves one call, the task that comes while its warm-up waits
        // makes a second one start, which costs W = 60 in half the futures with a probability of 0.6: the 2 of being
        // early in the others are little.
        Target service = Target.builder("service", URI.create("http://service.test"))
                .concurrency(concurrency)
                .retention(RETENTION)
                .build();
        Workflow workflow = Workflow.builder("pair")
                .localTask("step")
                .task("service", service, after("step"))
                .build();
        learn(workflow, "step", 10, 14);
        learn(workflow, "service", 5);
        learnColdStart("service", 5);
        assertThat(sentWhileFirstRuns(workflow, 0.5, 5, 13.9)).containsExactly(new Sent("service", sentAt));
    }

    @ParameterizedTest(name = "scaled by Knative: {0}, {1} calls, {2} an instance, sent after {3} s")
    @CsvSource({"false, 8, 1, 9", "true, 8, 1, 5", "true, 6, 10, 9", "true, 8, 10, 5", "true, 1, 1, 5"})
    void severalCallsThatFindNoInstanceMakeKnativeStartMoreThanTheyNeed(
            boolean knative, int calls, int concurrency, double sentAt) {
        // As above. Eight warm-ups that come too late cost 8 x 0.3 x W = 144 in half the futures, and 2 of delay; that
        // they come too early in the others costs 8 x 4 = 32. What a single one starts that is late by 4 s costs up to
        // W = 60.
        Target service = Target.builder("service", URI.create("http://service.test"))
                .concurrency(concurrency)
                .retention(RETENTION)
                .build();
        Workflow workflow = Workflow.builder("many")
                .localTask("step")
                .task("service", service, after("step"), TaskOption.width(calls))
                .build();
        learn(workflow, "step", 10, 14);
        learn(workflow, "service", 5);
        learnColdStart("service", 5);
        scaledByKnative = knative;
        assertThat(sentWhileFirstRuns(workflow, 0.5, 5, 13.9)).containsExactly(new Sent("service", sentAt));
    }

    @ParameterizedTest(name = "at {0} with probability {1}: {2}")
    @CsvSource({
        "10, 0.81, false", "10, 0.91, true",
        "100, 0.33, false", "100, 0.43, true",
        "300, 0.12, false", "300, 0.22, true",
    })
    void aBranchIsWarmedFromTheProbabilityOnThatPaysTheWaste(double price, double probability, boolean warmed) {
        // p* = h (C + W) / (h (C + W) + b S) with C = S = 1, W = 60: 0.86, 0.38 and 0.17.
        Workflow workflow = stepThenService(after("step").withProbability(probability));
        learn(workflow, "step", 7);
        learn(workflow, "service", 5);
        learnColdStart("service", 1);
        Dependency branch = workflow.incoming(workflow.task("service")).get(0);
        for (int i = 0; i < LEARNED; i++) {
            // Evenly spread, since what is newer counts more.
            boolean taken = Math.floor((i + 1) * probability) > Math.floor(i * probability);
            statistics.of(workflow).branch(branch).add(taken);
        }
        assertThat(sentWhileFirstRuns(workflow, price, 1, 6.99)).hasSize(warmed ? 1 : 0);
    }

    @ParameterizedTest(name = "at {0}, called by {1} other runs: {2}")
    @CsvSource({"56, 0, false", "66, 0, true", "25, 7, false", "35, 7, true"})
    void aBranchIsWarmedAtALowerPriceIfOtherRunsUseWhatThisOneDoesNot(double price, int others, boolean warmed) {
        // Sent in vain with a probability of 1/2, and saves 1 s with the same: alone at a price above C + W = 61.
        // After 7 calls, each 50 s after the other, r = 6/8: what is sent in vain costs r 50 + (1 - r) 61 = 52.75, and
        // spares another run as much as this one, so that the price is 52.75 / (1 + r) = 30.1.
        Workflow workflow = stepThenService(after("step").withProbability(0.5));
        learn(workflow, "step", 7);
        learn(workflow, "service", 5);
        learnColdStart("service", 1);
        Dependency branch = workflow.incoming(workflow.task("service")).get(0);
        for (int i = 0; i < LEARNED; i++) {
            statistics.of(workflow).branch(branch).add(i % 2 == 0);
        }
        Workflow other =
                Workflow.builder("other").task("only", target("service")).build();
        RecordingWarmupClient client = RecordingWarmupClient.of(scheduler, seconds(1));
        Prewarmer prewarmer = prewarmer(client, price);
        for (int i = 0; i < others; i++) {
            WorkflowRun run = prewarmer.start(other);
            run.started("only");
            scheduler.advance(seconds(2));
            run.finished("only");
            run.close();
            scheduler.advance(seconds(48));
        }
        scheduler.advance(seconds(100));
        prewarmer.start(workflow).started("step");
        scheduler.advance(seconds(6.99));
        assertThat(client.requests()).hasSize(warmed ? 1 : 0);
    }

    @ParameterizedTest(name = "slack {0} s: {1}")
    @CsvSource({"1.0, false", "3.0, false", "0.5, true"})
    void aColdStartThatDelaysNothingIsLeft(double slack, boolean warmed) {
        Workflow workflow = Workflow.builder("fan")
                .localTask("split")
                .localTask("long", after("split"))
                .task("short", target("short"), after("split"))
                .localTask("join", after("long", "short"))
                .build();
        learn(workflow, "split", 3);
        learn(workflow, "long", 5);
        learn(workflow, "short", 5 - slack);
        learn(workflow, "join", 1);
        learnColdStart("short", 1);
        assertThat(sentWhileFirstRuns(workflow, 100, 1, 2.99)).hasSize(warmed ? 1 : 0);
    }

    @ParameterizedTest(name = "a first call of {0} s")
    @CsvSource({"1, 3, ", "5, 3, 5"})
    void aSecondInstanceIsStartedIfTheFirstIsNotFreeByThen(double first, double firstSent, Double secondSent) {
        // The first call begins at 7 s, the second at 9 s; a cold start takes 4 s. Both ways end at 14 s, without
        // slack.
        Target shared = Target.builder("shared", URI.create("http://shared.test"))
                .retention(RETENTION)
                .concurrency(1)
                .build();
        Workflow workflow = Workflow.builder("two ways")
                .localTask("split")
                .task("first", shared, after("split"))
                .localTask("rest", after("first"))
                .localTask("pause", after("split"))
                .task("second", shared, after("pause"))
                .build();
        learn(workflow, "split", 7);
        learn(workflow, "first", first);
        learn(workflow, "rest", 7 - first);
        learn(workflow, "pause", 2);
        learn(workflow, "second", 5);
        learnColdStart("shared", 4);
        List<Double> expected = (secondSent == null) ? List.of(firstSent) : List.of(firstSent, secondSent);
        assertThat(sentWhileFirstRuns(workflow, 10, 4, 6.9))
                .extracting(Sent::seconds)
                .isEqualTo(expected);
    }

    @ParameterizedTest(name = "at {0}: {1} warmed")
    @CsvSource({"39, 0", "45, 1"})
    void anInstanceThatIsPerhapsFreeByThenIsNotDoubledForLittle(double price, int warmed) {
        // The only instance is in use for 4.5 s more in 52 of 128 cases, and for 12 s in the others. The second task
        // comes after 5 s:
        // another instance is in vain with a probability of 0.41, and costs C + W = 61 then; it saves 1 s otherwise. p*
        // = 41.8.
        Target single = Target.builder("service", URI.create("http://service.test"))
                .concurrency(1)
                .retention(RETENTION)
                .build();
        Workflow workflow = Workflow.builder("pair")
                .localTask("step")
                .task("first", single)
                .task("second", single, after("step"))
                .build();
        learn(workflow, "step", 5);
        learn(workflow, "first", 4.5, 4.5, 12, 12, 12);
        learn(workflow, "second", 20);
        learnColdStart("service", 1);
        RecordingWarmupClient client = RecordingWarmupClient.of(scheduler, seconds(1));
        WorkflowRun run = prewarmer(client, price).start(workflow);
        run.started("step");
        run.started("first");
        run.metWarm("first");
        scheduler.advance(seconds(4.4));
        assertThat(instances(client)).isEqualTo(warmed);
    }

    @ParameterizedTest(name = "{0} tasks, {1} an instance: {2} sent after 2 s, {3} after 4 s")
    @CsvSource({"1, 1, 1, 1", "8, 1, 0, 8", "8, 8, 1, 1", "64, 8, 0, 8"})
    void whatPaysForOneInstanceNeedNotPayForThoseOfALayer(int tasks, int concurrency, int early, int late) {
        // The step takes 2 to 5 s, uniformly. A quarter of X = 1 to 4 s is at 1.75 s, where one instance idles for 0.84
        // s on
        // average, and is late by 0.09 s: 1.1 at a price of 3, where a cold start costs 3. Eight that are all on time
        // or
        // all late cost 7 there, 5.8 at 2 s, but 1.7 at 3.5 s.
        Target service = Target.builder("service", URI.create("http://service.test"))
                .concurrency(concurrency)
                .retention(RETENTION)
                .build();
        Workflow.Builder builder = Workflow.builder("layer").localTask("step");
        for (int i = 1; i <= tasks; i++) {
            builder.task("t" + i, service, after("step"));
        }
        Workflow workflow = builder.build();
        double[] uniform = new double[LEARNED];
        Arrays.setAll(uniform, i -> 2 + 3 * (i * 37 % LEARNED + 0.5) / LEARNED);
        learn(workflow, "step", uniform);
        for (int i = 1; i <= tasks; i++) {
            learn(workflow, "t" + i, 5);
        }
        learnColdStart("service", 1);
        RecordingWarmupClient client = RecordingWarmupClient.of(scheduler, seconds(1));
        prewarmer(client, 3).start(workflow).started("step");
        scheduler.advance(seconds(2));
        assertThat(instances(client)).isEqualTo(early);
        scheduler.advance(seconds(2));
        assertThat(instances(client)).isEqualTo(late);
    }

    private static int instances(RecordingWarmupClient client) {
        return client.requests().stream()
                .mapToInt(sent -> sent.request().instances())
                .sum();
    }
}
