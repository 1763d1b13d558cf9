package dev.prewarm.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import dev.prewarm.Dependency;
import dev.prewarm.RandomWorkflows;
import dev.prewarm.StatisticsSnapshot;
import dev.prewarm.Target;
import dev.prewarm.Task;
import dev.prewarm.TaskOption;
import dev.prewarm.Workflow;
import dev.prewarm.forecast.LearnedSnapshot.Durations;
import dev.prewarm.forecast.LearnedSnapshot.OfBranch;
import dev.prewarm.forecast.LearnedSnapshot.OfTarget;
import dev.prewarm.forecast.LearnedSnapshot.OfTask;
import dev.prewarm.forecast.LearnedSnapshot.OfWorkflow;
import dev.prewarm.shape.Shapes;
import dev.prewarm.shape.Told;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What two processes have learned, put together. */
@Tag("once")
class SnapshotMergeTest {
    static LongStream seeds() {
        return RandomWorkflows.seeds();
    }

    /** Has the statistics learn something of some workflows and their targets. */
    private static void learn(LearnedStatistics statistics, Random random, int most) {
        for (int n = random.nextInt(4); n >= 0; n--) {
            int which = random.nextInt(6);
            Workflow workflow = Workflow.builder("workflow " + which)
                    .apply(builder -> RandomWorkflows.steps(which)
                            .forEach(step ->
                                    builder.localTask(step.id(), step.options().toArray(TaskOption[]::new))))
                    .build();
            WorkflowStatistics learned = statistics.of(workflow);
            for (Task task : workflow.tasks()) {
                add(learned.warm(task), random, most);
                add(learned.cold(task), random, most / 4 + 1);
                for (Dependency dependency : workflow.incoming(task)) {
                    for (int i = dependency.certain() ? 0 : random.nextInt(most); i > 0; i--) {
                        learned.branch(dependency).add(random.nextBoolean());
                    }
                }
            }
            add(learned.queueing(workflow.tasks().get(0)), random, most);
            add(learned.queueing(), random, most);
            for (int i = random.nextInt(4); i > 0; i--) {
                Told.learn(
                        statistics.shapes(),
                        workflow.name(),
                        random.nextLong(),
                        random.nextBoolean() ? "a&b /b" : "b /b&c");
            }
            Target target = Target.of("target " + which, URI.create("http://target.test"));
            for (int i = random.nextInt(most); i > 0; i--) {
                statistics.of(target).coldStarts().add(1 + random.nextInt(5), random.nextDouble());
                statistics.of(target).retention().foundCold(Duration.ofMillis(random.nextInt(60_000)));
            }
        }
    }

    private static void add(DurationHistory history, Random random, int most) {
        for (int i = random.nextInt(most); i > 0; i--) {
            // Often the same again.
            history.add(random.nextInt(4) == 0 ? random.nextInt(3) : random.nextDouble());
        }
    }

