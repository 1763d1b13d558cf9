package dev.prewarm.testing;

import static dev.prewarm.TaskOption.after;
import static dev.prewarm.TaskOption.lasting;
import static dev.prewarm.TaskOption.needing;
import static dev.prewarm.TaskOption.width;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.prewarm.Plan;
import dev.prewarm.PrewarmStrategy;
import dev.prewarm.RunView;
import dev.prewarm.Statistics;
import dev.prewarm.Target;
import dev.prewarm.Task;
import dev.prewarm.TaskState;
import dev.prewarm.Warmup;
import dev.prewarm.Workflow;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Fetching takes 10 s, resizing 4 s, and each cold start 1 s. */
class FixedRunViewTest {
    private static final Instant START = Instant.EPOCH;

    private final Workflow thumbnails = Workflow.builder("thumbnails")
            .task("fetch", target("fetcher"), lasting(Duration.ofSeconds(10)))
            .localTask("check", after("fetch"))
            .task("resize", target("resizer"), after("fetch"), width(3), lasting(Duration.ofSeconds(4)))
            .task("label", target("labeller"), after("fetch").withProbability(0.5))
            .task("store", target("store"), after("check", "resize", "label"), needing(2))
            .build();

    private static Target target(String name) {
        return Target.builder(name, URI.create("http://" + name + ".example"))
                .coldStart(Duration.ofSeconds(1))
                .build();
    }

    private static Instant second(double seconds) {
        return START.plusMillis(Math.round(seconds * 1_000));
    }

    private Task task(String id) {
        return thumbnails.task(id);
    }

    private static List<String> warmed(Plan plan) {
        return plan.warmups().stream().map(Warmup::task).map(Task::id).toList();
    }

    @Test
    void aRunThatHasJustStarted() {
        RunView run = FixedRunView.of(thumbnails).build();

        assertThat(run.workflow()).isSameAs(thumbnails);
        assertThat(run.now()).isEqualTo(START);
        assertThat(run.started()).isTrue();
        assertThat(run.startsAt()).isEqualTo(START);
        assertThat(run.ready()).containsExactly(task("fetch"));
        assertThat(run.running()).isEmpty();
        assertThat(run.width(task("resize"))).isEqualTo(3);
        assertThat(run.warmingFor(task("resize"))).isNegative();
        assertThat(run.warmth(task("resize")).instances()).isZero();
    }

    @Test
    void anAnnouncedRunHasNothingReady() {
        RunView run = FixedRunView.of(thumbnails)
                .announcedFor(second(20), Duration.ofSeconds(2))
                .build();

        assertThat(run.started()).isFalse();
        assertThat(run.startsAt()).isEqualTo(second(20));
        assertThat(run.startUncertainty()).isEqualTo(2);
        assertThat(run.ready()).isEmpty();
    }

    @Test
    void whatIsSaidOfATaskIsSeen() {
        RunView run = FixedRunView.of(thumbnails)
                .now(second(12))
                .running("fetch", second(2))
                .metColdStart("fetch")
                .chosen("label")
                .width("resize", 7)
                .rounds("resize", 1)
                .warmingSince("resize", second(11.5))
                .warmth("store", FixedWarmth.ready(2, 5, second(60)).reused(0.5, 8))
                .build();

        assertThat(run.running()).containsExactly(task("fetch"));
        assertThat(run.startedAt(task("fetch"))).contains(second(2));
        assertThat(run.elapsed(task("fetch"))).isEqualTo(10);
        assertThat(run.metColdStart(task("fetch"))).isTrue();
        assertThat(run.chosen(task("label"))).isTrue();
        assertThat(run.width(task("resize"))).isEqualTo(7);
        assertThat(run.rounds(task("resize"))).isEqualTo(1);
        assertThat(run.warmingFor(task("resize"))).isEqualTo(0.5);
        assertThat(run.warmth(task("store")).freeCalls(second(59))).isEqualTo(5);
        assertThat(run.warmth(task("store")).freeCalls(second(60))).isZero();
        assertThat(run.warmth(task("store")).reuseShare()).isEqualTo(0.5);
    }

