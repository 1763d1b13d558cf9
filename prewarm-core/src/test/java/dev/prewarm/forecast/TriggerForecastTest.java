package dev.prewarm.forecast;

import static dev.prewarm.TaskOption.after;
import static dev.prewarm.TaskOption.needing;
import static dev.prewarm.forecast.Forecasts.KEPT;
import static dev.prewarm.forecast.Forecasts.NEVER;
import static dev.prewarm.forecast.Forecasts.NOW;
import static dev.prewarm.forecast.Forecasts.in;
import static dev.prewarm.forecast.Forecasts.run;
import static dev.prewarm.forecast.Forecasts.seen;
import static dev.prewarm.forecast.Forecasts.share;
import static dev.prewarm.forecast.Forecasts.takes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.prewarm.TaskOption;
import dev.prewarm.Workflow;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Forecasts of what follows a failure, or an end of any kind. */
class TriggerForecastTest {
    /** After a, which takes 3 s, comes either ok or, in a quarter of the cases, undo and mail; then the join. */
    private static Workflow failing() {
        return Workflow.builder("failing")
                .task("a", KEPT, takes(3))
                .task("ok", KEPT, after("a"), takes(5))
                .task("undo", KEPT, after("a").onFailure().withProbability(0.25), takes(2))
                .task("mail", KEPT, after("a").onFailure().withProbability(0.25), takes(1))
                .task("join", KEPT, after("ok", "undo"), takes(1))
                .build();
    }

    @Test
    void aFailureIsFollowedInAsManyFuturesAsDeclared() {
        Seen seen = seen(run(failing()).running("a", in(-1)));
        assertThat(seen.of("undo").reachProbability()).isEqualTo(0.25);
        assertThat(share(seen.starts("undo"), 2)).isEqualTo(0.25);
        assertThat(share(seen.starts("undo"), NEVER)).isEqualTo(0.75);
        assertThat(seen.of("undo").resolved()).containsOnly(2.0);
    }

    @Test
    void aFailureIsFollowedInAsManyFuturesAsLearned() {
        Workflow workflow = failing();
        LearnedStatistics statistics = LearnedStatistics.empty();
        BranchCounts undo = statistics
                .of(workflow)
                .branch(workflow.incoming(workflow.task("undo")).get(0));
        for (int i = 0; i < 10; i++) {
            undo.add(i % 5 != 0);
        }
        assertThat(seen(run(workflow).running("a", in(-1)), statistics)
                        .of("undo")
                        .reachProbability())
                .isCloseTo(undo.probability(), within(0.5 / Forecaster.FUTURES));
    }

    @Test
    void eachFutureHasOneEndOfATask() {
        Seen seen = seen(run(failing()).running("a", in(-1)));
        assertThat(seen.of("ok").reachProbability()).isEqualTo(0.75);
        assertThat(seen.of("ok").resolved()).containsOnly(2.0);
        assertThat(seen.of("join").reachProbability()).isOne();
        for (int k = 0; k < Forecaster.FUTURES; k++) {
            boolean fails = seen.starts("undo").get(k) == 2;
            assertThat(seen.starts("mail").get(k)).isEqualTo(fails ? 2 : NEVER);
            assertThat(seen.starts("ok").get(k)).isEqualTo(fails ? NEVER : 2);
            assertThat(seen.starts("join").get(k)).isEqualTo(fails ? 4 : 7);
        }
    }

    @Test
    void whatIsChosenIsReachedInAllFutures() {
        Seen seen = seen(run(failing()).running("a", in(-1)).chosen("ok"));
        assertThat(seen.of("ok").reachProbability()).isOne();
        assertThat(seen.of("ok").resolved()).containsOnly(0.0);
    }

    @Test
    void aFailureThatIsKnownIsFollowedNow() {
        Seen seen = seen(run(failing()).failed("a", in(-1)));
        assertThat(seen.tasks()).containsExactly("undo", "mail");
        assertThat(seen.starts("undo")).containsOnly(0.0);
        assertThat(seen.of("undo").reachProbability()).isOne();
        assertThat(seen.of("undo").resolved()).containsOnly(0.0);
    }

    @Test
    void onceAFailureIsFollowedNothingWaitsForASuccess() {
        Workflow workflow = Workflow.builder("either")
                .task("a", KEPT, takes(3))
                .task("b", KEPT, takes(5))
                .task("undo", KEPT, after("a").onFailure(), takes(2))
                .task("join", KEPT, after("a", "b"))
                .build();
        assertThat(seen(run(workflow).failed("a", in(-3)).running("b", in(-4))).tasks())
                .containsExactly("undo");
        Seen seen = seen(run(workflow).failed("a", in(-3)).running("b", in(-4)).running("undo", in(-1)));
        assertThat(seen.tasks()).containsExactly("join");
        assertThat(seen.starts("join")).containsOnly(1.0);
    }

    @Test
    void aRetryMayFailAgain() {
        Seen seen = seen(run(failing()).failed("a", in(-1)).until("a", in(10)));
        assertThat(seen.tasks()).containsExactly("a", "ok", "undo", "mail", "join");
        assertThat(share(seen.starts("undo"), 13)).isEqualTo(0.25);
        assertThat(share(seen.starts("ok"), 13)).isEqualTo(0.75);
    }