    private static LearnedSnapshot[] twoOfOneOrigin(long seed) {
        Random random = new Random(seed);
        LearnedStatistics origin = LearnedStatistics.empty();
        learn(origin, random, 200);
        LearnedSnapshot[] both = new LearnedSnapshot[2];
        for (int i = 0; i < both.length; i++) {
            LearnedStatistics learned = LearnedStatistics.from(origin.snapshot());
            learn(learned, random, 1 + random.nextInt(200));
            both[i] = learned.snapshot();
        }
        return both;
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void mergingWithItselfOrNothingChangesNothing(long seed) {
        for (LearnedSnapshot snapshot : twoOfOneOrigin(seed)) {
            assertThat(snapshot.merge(snapshot)).isEqualTo(snapshot);
            assertThat(snapshot.merge(StatisticsSnapshot.empty())).isEqualTo(snapshot);
            assertThat(LearnedSnapshot.empty().merge(snapshot)).isEqualTo(snapshot);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void theOrderOfTwoDoesNotMatter(long seed) {
        LearnedSnapshot[] both = twoOfOneOrigin(seed);
        assertThat(both[0].merge(both[1])).isEqualTo(both[1].merge(both[0]));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void whatHasBeenMergedIsNotLearnedTwice(long seed) {
        LearnedSnapshot[] both = twoOfOneOrigin(seed);
        LearnedSnapshot merged = both[0].merge(both[1]);
        LearnedSnapshot again = merged.merge(merged);
        assertThat(again).isEqualTo(merged);
        assertThat(names(merged)).containsAll(names(both[0])).containsAll(names(both[1]));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void whatIsMergedCanBeKeptAndLearnsOn(long seed) throws IOException {
        LearnedSnapshot[] both = twoOfOneOrigin(seed);
        LearnedSnapshot merged = both[0].merge(both[1]);
        assertThat(LearnedSnapshot.fromBytes(merged.toBytes())).isEqualTo(merged);
        LearnedStatistics statistics = LearnedStatistics.from(merged);
        assertThat(statistics.snapshot()).isEqualTo(merged);
        learn(statistics, new Random(seed), 50);
    }

    private static List<String> names(LearnedSnapshot snapshot) {
        List<String> names = new ArrayList<>();
        snapshot.workflows().forEach(workflow -> {
            names.add(workflow.name());
            workflow.tasks().forEach(task -> names.add(workflow.name() + "." + task.id()));
        });
        snapshot.targets().forEach(target -> names.add(target.name()));
        snapshot.shapes().workflows().forEach(name -> names.add("shape of " + name));
        return names;
    }

    // By hand.

    private static Durations durations(long total, double... latest) {
        return new Durations(total, ImmutableDoubleArray.copyOf(latest));
    }

    private static LearnedSnapshot of(Durations warm, OfBranch... branches) {
        OfTask task = new OfTask("a", warm, Durations.NONE);
        return new LearnedSnapshot(
                ImmutableList.of(new OfWorkflow(
                        "w", Durations.NONE, Durations.NONE, ImmutableList.of(task), ImmutableList.copyOf(branches))),
                ImmutableList.of(),
                Shapes.Snapshot.empty());
    }

    private static Durations merged(Durations one, Durations other) {
        return of(one).merge(of(other)).workflows().get(0).tasks().get(0).warm();
    }

    @Test
    void whatBothBeganWithCountsOnce() {
        Durations merged = merged(durations(7, 1, 2, 3, 4.5), durations(8, 1, 2, 3, 5.5, 6.5));
        assertThat(merged.total()).isEqualTo(9);
        assertThat(merged.latest().stream()).containsExactlyInAnyOrder(1.0, 2.0, 3.0, 4.5, 5.5, 6.5);
        // The oldest first, still.
        assertThat(merged.latest().subArray(0, 2)).isEqualTo(ImmutableDoubleArray.of(1, 2));
    }

    @Test
    void equalDurationsCountAsOftenAsTheOneHasThem() {
        Durations merged = merged(durations(3, 2, 2, 5), durations(2, 2, 7));
        assertThat(merged.latest().stream()).containsExactlyInAnyOrder(2.0, 2.0, 5.0, 7.0);
        assertThat(merged.total()).isEqualTo(4);
    }

    @Test
    void ofMoreThanAreKeptTheLatestOfBothStay() {
        double[] odd = IntStream.range(0, 128).mapToDouble(i -> 2 * i + 1).toArray();
        double[] even = IntStream.range(0, 128).mapToDouble(i -> 2 * i).toArray();
        Durations merged = merged(durations(500, odd), durations(300, even));
        assertThat(merged.latest().toArray())
                .isEqualTo(IntStream.range(128, 256).asDoubleStream().toArray());
        assertThat(merged.total()).isEqualTo(628);
    }

    @Test
    void whatHasDriftedStandsAgainstWhatIsOlder() {
        double[] old = new double[128];
        Arrays.setAll(old, i -> 1 + i / 1_000.0);
        Durations merged = merged(durations(134, 9, 9.1, 9.2, 9.3, 9.4, 9.5), durations(128, old));
        assertThat(merged.latest()).isEqualTo(ImmutableDoubleArray.of(9, 9.1, 9.2, 9.3, 9.4, 9.5));
    }

    private static OfBranch merged(OfBranch one, OfBranch other) {
        return of(durations(1, 1), one)
                .merge(of(durations(1, 1), other))
                .workflows()
                .get(0)
                .branches()
                .get(0);
    }

    @Test
    void aBranchHasBeenTakenAsOftenAsEitherHasSeenIt() {
        assertThat(merged(new OfBranch("a", "b", 15, 10), new OfBranch("a", "b", 10, 15)))
                .isEqualTo(new OfBranch("a", "b", 15, 15));
    }

    @Test
    void aBranchWeighsNoMoreThanItCould() {
        OfBranch merged = merged(new OfBranch("a", "b", 96, 32), new OfBranch("a", "b", 32, 96));
        assertThat(merged).isEqualTo(new OfBranch("a", "b", 64, 64));
    }

    private static OfTarget target(int declared, int believed) {
        return new OfTarget(
                "t",
                Duration.ofSeconds(declared),
                Duration.ofSeconds(believed),
                Durations.NONE,
                ImmutableList.copyOf(new Durations[] {
                    Durations.NONE, Durations.NONE, Durations.NONE, Durations.NONE,
                    Durations.NONE, Durations.NONE, Durations.NONE, Durations.NONE
                }));
    }

    private static OfTarget merged(OfTarget one, OfTarget other) {
        return new LearnedSnapshot(ImmutableList.of(), ImmutableList.of(one), Shapes.Snapshot.empty())
                .merge(new LearnedSnapshot(ImmutableList.of(), ImmutableList.of(other), Shapes.Snapshot.empty()))
                .targets()
                .get(0);
    }

    @Test
    void aRetentionIsBelievedMidway() {
        assertThat(merged(target(60, 10), target(60, 40))).isEqualTo(target(60, 25));
    }

    @Test
    void aRetentionThatNobodyDoubtsIsAsDeclared() {
        assertThat(merged(target(60, 60), target(20, 20))).isEqualTo(target(60, 60));
    }

    @Test
    void aStoreDoesNotGrowWithTasksThatChange() {
        LearnedSnapshot store = LearnedSnapshot.empty();
        for (int i = 0; i < 300; i++) {
            ImmutableList.Builder<OfTask> tasks = ImmutableList.builder();
            for (int j = 0; j < 10; j++) {
                tasks.add(new OfTask("task " + i + " " + j, durations(1, i), Durations.NONE));
            }
            store = store.merge(new LearnedSnapshot(
                    ImmutableList.of(
                            new OfWorkflow("w", Durations.NONE, Durations.NONE, tasks.build(), ImmutableList.of())),
                    ImmutableList.of(),
                    Shapes.Snapshot.empty()));
        }
        assertThat(store.workflows().get(0).tasks())
                .hasSizeLessThanOrEqualTo(2 * 10 + 64)
                .extracting(OfTask::id)
                .contains("task 299 0", "task 299 9");
    }
}