    @Test
    void whatIsReadyFollowsFromTheStates() {
        FixedRunView.Builder run = FixedRunView.of(thumbnails).now(second(20)).finished("fetch", START);
        assertThat(run.build().ready()).containsExactly(task("check"), task("resize"), task("label"));

        run.finished("check", second(10)).running("resize", second(10)).skipped("label");
        assertThat(run.build().ready()).isEmpty();

        run.finished("resize", second(10));
        assertThat(run.build().ready()).containsExactly(task("store"));
        assertThat(run.build().state(task("label"))).isEqualTo(TaskState.SKIPPED);
    }

    @Test
    void aTaskThatHasFailedMayBeStartedAgain() {
        RunView run = FixedRunView.of(thumbnails).failed("fetch", START).build();
        assertThat(run.state(task("fetch"))).isEqualTo(TaskState.FAILED);
        assertThat(run.startedAt(task("fetch"))).contains(START);
    }

    @Test
    void aBuiltViewDoesNotChangeWithItsBuilder() {
        FixedRunView.Builder builder = FixedRunView.of(thumbnails);
        RunView before = builder.build();
        builder.running("fetch", START);
        assertThat(before.running()).isEmpty();
    }

    @Test
    void theForecastIsDrawnFromWhatIsDeclared() {
        RunView run = FixedRunView.of(thumbnails)
                .now(second(9.5))
                .running("fetch", START)
                .build();
        assertThat(Arrays.stream(run.forecast().starts(task("resize"))).summaryStatistics())
                .satisfies(starts -> assertThat(starts.getMin()).isCloseTo(0.5, within(1e-6)))
                .satisfies(starts -> assertThat(starts.getMax()).isCloseTo(0.5, within(1e-6)));
        assertThat(run.forecast()).isSameAs(run.forecast());
    }

    @Test
    void theForecastIsDrawnFromWhatWasLearned() {
        Statistics learned = Statistics.empty();
        for (int i = 0; i < 100; i++) {
            learned.addDuration(thumbnails, task("fetch"), Duration.ofSeconds(20));
        }
        FixedRunView run = FixedRunView.of(thumbnails)
                .now(second(19))
                .running("fetch", START)
                .statistics(learned)
                .build();
        double[] drawn = run.forecast().starts(task("resize"));
        assertThat(Arrays.stream(drawn).average()).hasValueCloseTo(1.0, within(0.1));
        run.redraw();
        assertThat(run.forecast().starts(task("resize"))).isEqualTo(drawn);
    }

    @Test
    void aStrategyPlansForIt() {
        RunView run = FixedRunView.of(thumbnails)
                .now(second(8.5))
                .running("fetch", START)
                .build();

        assertThat(warmed(PrewarmStrategy.nextHop().plan(run))).contains("resize", "label");
        // 10 s of certain work, less a cold start of 1 s that is known exactly.
        assertThat(PrewarmStrategy.timedLead(Duration.ofSeconds(1)).plan(run).warmups())
                .filteredOn(warmup -> warmup.task() == task("resize"))
                .singleElement()
                .satisfies(warmup -> assertThat(Duration.between(second(9), warmup.sendAt()))
                        .isBetween(Duration.ofMillis(-1), Duration.ofMillis(1)));
    }

    @Test
    void equalViewsGiveEqualPlans() {
        FixedRunView.Builder run = FixedRunView.of(thumbnails).running("fetch", START);
        PrewarmStrategy strategy = PrewarmStrategy.costAware(10);
        assertThat(strategy.plan(run.build())).isEqualTo(strategy.plan(run.build()));
    }

    @Test
    void whatCannotBeIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FixedRunView.of(thumbnails).running("fetsch", START))
                .withMessageContaining("did you mean \"fetch\"?");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FixedRunView.of(thumbnails).warmth("fetch", FixedWarmth.cold()))
                .withMessageContaining("no target \"fetch\" in workflow thumbnails");
        assertThatIllegalStateException()
                .isThrownBy(() ->
                        FixedRunView.of(thumbnails).running("fetch", second(1)).build())
                .withMessageContaining("after now");
        assertThatIllegalStateException()
                .isThrownBy(() -> FixedRunView.of(thumbnails)
                        .announcedFor(second(1), Duration.ZERO)
                        .running("fetch", START)
                        .build())
                .withMessageContaining("only announced");
    }
}