    @Test
    void whatFollowsAFailureIsDeadAfterASuccess() {
        Workflow workflow = Workflow.builder("either")
                .task("a", KEPT, takes(3))
                .task("b", KEPT, takes(5))
                .task("undo", KEPT, after("a").onFailure(), after("b"))
                .build();
        Seen seen = seen(run(workflow).finished("a", in(-5)).running("b", in(-4)));
        assertThat(seen.starts("undo")).containsOnly(1.0);
        Seen alone = seen(run(failing()).finished("a", in(-5)).running("ok", in(-2)));
        assertThat(alone.tasks()).doesNotContain("undo", "mail");
    }

    @Test
    void aCertainFailureIsFollowedInAllFutures() {
        Workflow workflow = Workflow.builder("certain")
                .task("a", KEPT, takes(3))
                .task("b", KEPT, after("a").onFailure().withProbability(1))
                .build();
        assertThat(seen(run(workflow).running("a", NOW)).starts("b")).containsOnly(3.0);
    }

    @Test
    void alternativesAfterAFailureShareIt() {
        Workflow workflow = Workflow.builder("alternatives")
                .task("a", KEPT, takes(3))
                .task("ok", KEPT, after("a"))
                .task("b", KEPT, after("a").asAlternative(0.25).onFailure())
                .task("c", KEPT, after("a").asAlternative(0.5).onFailure())
                .build();
        Seen seen = seen(run(workflow).running("a", NOW));
        assertThat(seen.of("b").reachProbability()).isEqualTo(0.25);
        assertThat(seen.of("c").reachProbability()).isEqualTo(0.5);
        assertThat(seen.of("ok").reachProbability()).isEqualTo(0.25);
        for (int k = 0; k < Forecaster.FUTURES; k++) {
            int reached = (seen.starts("b").get(k) == 3 ? 1 : 0)
                    + (seen.starts("c").get(k) == 3 ? 1 : 0)
                    + (seen.starts("ok").get(k) == 3 ? 1 : 0);
            assertThat(reached).isOne();
        }
    }

    private static Workflow completing(TaskOption... options) {
        TaskOption[] all = Arrays.copyOf(options, options.length + 2);
        all[options.length] = after("a").onCompletion();
        all[options.length + 1] = after("b");
        return Workflow.builder("completing")
                .task("a", KEPT, takes(3))
                .task("b", KEPT, takes(5))
                .task("undo", KEPT, after("a").onFailure().withProbability(0.5))
                .task("join", KEPT, all)
                .build();
    }

    @Test
    void completionIsReachedWhicheverTheEnd() {
        Seen seen = seen(run(completing()).running("a", NOW).running("b", in(-4)));
        assertThat(seen.starts("join")).containsOnly(3.0);
        assertThat(seen.of("join").reachProbability()).isOne();
        assertThat(seen.of("join").resolved()).containsOnly(0.0);
    }

    @Test
    void whatHasFailedIsComplete() {
        Seen seen = seen(run(completing()).failed("a", in(-5)).running("b", in(-4)));
        assertThat(seen.starts("join")).containsOnly(1.0);
    }

    @Test
    void whatIsStartedAgainIsNotComplete() {
        Seen seen =
                seen(run(completing()).failed("a", in(-5)).until("a", in(20)).running("b", in(-4)));
        assertThat(seen.starts("join")).containsOnly(23.0);
    }

    @Test
    void whatIsSkippedIsComplete() {
        Seen all = seen(run(completing()).skipped("a").skipped("undo").running("b", in(-4)));
        assertThat(all.starts("join")).containsOnly(1.0);
        Seen any = seen(run(completing(needing(1))).skipped("a").skipped("undo").running("b", in(-4)));
        assertThat(any.starts("join")).containsOnly(0.0);
    }

    @Test
    void aBranchThatIsNotTakenIsCompleteOnceThatIsKnown() {
        Workflow workflow = Workflow.builder("maybe")
                .task("decide", KEPT, takes(3))
                .task("maybe", KEPT, after("decide").withProbability(0.25), takes(5))
                .task("always", KEPT, after("maybe").onCompletion())
                .build();
        Seen seen = seen(run(workflow).running("decide", NOW));
        assertThat(seen.of("always").reachProbability()).isOne();
        assertThat(share(seen.starts("always"), 8)).isEqualTo(0.25);
        assertThat(share(seen.starts("always"), 3)).isEqualTo(0.75);
        assertThat(seen.of("always").resolved()).containsOnly(3.0);
    }

    @Test
    void aJoinThatNeedsOneDoesNotWaitForWhatHasFailed() {
        Workflow workflow = Workflow.builder("any")
                .task("a", KEPT, takes(3))
                .task("b", KEPT, takes(5))
                .task("join", KEPT, after("a", "b"), needing(1))
                .build();
        assertThat(seen(run(workflow).failed("a", in(-1)).running("b", in(-4))).starts("join"))
                .containsOnly(1.0);
    }
}
